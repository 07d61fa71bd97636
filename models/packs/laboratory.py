"""A laboratory's own calibration of an engine, read from `calibrations/ENGINE.toml`.

It stands beside the published calibration of a card and never takes its place.
"""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.packs.folders import data_dir


class _Record(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LaboratoryBin(_Record):
    """Likelihood ratio of scores in [low, high); None in an empty bin, `high` None in the last."""

    low: float
    high: float | None = None
    positives: int
    negatives: int
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None


class LaboratoryRegion(_Record):
    """Bins of one region; none where it had too few known variants."""

    name: str
    positives: int
    negatives: int
    has_enough: bool
    bin: tuple[LaboratoryBin, ...] = ()


class LaboratoryUncounted(_Record):
    """Known variants without a score."""

    reason: str
    positives: int
    negatives: int


class LaboratoryLeftOut(_Record):
    """Rows of the truth file that were not used."""

    reason: str
    rows: int


class LaboratoryCalibration(_Record):
    """What a laboratory measured, and with what: it holds for these weights and settings only."""

    engine: str
    version: str
    digest: str
    precision: str
    distance: int
    masked: bool
    transcript_set: str
    reference_digest: str
    truth_file: str
    truth_digest: str
    laboratory: str
    created_at: str
    program_version: str
    method: str
    region: tuple[LaboratoryRegion, ...]
    not_scored: tuple[LaboratoryUncounted, ...] = ()
    left_out: tuple[LaboratoryLeftOut, ...] = ()


def laboratory_path(engine_id: str) -> Path:
    """Where the record of an engine lies, whether there is one or not."""
    return data_dir() / "calibrations" / f"{engine_id}.toml"


def read_laboratory(path: Path) -> LaboratoryCalibration:
    """Give a record.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is no calibration record.
    """
    try:
        return LaboratoryCalibration.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}") from error


def laboratory_calibration(engine_id: str) -> tuple[LaboratoryCalibration | None, str]:
    """Give the record of an engine and "", or None and why it cannot be used ("" for none)."""
    path = laboratory_path(engine_id)
    if not path.is_file():
        return None, ""
    try:
        found = read_laboratory(path)
    except (OSError, ValueError) as error:
        return None, f"{path} is no calibration record: {error}"
    if found.engine != engine_id:
        return None, f"{path} is of the engine {found.engine}"
    return found, ""
