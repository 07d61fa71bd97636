"""What can go wrong between a pack, a device and an engine, each with cause and remedy.

`models` knows nothing of `core.errors`; `core`, which calls, translates these.
"""

from pathlib import Path


class ModelsError(Exception):
    """Something outside the program's code is wrong and a person can mend it.

    Parameters
    ----------
    cause
        One sentence that says what is wrong.
    remedy
        One sentence that says what the user can do.
    """

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause, remedy)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}"


class UnknownPackError(ModelsError):
    """No card has the name asked for."""


class PackFetchError(ModelsError):
    """The source of a pack could not be fetched, whole or at all."""


class PackReadError(ModelsError):
    """The source of a pack is there but is not what the card describes."""


class UnknownArchitectureError(ModelsError):
    """No architecture has the name asked for."""


class CheckpointError(ModelsError):
    """A checkpoint a person brought is not what its architecture needs, or not safe to read."""


class PackDigestError(ModelsError):
    """A file is not the one the card or the manifest names."""


class PackStateError(ModelsError):
    """The pack is not installed, or damaged, and what was asked needs it whole."""


class LicenceRequiredError(ModelsError):
    """A person has to accept the licence of a pack first."""


class DiskSpaceError(ModelsError):
    """The disk was full before everything was written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The disk that holds {folder} is full.",
            "Free some space or point INTRONAUT_DATA at another disk, then install again.",
        )


class FolderNotWritableError(ModelsError):
    """The data folder refuses to be written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"{folder} cannot be written: {reason}.",
            "Check its permissions or point INTRONAUT_DATA at another folder.",
        )


class EngineNotInstalledError(ModelsError):
    """No engine with this identifier, or its pack is missing."""


class DeviceUnavailableError(ModelsError):
    """The device asked for is not on this machine."""


class DeviceMemoryError(ModelsError):
    """Even one sequence at a time does not fit in the memory of the device."""


class SelfTestError(ModelsError):
    """An engine does not give its known answers on this machine."""


class RequestError(ModelsError):
    """A request does not keep to the protocol of the engine."""


class TrainingError(ModelsError):
    """A network cannot be trained on what was given."""
