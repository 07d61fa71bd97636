"""One case file, opened: everything the program keeps about a case goes through here."""

from pathlib import Path
from types import TracebackType
from typing import Self

from core.domain.case import CaseInfo
from core.store import case_files
from core.store.case_results import CaseResults
from core.store.database import Database
from core.store.ownership import Ownership


class CaseStore(CaseResults):
    """A case opened for reading or for writing; a context manager.

    Used by one thread at a time; only `interrupt` may come from another. Readers see what writers
    of other processes have finished. Close readers before the last writer: then the case is left
    as one file without a log beside it.
    """

    def __init__(self, database: Database, ownership: Ownership | None) -> None:
        super().__init__(database)
        self._ownership = ownership
        self._is_open = True

    @classmethod
    def create(
        cls,
        path: Path,
        info: CaseInfo,
        *,
        replace_incomplete: bool = False,
        owner_token: str | None = None,
    ) -> Self:
        """Make a case and open it for writing; it is incomplete until `finish_intake`.

        Raises
        ------
        UsageError
            If the file exists. One whose intake was interrupted is replaced if
            `replace_incomplete`.
        """
        case_files.create_file(path, info, replace_incomplete=replace_incomplete)
        return cls.open(path, write=True, owner_token=owner_token)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        write: bool = False,
        owner_token: str | None = None,
        take_over: bool = False,
    ) -> Self:
        """Open a case; an older format is brought up to date when it is opened for writing.

        Processes of one program session share `owner_token` (the property of the same name of
        the first store) and may write side by side. `take_over` removes other owners: only after
        a person has confirmed that they no longer run.

        Raises
        ------
        CaseFileError
            If the file is missing, damaged or no case.
        CaseFileTooNewError
            If a newer program wrote it.
        CaseFileLockedError
            If another program session writes it; host and pid are named.
        """
        if not write:
            return cls(case_files.open_reader(path), None)
        return cls(*case_files.open_writer(path, owner_token, take_over=take_over))

    def close(self) -> None:
        """Close the case; the last writer leaves it as one file. A second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        if self._ownership is None:
            self._database.close()
        else:
            case_files.close_writer(self._database, self._ownership)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The case file."""
        return self._database.path

    @property
    def owner_token(self) -> str | None:
        """What this session's worker processes pass to `open`; None for a reader."""
        return None if self._ownership is None else self._ownership.token

    def save_copy(self, target: Path, *, overwrite: bool = False) -> None:
        """Write the case as it is now to another file, owned by nobody."""
        case_files.save_copy(self._database, target, overwrite=overwrite)

    def interrupt(self) -> None:
        """Stop the query that runs in another thread; it raises `QueryInterruptedError` there."""
        self._database.interrupt()
