"""What jobs are asked to do: picklable values that load nothing heavy."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.domain.assembly import Assembly
from core.domain.case import BuildProof
from core.domain.gene_knowledge import GeneSource, GeneSourceKind
from core.domain.panel import Panel
from core.domain.sample import Individual, Pedigree
from core.errors import UsageError


@dataclass(frozen=True, slots=True)
class IntakeSpec:
    """A new case.

    Attributes
    ----------
    vcf, more_vcfs
        One variant file, and others: one per person or one per chromosome.
    assembly
        As stated by the user; None lets the file prove it.
    proband
        Sample name of the patient, empty to find it from the pedigree.
    family
        People stated by hand instead of a pedigree file; () for none. Other samples are left out.
    frequency_key
        INFO key of population frequency, empty to find a known one.
    up_to_damage
        The person agreed that of a damaged file only what stands before the damage is loaded.
    sources
        Names of the sources of this computer the case is looked up in, () for all.
    hpo, hpo_absent
        Identifiers of signs the patient shows, and of signs stated absent.
    """

    case: Path
    vcf: Path
    reference: Path
    genes: tuple[Path, ...] = ()
    assembly: Assembly | None = None
    ped: Path | None = None
    proband: str = ""
    hpo: tuple[str, ...] = ()
    hpo_absent: tuple[str, ...] = ()
    panels: tuple[Path, ...] = ()
    preset: str = ""
    frequency_key: str = ""
    name: str = ""
    is_artificial: bool = False
    sources: tuple[str, ...] = ()
    up_to_damage: bool = False
    more_vcfs: tuple[Path, ...] = ()
    family: tuple[Individual, ...] = ()

    @property
    def vcfs(self) -> tuple[Path, ...]:
        """All variant files, in the order they are read."""
        return (self.vcf, *self.more_vcfs)


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A kind of source on this computer.

    `source` None: not installed. `problem` says why what is kept cannot be used.
    """

    kind: GeneSourceKind
    title: str
    published_as: str
    source: GeneSource | None = None
    n_entries: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PanelFile:
    """A file that is a panel, as far as a person chooses by it; `path` None: already in the case.

    `missing` are its genes that the gene models of the case do not have.
    """

    path: Path | None
    name: str
    title: str
    source: str
    dated: str
    n_genes: int
    n_sure: int
    missing: tuple[str, ...] = ()

    @classmethod
    def of(cls, panel: Panel, missing: tuple[str, ...] = ()) -> "PanelFile":
        """Give a panel of a case."""
        about = (panel.name, panel.title, panel.source, panel.dated)
        return cls(None, *about, len(panel.genes), panel.n_sure, missing)


@dataclass(frozen=True, slots=True)
class PatientChange:
    """What is to be changed.

    Attributes
    ----------
    hpo, hpo_absent
        Identifiers of all signs shown and of all stated absent from now on; both None to leave
        them as they are.
    add_panels, remove_panels
        Files of panels to choose, and names of panels to forget.
    is_patient_alone
        Leave relatives out when modes of inheritance are judged, or not; None to leave it.
    tissues
        Tissues of interest from now on, () for those the signs point to; None to leave them.
    """

    hpo: tuple[str, ...] | None = None
    hpo_absent: tuple[str, ...] | None = None
    add_panels: tuple[Path, ...] = ()
    remove_panels: tuple[str, ...] = ()
    is_patient_alone: bool | None = None
    tissues: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look into the files tells before any work starts.

    Attributes
    ----------
    pedigree
        None where the samples need the user's word; `problems` then says what is missing.
    problems
        Sentences that stand in the way of a case.
    estimated_records
        From the file size and the records read; exact when `is_exact`.
    kinds
        Number of ALT alleles by kind among the records read ("SNV", "deletion", "symbolic").
    assumptions
        Sentences on what was assumed about the people because nobody said which of several
        samples is the patient; not among `warnings`.
    """

    proof: BuildProof
    samples: tuple[str, ...]
    pedigree: Pedigree | None
    frequency_key: str
    warnings: tuple[str, ...]
    problems: tuple[str, ...]
    records_read: int
    estimated_records: int
    is_exact: bool
    file_size: int
    kinds: tuple[tuple[str, int], ...]
    assumptions: tuple[str, ...] = ()
    n_files: int = 1


Precision = Literal["float32", "reduced"]


@dataclass(frozen=True, slots=True)
class Computing:
    """How an engine computes, whatever it is asked.

    Attributes
    ----------
    uses_cache
        Look first among the scores kept on this computer, unless that is switched off there.
    precision
        `float32`, or `reduced`: the device's shorter type, but for what lies near a cut-off.
    screening
        Ask one network first and the others only where it sees something move.
    phased_neighbours
        Let both alleles carry what lies on the same chromosome copy; engines of regulatory
        sequence alone.
    """

    uses_cache: bool = True
    precision: Precision = "float32"
    screening: bool = False
    phased_neighbours: bool = False

    @property
    def is_exact(self) -> bool:
        """All networks, in float32."""
        return self.precision == "float32" and not self.screening


EXACTLY = Computing()
"""The way everything is computed unless a person chooses otherwise."""


def demand_exact(engine_id: str, computing: Computing) -> None:
    """Refuse a shorter way for an engine that has none."""
    if not computing.is_exact:
        raise UsageError(
            f"{engine_id} has neither reduced precision nor screening.",
            "Leave --precision and --screening out for this engine.",
        )


def demand_reference(engine_id: str, computing: Computing) -> None:
    """Refuse neighbours for an engine that reads the reference alone."""
    if computing.phased_neighbours:
        raise UsageError(
            f"{engine_id} reads no neighbours: only engines of regulatory sequence do.",
            "Leave --phased-neighbours out. Splice engines score candidates with their neighbours "
            "in any case, beside the score without.",
        )


@dataclass(frozen=True, slots=True)
class ScoreFileSpec:
    """A variant file to be annotated.

    `genes` None takes the pack's table for the build; `cluster` is the address of a Dask scheduler
    whose workers compute, empty for this computer.
    """

    vcf: Path
    out: Path
    reference: Path
    genes: Path | None = None
    engine_id: str = "spliceai"
    distance: int = 50
    masked: bool = False
    device: str = "auto"
    uses_cache: bool = True
    precision: Precision = "float32"
    screening: bool = False
    cluster: str = ""

    @property
    def computing(self) -> Computing:
        """How the engine is to compute."""
        return Computing(self.uses_cache, self.precision, self.screening)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of precomputed scores; `is_masked` is the user's word on its view, None for none."""

    path: Path
    is_masked: bool | None = None


@dataclass(frozen=True, slots=True)
class DescribeSpec:
    """One variant to be described; no engine named takes every installed one.

    `beside` are variants stated to lie on the same chromosome copy, in any spelling.
    """

    variant: str
    reference: Path
    genes: Path
    engine_ids: tuple[str, ...] = ()
    device: str = "auto"
    uses_cache: bool = True
    table: TableSpec | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalibrateSpec:
    """Known variants to measure an engine on; `genes` None takes a pack's table for the build."""

    engine_id: str
    truth: Path
    reference: Path
    genes: Path | None = None
    laboratory: str = ""
    device: str = "auto"
    uses_cache: bool = True


@dataclass(frozen=True, slots=True)
class RnaSpec:
    """A file of the patient's RNA.

    Attributes
    ----------
    path
        BAM or CRAM with its index, or a junction table of STAR.
    tissue
        As a person names it; empty where it has no reference inclusion.
    is_nmd_inhibited
        The cells were treated so that transcripts with a premature stop stay.
    """

    path: Path
    is_junction_table: bool = False
    tissue: str = ""
    is_nmd_inhibited: bool = False


@dataclass(frozen=True, slots=True)
class ScanSpec:
    """What is to be scanned.

    Attributes
    ----------
    region
        A gene symbol, or `chrom:start-end`, 1-based and both ends included.
    engine_ids
        () for those that are installed of `scanned_chunks.DEFAULTS`.
    variant
        `chrom-pos-ref-alt` of a variant of the case whose ALT is told too; empty for none.
    """

    region: str
    engine_ids: tuple[str, ...] = ()
    variant: str = ""
    device: str = "auto"
    uses_cache: bool = True
