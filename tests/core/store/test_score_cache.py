"""The file of kept scores: what is kept, what goes first, and that nothing about it stops a run."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.store import cache_switch, score_cache
from core.store.cache_file import APPLICATION_ID, FILE_NAME, LAYOUT
from core.store.score_cache import ScoreCache


def key(number: int) -> bytes:
    return number.to_bytes(32, "big")


def blob(number: int, size: int = 100) -> bytes:
    return bytes([number % 256]) * size


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / FILE_NAME


def test_what_was_put_is_found_by_the_next_process_too(path: Path):
    with closing(ScoreCache(path)) as cache:
        cache.put(key(1), blob(1))
        assert cache.find([key(1), key(2)]) == {key(1): blob(1)}
    with closing(ScoreCache(path)) as cache:
        assert cache.find([key(2), key(1)]) == {key(1): blob(1)}
        assert not cache.notes


def test_hits_are_counted_over_all_runs(path: Path):
    for _ in range(2):
        with closing(ScoreCache(path)) as cache:
            cache.find([key(1), key(2)])
            cache.put(key(1), blob(1))
    found = score_cache.state_of(path.parent)
    assert (found.n_entries, found.n_hits, found.n_asked) == (1, 1, 4)
    assert found.hit_rate == 0.25
    assert found.n_bytes == path.stat().st_size


def test_a_cache_nobody_asked_has_no_hit_rate(path: Path):
    found = score_cache.state_of(path.parent)
    assert found.hit_rate is None
    assert not path.exists()


def test_the_file_names_itself_and_belongs_to_its_user_alone(path: Path):
    ScoreCache(path).close()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (LAYOUT,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_closed_cache_is_one_file(path: Path):
    with closing(ScoreCache(path)) as cache:
        cache.put(key(1), blob(1))
    assert [file.name for file in path.parent.iterdir()] == [FILE_NAME]


def test_beyond_its_size_the_entries_go_that_were_not_used_for_longest(path: Path):
    limit = 400_000
    with closing(ScoreCache(path, max_bytes=limit)) as cache:
        for number in range(60):
            cache.put(key(number), os.urandom(5_000))
            cache.flush()
        for _ in range(2):
            for number in range(60, 100):
                cache.find([key(0)])
                cache.put(key(number), os.urandom(5_000))
                cache.flush()
        kept = cache.find([key(number) for number in range(100)])
        assert key(0) in kept
        assert key(99) in kept
        assert key(1) not in kept
        assert len(kept) > 40
    assert path.stat().st_size < limit * 1.2


def test_clearing_leaves_nothing_behind(path: Path):
    secret = b"kept-by-mistake" * 20
    with closing(ScoreCache(path)) as cache:
        for number in range(200):
            cache.put(key(number), secret)
            cache.find([key(number)])
    path.with_name(f"{FILE_NAME}.damaged").write_bytes(b"old")
    score_cache.clear(path.parent)
    found = score_cache.state_of(path.parent)
    assert (found.n_entries, found.n_hits, found.n_asked) == (0, 0, 0)
    assert [file.name for file in path.parent.iterdir()] == [FILE_NAME]
    assert b"kept-by-mistake" not in path.read_bytes()


def test_switched_off_it_stays_off_whatever_happens_to_the_file(path: Path):
    assert cache_switch.is_on(path.parent)
    cache_switch.switch(path.parent, is_on=False)
    path.write_bytes(b"no database at all" * 100)
    ScoreCache(path).close()
    assert not cache_switch.is_on(path.parent)
    assert not score_cache.state_of(path.parent).is_on
    cache_switch.switch(path.parent, is_on=True)
    assert cache_switch.is_on(path.parent)


def test_a_file_that_is_no_cache_is_set_aside_and_said(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    with closing(ScoreCache(path)) as cache:
        assert "set aside as scores.cache.damaged" in cache.notes[0]
        cache.put(key(1), blob(1))
        cache.flush()
        assert cache.find([key(1)])
    assert path.with_name(f"{FILE_NAME}.damaged").read_bytes().startswith(b"no database")


def test_another_programs_database_is_not_written_into(path: Path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE somebody (name TEXT)")
        raw.commit()
    with closing(ScoreCache(path)) as cache:
        assert "a database of something else" in cache.notes[0]
    with closing(sqlite3.connect(path.with_name(f"{FILE_NAME}.damaged"))) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("somebody",)]


def test_a_newer_file_is_set_aside_and_said(path: Path):
    with closing(ScoreCache(path)) as cache:
        cache.put(key(1), blob(1))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version={LAYOUT + 1}")
    with closing(ScoreCache(path)) as cache:
        assert "a newer version of Intronaut wrote it" in cache.notes[0]
        assert cache.find([key(1)]) == {}
    assert path.with_name(f"{FILE_NAME}.newer").is_file()


def test_damage_met_in_the_middle_of_a_run_ends_the_use_of_the_file_not_the_run(path: Path):
    with closing(ScoreCache(path)) as cache:
        for number in range(500):
            cache.put(key(number), os.urandom(3_000))
    with closing(ScoreCache(path)) as cache:
        content = bytearray(path.read_bytes())
        content[8 * 4_096 :] = b"\xff" * (len(content) - 8 * 4_096)
        path.write_bytes(content)
        for number in range(500, 700):
            cache.find([key(number - 500)])
            cache.put(key(number), blob(number))
        cache.flush()
        assert not cache.is_working
        assert "not used any more in this run; the damaged file was set aside" in cache.notes[-1]
        assert cache.find([key(1)]) == {}
    with closing(ScoreCache(path)) as cache:
        assert cache.is_working
        assert not cache.notes


def test_a_folder_that_cannot_be_made_is_said_and_nothing_is_kept(tmp_path: Path):
    (tmp_path / "data").write_text("a file where the folder should be")
    with closing(ScoreCache(tmp_path / "data" / FILE_NAME)) as cache:
        cache.put(key(1), blob(1))
        assert cache.find([key(1)]) == {}
        assert "not used any more" in cache.notes[0]


_FILLS = """
import resource, signal, sys
from pathlib import Path
from core.store.score_cache import ScoreCache
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
cache = ScoreCache(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
for number in range(400):
    cache.put(number.to_bytes(32, "big"), bytes(range(256)) * 20)
cache.flush()
print(cache.is_working, *cache.notes)
cache.close()
"""


def test_a_file_that_cannot_grow_switches_the_cache_off_with_a_warning(path: Path):
    ran = subprocess.run(
        [sys.executable, "-c", _FILLS, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("False The scores kept on this computer are not used any more")
    with closing(ScoreCache(path)) as cache:
        assert cache.is_working


_WRITES = """
import sys
from pathlib import Path
from core.store.score_cache import ScoreCache
path, first = Path(sys.argv[1]), int(sys.argv[2])
cache = ScoreCache(path)
for number in range(first, first + 300):
    cache.put(number.to_bytes(32, "big"), bytes([number % 256]) * 500)
    cache.find([number.to_bytes(32, "big")])
cache.close()
print(*cache.notes)
"""


def test_several_processes_write_side_by_side(path: Path):
    starts = (0, 150, 300, 450)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITES, str(path), str(first)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in starts
    ]
    said = [process.communicate() for process in running]
    assert said == [("\n", "")] * len(starts)
    with closing(ScoreCache(path)) as cache:
        found = cache.find([key(number) for number in range(750)])
        assert found == {key(number): blob(number, 500) for number in range(750)}
    assert score_cache.state_of(path.parent).n_hits == 4 * 300 + 750
