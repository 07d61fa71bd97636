"""What a network is to learn, as a TOML file says it."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import InputFileError


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SitesData(_Record):
    """Splice sites of the exons of gene models, base by base along whole transcripts.

    Attributes
    ----------
    window
        Bases of an example that are learned; the network's context lies around them.
    background
        Windows without any site for each one with sites; the others are left out.
    """

    kind: Literal["sites"]
    window: int = Field(default=1_000, ge=100, le=10_000)
    background: float = Field(default=0.5, ge=0)


class Peaks(_Record):
    """Regions of a BED file in which a head is 1."""

    head: str
    bed: Path


class IntervalsData(_Record):
    """Regions against others of the same GC and repeat content.

    Attributes
    ----------
    negatives
        Drawn for each region, from the same chromosome.
    per_file
        Most regions taken of each file, those first in it; 0 for all.
    """

    kind: Literal["intervals"]
    peaks: tuple[Peaks, ...] = Field(min_length=1)
    negatives: float = Field(default=1.0, gt=0)
    per_file: int = Field(default=0, ge=0)


class Signal(_Record):
    """A bedGraph or bigWig file that gives the value of a head: its mean over the middle."""

    head: str
    file: Path


class SignalData(_Record):
    """Coverage in regions of a BED file.

    Attributes
    ----------
    middle
        Bases whose mean is learned.
    is_log
        log(1 + mean) is learned.
    """

    kind: Literal["signal"]
    regions: Path
    signals: tuple[Signal, ...] = Field(min_length=1)
    middle: int = Field(default=200, ge=1)
    is_log: bool = True


class SequencesData(_Record):
    """A table with a column `sequence` and one column per head.

    `chrom` or `group` says what belongs together. Sequences are cut or filled up with N to the length
    the network reads, around their middle. With `are_classes` heads are 0 or 1.
    """

    kind: Literal["sequences"]
    table: Path
    heads: tuple[str, ...] = Field(min_length=1)
    are_classes: bool = False


class EffectsData(_Record):
    """A table of alleles with their measured effects: build, chrom, pos, ref, alt, dataset, value.

    Attributes
    ----------
    datasets
        Those taken; each is an element, which is held out as a whole.
    least
        Smallest value of keys written `key=value` in the column `extra`, such as barcodes.
    head
        Output of the network that predicts the effect.
    """

    kind: Literal["effects"]
    table: Path
    build: str = "grch38"
    datasets: tuple[str, ...] = Field(min_length=1)
    least: dict[str, float] = {}
    head: str


Data = Annotated[
    SitesData | IntervalsData | SignalData | SequencesData | EffectsData,
    Field(discriminator="kind"),
]


class SplitPlan(_Record):
    """Chromosomes, or groups of the data, that are put aside."""

    validation: tuple[str, ...] = Field(min_length=1)
    test: tuple[str, ...] = Field(min_length=1)


class LearningPlan(_Record):
    """See `models.training.loop.Options`."""

    epochs: int = Field(default=20, ge=1)
    patience: int = Field(default=4, ge=1)
    batch: int = Field(default=64, ge=2)
    rate: float = Field(default=1e-3, gt=0)
    decay: float = Field(default=1e-4, ge=0)
    shift: int = Field(default=0, ge=0)
    both_strands: bool = True
    is_balanced: bool = True
    mixed: bool = False
    frozen: tuple[str, ...] = ()
    seed: int = 1


class TrainingPlan(_Record):
    """Everything a training run needs beside reference and gene models.

    Attributes
    ----------
    name, title
        Identifier and title of the pack it makes.
    architecture
        What is trained; empty with `start`.
    start
        An installed pack whose network is trained further; empty to begin with random numbers.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    title: str
    architecture: str = ""
    start: str = ""
    data: Data
    split: SplitPlan
    learning: LearningPlan = LearningPlan()

    @model_validator(mode="after")
    def _begins_somewhere(self) -> "TrainingPlan":
        if bool(self.architecture) == bool(self.start):
            raise ValueError("name either an architecture or a pack to start from")
        return self


def read_plan(path: Path) -> TrainingPlan:
    """Give the plan of a file; paths in it are relative to its folder.

    Raises
    ------
    InputFileError
        Naming the entry that is wrong.
    """
    remedy = "docs/training.md lists the entries, with examples."
    try:
        plan = TrainingPlan.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputFileError(path, f"cannot be read ({problem}).", remedy) from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise InputFileError(path, f"{where}: {first['msg']}.", remedy) from problem
    return plan.model_copy(update={"data": _resolved(plan.data, path.parent)})


def _resolved(data: Data, folder: Path) -> Data:
    """Give the data with every path as seen from the folder of the plan."""
    changes: dict[str, object] = {}
    for name, value in data:
        if isinstance(value, Path):
            changes[name] = folder / value
        elif isinstance(value, tuple) and value and isinstance(value[0], Peaks):
            changes[name] = tuple(one.model_copy(update={"bed": folder / one.bed}) for one in value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Signal):
            changes[name] = tuple(
                one.model_copy(update={"file": folder / one.file}) for one in value
            )
    return data.model_copy(update=changes)
