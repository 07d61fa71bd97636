import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import CaseFileLockedError
from core.store import ownership as ownership_module
from core.store import processes
from core.store.case_store import CaseStore
from core.store.processes import is_running, process_mark
from tests.core.store.builders import INFO, add_batch, plain_batch

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import os, sys
from pathlib import Path
from core.store.case_store import CaseStore
token = sys.argv[2] if len(sys.argv) > 2 else None
store = CaseStore.open(Path(sys.argv[1]), write=True, owner_token=token)
store.set_gates([(1, "held")])
print("ready", os.getpid(), flush=True)
sys.stdin.readline()
store.close()
print("closed", flush=True)
"""


class Holder:
    """Another process that has the case open for writing until told to let go."""

    def __init__(self, path: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-c", HOLD, str(path), *arguments],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def let_go(self) -> None:
        out, _ = self.process.communicate("\n", timeout=30)
        assert out == "closed\n"

    def kill(self, *, collect: bool = True) -> None:
        self.process.kill()
        if collect:
            self.process.communicate(timeout=30)


@pytest.fixture
def closed(path):
    with CaseStore.create(path, INFO) as store:
        add_batch(store, plain_batch(1, 10))
        store.finish_intake()
    return path


def test_a_second_program_is_refused_with_host_and_pid(closed):
    holder = Holder(closed)
    with pytest.raises(CaseFileLockedError) as caught:
        CaseStore.open(closed, write=True)
    assert f"process {holder.process.pid} on {socket.gethostname()}" in caught.value.cause
    with CaseStore.open(closed) as reader:
        assert reader.columns().gate[0] == 1, "reading is always possible"
    holder.let_go()
    with CaseStore.open(closed, write=True) as store:
        assert store.n_variants() == 10
    assert [file.name for file in closed.parent.glob("trio*")] == [closed.name]


def test_two_stores_of_one_program_without_the_token_are_refused_too(closed):
    with CaseStore.open(closed, write=True), pytest.raises(CaseFileLockedError):
        CaseStore.open(closed, write=True)


def test_worker_processes_with_the_token_write_beside_the_window(closed):
    with CaseStore.open(closed, write=True) as window:
        worker = Holder(closed, str(window.owner_token))
        window.set_gates([(2, "window")])
        worker.let_go()
        assert window.columns().gate[:3].tolist() == [1, 2, 0]
        assert window._database.value("SELECT count(*) FROM writer") == 1
        assert window._database.pragma("journal_mode") == "wal", (
            "a guest leaves the log to the owner"
        )
    assert [file.name for file in closed.parent.glob("trio*")] == [closed.name]


def test_a_worker_that_outlives_the_window_still_owns_the_case(closed):
    window = CaseStore.open(closed, write=True)
    worker = Holder(closed, str(window.owner_token))
    window.close()
    with pytest.raises(CaseFileLockedError, match=str(worker.process.pid)):
        CaseStore.open(closed, write=True)
    worker.let_go()
    assert [file.name for file in closed.parent.glob("trio*")] == [closed.name]


@pytest.mark.parametrize("collect", [True, False])
def test_a_killed_owner_is_recovered(closed, collect):
    holder = Holder(closed)
    holder.kill(collect=collect)
    if not collect:
        os.waitid(os.P_PID, holder.process.pid, os.WEXITED | os.WNOWAIT)
    with CaseStore.open(closed, write=True) as store:
        assert store.columns().gate[0] == 1, "what was finished is kept"
        assert store._database.value("SELECT count(*) FROM writer") == 1
    if not collect:
        holder.process.communicate(timeout=30)
    assert [file.name for file in closed.parent.glob("trio*")] == [closed.name]


def test_a_killed_worker_does_not_keep_the_window_from_leaving_one_file(closed):
    window = CaseStore.open(closed, write=True)
    Holder(closed, str(window.owner_token)).kill()
    window.close()
    assert [file.name for file in closed.parent.glob("trio*")] == [closed.name]


def write_row(path: Path, **changes: object) -> None:
    """Leave a row as another writer would have."""
    with CaseStore.open(path, write=True) as store:
        row = {
            "token": "other",
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "process_mark": process_mark(os.getpid()),
            "file_mark": str(path.stat().st_ino),
            "started_at": "2026-01-01T00:00:00+00:00",
        } | changes
        names = ", ".join(row)
        with store._database.write() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO writer ({names}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - names above
                tuple(row.values()),
            )


def test_the_row_of_a_living_process_holds(closed):
    write_row(closed)
    with pytest.raises(CaseFileLockedError):
        CaseStore.open(closed, write=True)


@pytest.mark.parametrize(
    "changes",
    [{"pid": 2**22 + 1}, {"process_mark": "an-earlier-boot:17"}, {"file_mark": "1"}],
    ids=["pid gone", "pid used again", "file copied"],
)
def test_a_row_that_can_hold_no_more_is_removed(closed, changes):
    write_row(closed, **changes)
    with CaseStore.open(closed, write=True) as store:
        assert store._database.value("SELECT count(*) FROM writer") == 1


def test_a_row_of_another_computer_holds_until_a_person_takes_over(closed):
    write_row(closed, host="ward-7", pid=1)
    with pytest.raises(CaseFileLockedError) as caught:
        CaseStore.open(closed, write=True)
    assert "process 1 on ward-7 since 2026-01-01" in caught.value.cause
    assert "save a copy" in caught.value.remedy
    with CaseStore.open(closed, write=True, take_over=True) as store:
        assert store._database.value("SELECT count(*) FROM writer") == 1
    with CaseStore.open(closed, write=True):
        pass


def test_a_copied_file_is_free_although_the_original_is_open(closed, tmp_path):
    with CaseStore.open(closed, write=True) as store:
        store._database.pragma("wal_checkpoint(TRUNCATE)")
        shutil.copy(closed, tmp_path / "copied.intronaut")
        with CaseStore.open(tmp_path / "copied.intronaut", write=True) as copied:
            assert copied.n_variants() == 10


def test_a_process_is_known_by_pid_and_start():
    mark = process_mark(os.getpid())
    assert mark
    assert is_running(os.getpid(), mark)
    assert is_running(os.getpid(), "")
    assert not is_running(os.getpid(), mark + "0")
    assert not is_running(2**22 + 1, "")
    assert process_mark(2**22 + 1) == ""


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="this system has no ps")
def test_where_there_is_no_proc_the_start_is_asked_from_ps():
    assert processes._mark_by_ps(os.getpid())
    assert processes._mark_by_ps(os.getpid()) == processes._mark_by_ps(os.getpid())


def test_another_users_process_counts_as_running(monkeypatch):
    def forbid(pid: int, signal: int) -> None:
        raise PermissionError(pid, signal)

    monkeypatch.setattr(processes.os, "kill", forbid)
    assert is_running(1, "")
    assert ownership_module.is_running is is_running
