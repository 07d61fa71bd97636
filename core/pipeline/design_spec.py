"""What is to be designed, and what came of it: values that load no network."""

from dataclasses import dataclass
from pathlib import Path

from models.regulatory.design import WAYS, Way

__all__ = ["WAYS", "Design", "DesignSpec", "DesignedEdit", "DesignedStep"]


@dataclass(frozen=True, slots=True)
class DesignSpec:
    """What is to be designed.

    Attributes
    ----------
    region
        `chrom:start-end`, 1-based, of the bases that may be edited; what the engine reads around them
        stays as it is.
    track
        Output that is to move; empty for the first.
    raises, goal, most_edits
        Direction, the value that is enough (None: as far as it goes), and edits at most.
    way, width
        See `models.regulatory.design`.
    protected
        Stretches `start-end` of the region's contig, 1-based, that stay as they are.
    forbidden
        Motifs of IUPAC letters that may appear on neither strand.
    gc
        Least and greatest share of G and C of what the engine reads.
    """

    engine_id: str
    reference: Path
    region: str
    track: str = ""
    raises: bool = True
    goal: float | None = None
    most_edits: int = 5
    way: Way = "greedy"
    width: int = 8
    protected: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    gc: tuple[float, float] = (0.0, 1.0)
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class DesignedEdit:
    """One edit on the genome, 1-based."""

    chrom: str
    pos: int
    ref: str
    alt: str

    @property
    def words(self) -> str:
        """As variants are spelled."""
        return f"{self.chrom}-{self.pos}-{self.ref}-{self.alt}"


@dataclass(frozen=True, slots=True)
class DesignedStep:
    """The edits so far, the value with them, and the sequence of the region."""

    edits: tuple[DesignedEdit, ...]
    value: float
    sequence: str


@dataclass(frozen=True, slots=True)
class Design:
    """All steps of a design, the first without any edit; `track` and `unit` say what the value is.

    `broken` tells in sentences what the last step does not keep to.
    """

    engine_id: str
    version: str
    track: str
    unit: str
    steps: tuple[DesignedStep, ...]
    broken: tuple[str, ...] = ()

    @property
    def head(self) -> tuple[str, str, str, str]:
        """Names of the columns of `rows`."""
        unit = f" ({self.unit})" if self.unit else ""
        return "edits", f"{self.track}{unit}", "changed bases", "sequence"

    @property
    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Each step as text: number of edits, value, edits as variants, sequence of the region."""
        return tuple(
            (
                str(len(step.edits)),
                f"{step.value:.4f}",
                ",".join(one.words for one in step.edits),
                step.sequence,
            )
            for step in self.steps
        )
