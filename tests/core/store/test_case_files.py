import errno
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import (
    CaseFileError,
    CaseFileLockedError,
    CaseFileTooNewError,
    DiskFullError,
    UsageError,
)
from core.store import case_files
from core.store import database as database_module
from core.store.case_state import CaseFileState, state_of
from core.store.case_store import CaseStore
from core.store.database import Database
from core.store.file_format import APPLICATION_ID, FORMAT_VERSION, SUFFIX, is_case_file
from core.store.problems import QueryInterruptedError
from tests.core.store.builders import INFO, RUN, add_batch, plain_batch


def beside(path: Path) -> list[str]:
    return sorted(
        file.name for file in path.parent.iterdir() if file.name.startswith((path.name, "."))
    )


def test_a_new_case_carries_our_number_in_its_header(store, path):
    store.close()
    header = path.read_bytes()[:100]
    assert struct.unpack_from(">I", header, 68) == (APPLICATION_ID,)
    assert struct.pack(">I", APPLICATION_ID) == b"INTR"
    assert struct.unpack_from(">I", header, 60) == (FORMAT_VERSION,)
    assert is_case_file(path)
    assert path.suffix == SUFFIX


def test_every_table_is_strict_and_foreign_keys_are_watched(store):
    tables = store._database.rows(
        "SELECT name, strict, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'transcript_bounds%' AND name <> 'alembic_version'"
    )
    assert len(tables) > 20
    assert [name for name, strict, _ in tables if not strict] == []
    assert store._database.pragma("foreign_keys") == 1


def test_a_closed_case_is_one_file_without_a_log(filled, path):
    assert filled._database.pragma("journal_mode") == "wal"
    assert path.with_name(path.name + "-wal").exists()
    filled.close()
    filled.close()
    assert beside(path) == [path.name]
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert raw.execute("SELECT count(*) FROM writer").fetchone() == (0,)
    raw.close()


def test_an_existing_file_is_never_replaced(filled, path):
    filled.close()
    with pytest.raises(UsageError, match="exists already"):
        CaseStore.create(path, INFO)
    with pytest.raises(UsageError, match="exists already"):
        CaseStore.create(path, INFO, replace_incomplete=True)
    with CaseStore.open(path) as reader:
        assert reader.n_variants() == 10
    path.write_text("a letter")
    with pytest.raises(UsageError, match="exists already"):
        CaseStore.create(path, INFO, replace_incomplete=True)
    assert path.read_text() == "a letter"
    assert beside(path) == [path.name]


def test_an_interrupted_case_is_replaced_when_asked(store, path):
    add_batch(store, plain_batch(1, 3))
    store.close()
    with pytest.raises(UsageError):
        CaseStore.create(path, INFO)
    with CaseStore.create(path, INFO, replace_incomplete=True) as again:
        assert again.n_variants() == 0


def test_the_state_of_a_name_is_told_before_a_case_is_made_there(filled, path, tmp_path):
    unfinished = path.with_name("unfinished.intronaut")
    other = tmp_path / "letter.intronaut"
    other.write_text("Dear colleague")
    CaseStore.create(unfinished, INFO).close()
    filled.finish_intake()
    assert state_of(tmp_path / "new.intronaut") is CaseFileState.FREE
    assert state_of(unfinished) is CaseFileState.UNFINISHED
    assert state_of(path) is CaseFileState.TAKEN
    assert state_of(other) is CaseFileState.TAKEN
    assert state_of(tmp_path) is CaseFileState.TAKEN
    filled.close()
    assert state_of(path) is CaseFileState.TAKEN


def test_a_case_is_erased_with_all_that_lies_beside_it(filled, path):
    filled.close()
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).touch()
    case_files.erase(path)
    assert beside(path) == []
    case_files.erase(path)


def test_a_case_that_is_being_written_is_not_erased(store, path):
    with pytest.raises(CaseFileLockedError):
        case_files.erase(path)
    assert path.exists()


def test_what_is_no_case_is_erased_all_the_same(path):
    path.write_text("SQLite format 3, but cut")
    case_files.erase(path)
    assert beside(path) == []


def test_a_kill_while_erasing_leaves_no_log_without_its_file(filled, path, monkeypatch):
    filled.close()
    path.with_name(path.name + "-wal").touch()
    gone = []
    monkeypatch.setattr(Path, "unlink", lambda file, **_: gone.append(file.name))
    case_files.erase_files(path)
    assert gone[-1] == path.name


def test_a_file_made_in_the_same_moment_is_not_replaced(path, monkeypatch):
    migrate = case_files.migrate

    def slow(database: Database) -> None:
        migrate(database)
        path.write_text("another program was faster")

    monkeypatch.setattr(case_files, "migrate", slow)
    with pytest.raises(UsageError, match="exists already"):
        CaseStore.create(path, INFO)
    assert path.read_text() == "another program was faster"
    assert beside(path) == [path.name]


def test_a_case_on_a_file_system_without_links_is_made_too(path, monkeypatch):
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here", str(self), str(target))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with CaseStore.create(path, INFO) as store:
        assert store.info() == INFO
    assert beside(path) == [path.name]


def test_a_folder_that_does_not_exist_is_a_clear_problem(tmp_path):
    with pytest.raises(CaseFileError, match="cannot be made"):
        CaseStore.create(tmp_path / "absent" / "x.intronaut", INFO)


@pytest.mark.parametrize("write", [False, True])
def test_what_is_no_case_is_refused(tmp_path, write):
    absent = tmp_path / "absent.intronaut"
    empty = tmp_path / "empty.intronaut"
    empty.touch()
    text = tmp_path / "text.intronaut"
    text.write_text("no database " * 100)
    other = tmp_path / "other.intronaut"
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE t (a)")
    raw.close()
    for path in (absent, empty, text, other, tmp_path):
        with pytest.raises(CaseFileError, match=r"not a case file|no such file"):
            CaseStore.open(path, write=write)
    assert not absent.exists()
    assert empty.stat().st_size == 0


@pytest.mark.parametrize("write", [False, True])
def test_a_damaged_case_is_a_clear_problem(filled, path, write):
    filled.close()
    data = bytearray(path.read_bytes())
    data[100:4_096] = b"\xff" * 3_996
    path.write_bytes(data)
    with pytest.raises(CaseFileError, match="damaged"):
        CaseStore.open(path, write=write)


@pytest.mark.parametrize("write", [False, True])
def test_a_newer_file_is_refused_and_left_alone(filled, path, write):
    filled._database.pragma(f"user_version={FORMAT_VERSION + 1}")
    filled.close()
    before = path.read_bytes()
    with pytest.raises(CaseFileTooNewError, match=f"format {FORMAT_VERSION + 1}"):
        CaseStore.open(path, write=write)
    assert path.read_bytes() == before


def test_a_reader_never_writes(filled, path):
    filled.close()
    before = path.read_bytes()
    with CaseStore.open(path) as reader:
        assert reader.owner_token is None
        list(reader.variants())
        reader.ledger()
        reader.columns()
        with pytest.raises(RuntimeError, match="for reading"):
            reader.set_gates([(1, "x")])
    assert path.read_bytes() == before
    assert beside(path) == [path.name]


def test_a_reader_sees_finished_transactions_while_a_writer_works(filled, path):
    with CaseStore.open(path) as reader:
        with filled._database.write() as connection:
            connection.exec_driver_sql("UPDATE variant SET identifier = 'rs9'")
            assert {found.identifier for found in reader.variants()} == {""}
        assert {found.identifier for found in reader.variants()} == {"rs9"}


def _as_nobody(work: Callable[[], object]) -> str:
    """Do work in a child as a user without rights; tests may run as root, who has every right."""
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65_534)
                os.setuid(65_534)
            answer = repr(work())
        except BaseException as error:  # noqa: BLE001 - the child must not return into pytest
            answer = f"{type(error).__name__}: {error}"
        os.write(sender, answer.encode())
        os._exit(0)
    os.close(sender)
    os.waitpid(child, 0)
    with os.fdopen(receiver, "rb") as pipe:
        return pipe.read().decode()


def _count(path: Path, *, write: bool = False) -> int:
    with CaseStore.open(path, write=write) as store:
        return len(list(store.variants()))


@pytest.fixture
def open_folder():
    """A folder another user can reach (pytest's own is private)."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("killed", [False, True])
def test_a_case_in_a_folder_without_write_permission_can_be_read(filled, path, open_folder, killed):
    target = open_folder / path.name
    if killed:
        filled._database.pragma("wal_checkpoint(TRUNCATE)")
        shutil.copy(path, target)
        assert target.read_bytes()[18] == 2, "the copy still asks for a log"
    else:
        filled.close()
        shutil.copy(path, target)
    target.chmod(0o444)
    open_folder.chmod(0o555)
    assert _as_nobody(lambda: _count(target)) == "10"


def test_a_log_that_cannot_be_read_is_not_ignored(filled, path, open_folder):
    target = open_folder / path.name
    filled.set_gates([(1, "x")])
    shutil.copy(path, target)
    shutil.copy(path.with_name(path.name + "-wal"), target.with_name(target.name + "-wal"))
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)
    assert _as_nobody(lambda: _count(target)).startswith("CaseFileError")


def test_a_case_without_write_permission_is_a_clear_problem_for_a_writer(filled, path, open_folder):
    filled.close()
    target = open_folder / path.name
    shutil.copy(path, target)
    target.chmod(0o444)
    open_folder.chmod(0o555)
    answer = _as_nobody(lambda: _count(target, write=True))
    assert answer.startswith("CaseFileError")
    assert "cannot be" in answer


def test_on_a_network_share_there_is_no_log(filled, path, monkeypatch):
    filled.close()
    monkeypatch.setattr(database_module, "is_network_share", lambda _: True)
    with CaseStore.open(path, write=True) as store, CaseStore.open(path) as reader:
        assert store._database.pragma("journal_mode") == "delete"
        assert store._database.pragma("synchronous") == 2
        store.set_gates([(1, "x")])
        assert reader.columns().gate[0] == 1
        assert beside(path) == [path.name]


def test_a_full_disk_is_a_clear_problem_and_loses_nothing(filled):
    pages = filled._database.pragma("page_count")
    filled._database.pragma(f"max_page_count={pages}")
    with pytest.raises(DiskFullError, match="no space"):
        add_batch(filled, plain_batch(11, 5_000))
    assert filled.n_variants() == 10
    assert filled.ledger().discrepancies() == ()
    filled._database.pragma("max_page_count=1000000")
    add_batch(filled, plain_batch(11, 10))
    assert filled.n_variants() == 20


def test_a_full_disk_while_making_a_case_leaves_nothing(path, monkeypatch):
    def full(self: Path, **_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "touch", full)
    with pytest.raises(DiskFullError):
        CaseStore.create(path, INFO)
    assert beside(path) == []


def test_a_copy_holds_everything_and_belongs_to_nobody(filled, path, tmp_path):
    target = tmp_path / "copy.intronaut"
    filled.engine_run(RUN)
    filled.save_copy(target)
    assert path.with_name(path.name + "-wal").exists(), "the case itself stays open"
    with CaseStore.open(target, write=True) as copy:
        assert copy.owner_token != filled.owner_token
        assert list(copy.variants()) == list(filled.variants())
        assert copy.ledger() == filled.ledger()
    assert beside(target) == [target.name]


@pytest.mark.usefixtures("filled")
def test_a_copy_can_be_saved_by_a_reader(path, tmp_path):
    target = tmp_path / "copy.intronaut"
    with CaseStore.open(path) as reader:
        reader.save_copy(target)
    with CaseStore.open(target) as copy:
        assert copy.n_variants() == 10


def test_a_copy_replaces_a_file_only_when_told(filled, path, tmp_path):
    target = tmp_path / "copy.intronaut"
    target.write_text("old")
    with pytest.raises(UsageError):
        filled.save_copy(target)
    assert target.read_text() == "old"
    filled.save_copy(target, overwrite=True)
    assert is_case_file(target)
    with pytest.raises(UsageError):
        filled.save_copy(path, overwrite=True)


def test_an_interrupted_query_ends_at_once_and_the_store_goes_on(filled):
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    timer = threading.Timer(0.1, filled.interrupt)
    timer.start()
    with pytest.raises(QueryInterruptedError):
        filled._database.value(sql)
    timer.join()
    assert filled.n_variants() == 10


def test_a_late_interrupt_after_closing_does_no_harm(filled):
    filled.close()
    filled.interrupt()


def test_a_reader_that_outlives_the_writer_costs_nothing_but_the_log(filled, path):
    reader = CaseStore.open(path)
    filled.set_gates([(1, "x")])
    filled.close()
    assert reader.columns().gate[0] == 1
    reader.close()
    CaseStore.open(path, write=True).close()
    assert beside(path) == [path.name]


def test_a_reader_that_is_busy_in_that_moment_leaves_the_case_without_a_log(filled, path):
    filled.close()
    database = Database(path, can_write=True)
    with CaseStore.open(path) as reader, reader._database.read():
        assert reader.n_variants() == 10
        database.use_wal()
    assert not database.uses_wal
    assert database.pragma("journal_mode") == "delete"
    assert database.pragma("synchronous") == 2
    database.use_wal()
    assert database.uses_wal
    database.close()


def test_a_change_inside_a_read_is_a_bug(filled):
    with filled._database.read(), pytest.raises(RuntimeError, match="inside a read"):
        filled.set_gates([(1, "x")])


IMPORTED = """
import sys
from pathlib import Path
from core.store.case_store import CaseStore
with CaseStore.open(Path(sys.argv[1]), write=True) as store:
    store.ledger()
heavy = ("alembic", "torch", "cyvcf2", "pysam", "h5py", "pyhpo", "PySide6")
print([name for name in heavy if name in sys.modules])
"""


def test_nothing_heavy_is_imported_to_open_a_case(filled, path):
    filled.close()
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-B", "-c", IMPORTED, str(path)]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system does not list locks")
def test_looking_at_a_case_again_keeps_the_locks_of_those_who_have_it_open(tmp_path):
    path = tmp_path / "a.intronaut"

    def n_locks() -> int:
        inode = f":{path.stat().st_ino} "
        return sum(inode in line for line in Path("/proc/locks").read_text().splitlines())

    with CaseStore.create(path, INFO) as writer:
        writer.set_header_lines([b"##fileformat=VCFv4.2"])
        held = n_locks()
        assert held > 0
        assert is_case_file(path)
        with CaseStore.open(path) as reader:
            reader.info()
            assert n_locks() >= held
        assert n_locks() >= held
