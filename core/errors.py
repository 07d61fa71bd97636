"""Every problem a person can mend, each with one sentence of cause and one of remedy."""

from pathlib import Path


class ProblemError(Exception):
    """Input or environment is wrong and the user can mend it.

    Anything else that is raised is a bug. The command line ends with status 2 on a
    `ProblemError` and prints `cause` and `remedy`; the window shows them in a dialog.

    Parameters
    ----------
    cause
        One sentence that says what is wrong, naming file and record where there is one.
    remedy
        One sentence that says what the user can do.
    """

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause = cause
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle across the worker's pipe without calling a subclass constructor."""
        return _rebuild, (type(self), self.cause, self.remedy, self.__dict__)


def _rebuild(
    kind: type[ProblemError], cause: str, remedy: str, fields: dict[str, object]
) -> ProblemError:
    problem = kind.__new__(kind)
    ProblemError.__init__(problem, cause, remedy)
    problem.__dict__.update(fields)
    return problem


class UsageError(ProblemError):
    """The request itself cannot be carried out as given."""


class InputFileError(ProblemError):
    """A file the user named is missing, unreadable or not of the expected kind."""

    def __init__(self, path: Path | str, cause: str, remedy: str) -> None:
        super().__init__(f"{path}: {cause}", remedy)
        self.path = str(path)


class VcfFormatError(InputFileError):
    """A variant file is damaged or not a variant file. `line` is 1-based, None if unknown."""

    def __init__(self, path: Path | str, line: int | None, cause: str, remedy: str) -> None:
        where = cause if line is None else f"line {line}: {cause}"
        super().__init__(path, where, remedy)
        self.line = line


class DamagedFileError(VcfFormatError):
    """A variant file of which a part can be read: with consent, what stands before the damage."""

    def __init__(self, path: Path | str, cause: str) -> None:
        remedy = (
            "Copy the file again from where it came from, or make it anew. What stands before the "
            "damage can be loaded if you ask for it (on the command line: --up-to-damage)."
        )
        super().__init__(path, None, cause, remedy)
        self.damage = cause


class SampleNotFoundError(ProblemError):
    """A sample name that the variant file does not carry."""

    def __init__(self, name: str, available: tuple[str, ...]) -> None:
        known = ", ".join(available) if available else "none"
        super().__init__(
            f"Sample {name} is not in the variant file (it has: {known}).",
            "Choose one of the samples named, or open the file that holds this person.",
        )
        self.name = name
        self.available = available


class PedigreeError(InputFileError):
    """A pedigree file that contradicts itself or the variant file."""


class AssemblyMismatchError(ProblemError):
    """The variant file does not belong to the reference. `evidence` lists what was seen."""

    def __init__(self, cause: str, remedy: str, evidence: tuple[str, ...]) -> None:
        super().__init__(" ".join((cause, *evidence)), remedy)
        self.evidence = evidence


class AssemblyUnprovenError(ProblemError):
    """Nothing in the file proves its build, and the user did not state one."""


class ReferenceMismatchError(ProblemError):
    """REF of a variant differs from the reference sequence at that place."""

    def __init__(self, variant: str, expected: str, observed: str) -> None:
        super().__init__(
            f"{variant}: REF says {expected}, the reference has {observed}.",
            "Check the genome build, the strand and the position of this variant.",
        )
        self.variant = variant
        self.expected = expected
        self.observed = observed


class ReferenceMissingError(InputFileError):
    """The reference FASTA or its index is missing or unusable."""


class EngineUnavailableError(ProblemError):
    """An engine is not installed, not licensed, or failed to start."""


class ClusterError(ProblemError):
    """A Dask cluster that cannot be reached, has no fitting worker, or was lost."""


class WeightsMismatchError(ProblemError):
    """Files of a pack differ from what its card promises."""


class PackError(ProblemError):
    """A pack cannot be fetched, read or installed. Nothing was left half-installed."""


class KitError(ProblemError):
    """A kit that cannot be built, read or installed. Nothing was left half-installed."""


class LicenceNotAcceptedError(ProblemError):
    """A pack whose licence needs the user's consent, and none is recorded."""


class CaseFileError(InputFileError):
    """A file that is not a usable case file."""


class CaseFileLockedError(CaseFileError):
    """Another program is writing this case."""


class CaseFileTooNewError(CaseFileError):
    """The case was written by a newer version of the program."""


class UnfinishedCaseError(CaseFileError):
    """A case whose variant file was not read to its end: it holds no result."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            path,
            "this case is unfinished: reading its variant file was interrupted, so that it holds "
            "no result.",
            "Start it again as a new case, with the same files and under the same name; the "
            "unfinished file is then replaced.",
        )


class DiskFullError(ProblemError):
    """No space left where the program has to write."""


class ReportNotWrittenError(ProblemError):
    """A report could not be written in full; no partial file is left."""


class WorkerDiedError(ProblemError):
    """The worker process ended without an answer (a crash in a library, or killed)."""
