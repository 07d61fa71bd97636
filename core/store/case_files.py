"""Making, opening and copying case files."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.domain.case import CaseInfo
from core.errors import CaseFileError, CaseFileLockedError, ProblemError, UsageError
from core.store.case_info import CaseInfoTable, write_info
from core.store.database import Database
from core.store.file_format import FORMAT_VERSION, is_case_file
from core.store.migrate import check_format, migrate
from core.store.ownership import Ownership
from core.store.problems import disk_full
from core.store.processes import is_running
from core.store.variant_chunks import VariantChunks

_ASIDE = ".new"
_COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file; a log that outlives its file would be read into the next one."""


def create_file(path: Path, info: CaseInfo, *, replace_incomplete: bool) -> None:
    """Make a case without variants; it appears under its name only when it is whole.

    Raises
    ------
    UsageError
        If the file is there already and is no case whose reading was interrupted, or if
        `replace_incomplete` does not allow to replace that one.
    CaseFileLockedError
        If a program is still reading into that one.
    """
    may_replace = path.exists() and _may_replace(path, replace_incomplete=replace_incomplete)
    with _written_aside(path, may_replace=may_replace) as aside:
        database = Database(aside, can_write=True)
        try:
            migrate(database)
            with database.write() as connection:
                write_info(connection, replace(info, is_complete=False))
        finally:
            database.close()


def open_reader(path: Path) -> Database:
    """Open for reading only: nothing is migrated, recovered or written.

    Raises
    ------
    CaseFileError
        If it is no case, or one of an older format (`CaseFileTooNewError` for a newer).
    """
    _demand_file(path)
    database = Database(path, can_write=False)
    with _closed_on_error(database):
        if check_format(database) < FORMAT_VERSION:
            raise CaseFileError(
                path,
                "an older version of Intronaut wrote this case, and it is opened for reading only.",
                "Open it once in the window, or rank it once (case rank), in a folder you may "
                "write to: it is brought up to date then.",
            )
    return database


def open_writer(path: Path, token: str | None, *, take_over: bool) -> tuple[Database, Ownership]:
    """Open for writing: take the case, bring it to the newest format, start the log.

    Raises
    ------
    CaseFileLockedError
        If another program writes it (`Ownership` says when).
    CaseFileError
        If it is no case or cannot be written, `CaseFileTooNewError` if it is newer.
    """
    _demand_file(path)
    database = Database(path, can_write=True)
    with _closed_on_error(database):
        version = check_format(database)
        if version < FORMAT_VERSION:
            migrate(database)
        ownership = Ownership(database, token, take_over=take_over)
        database.use_wal()
    return database, ownership


def save_copy(database: Database, target: Path, *, overwrite: bool) -> None:
    """Write the case as it is now to another file, owned by nobody and without a log.

    Raises
    ------
    UsageError
        If the target is the case itself, or exists and `overwrite` is False.
    """
    if target.exists() and (not overwrite or target.samefile(database.path)):
        raise UsageError(f"{target} exists already.", "Choose another name for the copy.")
    with _written_aside(target, may_replace=overwrite) as aside:
        database.copy_to(aside)
        copy = Database(aside, can_write=True)
        try:
            with copy.write() as connection:
                connection.exec_driver_sql("DELETE FROM writer")
            copy.leave_without_wal()
        finally:
            copy.close()


def close_writer(database: Database, ownership: Ownership) -> None:
    """Give the case back; the last writer leaves one file, without a log beside it."""
    try:
        if ownership.release():
            database.leave_without_wal()
    finally:
        database.close()


def erase(path: Path) -> None:
    """Remove a case with everything SQLite keeps beside it; nothing happens where there is none.

    Raises
    ------
    CaseFileLockedError
        If a program is writing that case.
    """
    if is_case_file(path):
        try:
            close_writer(*open_writer(path, None, take_over=False))
        except CaseFileLockedError:
            raise
        except ProblemError:
            pass  # damaged, newer or not writable: whether it is in use cannot be asked
    erase_files(path)


def erase_files(path: Path) -> None:
    """Remove a case this program has just closed, or could not close, with its companions.

    The file itself goes last: a kill half-way never leaves a log without its file.
    """
    for ending in (*_COMPANIONS, ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _may_replace(path: Path, *, replace_incomplete: bool) -> bool:
    """Tell that an interrupted case may be replaced; taking it proves that nobody uses it."""
    refusal = UsageError(f"{path} exists already.", "Choose another name, or remove that file.")
    if not (replace_incomplete and is_case_file(path)):
        raise refusal
    database, ownership = open_writer(path, None, take_over=False)
    try:
        is_complete = CaseInfoTable(database, VariantChunks(database)).read().is_complete
    finally:
        close_writer(database, ownership)
    if is_complete:
        raise refusal
    return True


def _demand_file(path: Path) -> None:
    if not path.is_file():
        raise CaseFileError(path, "there is no such file.", "Check the name and the folder.")


@contextmanager
def _closed_on_error(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


@contextmanager
def _written_aside(path: Path, *, may_replace: bool) -> Iterator[Path]:
    """Give a new empty file in the same folder that takes the name `path` when the block ends."""
    aside = path.with_name(f".{path.name}.{os.getpid()}{_ASIDE}")
    try:
        _sweep(path)
        aside.touch(exist_ok=False)
        yield aside
        _move(aside, path, may_replace=may_replace)
    except OSError as error:
        raise _problem_of_files(path, error) from error
    finally:
        aside.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what programs that were killed while they made this file have left."""
    for file in path.parent.iterdir():
        name = file.name.removeprefix(f".{path.name}.").partition(_ASIDE)
        is_ours = name[0].isdigit() and name[1] and name[0] != file.name
        if is_ours and (int(name[0]) == os.getpid() or not is_running(int(name[0]), "")):
            file.unlink(missing_ok=True)


def _move(aside: Path, path: Path, *, may_replace: bool) -> None:
    if may_replace:
        aside.replace(path)
        return
    try:
        path.hardlink_to(aside)  # unlike a rename it never replaces a file made meanwhile
    except FileExistsError as error:
        raise UsageError(f"{path} exists already.", "Choose another name.") from error
    except OSError:  # a file system without links
        aside.rename(path)


def _problem_of_files(path: Path, error: OSError) -> ProblemError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    return CaseFileError(
        path,
        f"the file cannot be made ({error.strerror}).",
        "Choose a folder that exists and that you may write to.",
    )
