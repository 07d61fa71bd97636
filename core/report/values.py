"""Frozen values of a report: everything a writer needs, so that writers ask nothing of a case."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.candidate import Candidate, Mark
from core.domain.case import CaseInfo
from core.domain.element import NOTHING_AT, ElementsAt
from core.domain.gene_knowledge import GeneKnowledge, GeneSource
from core.domain.interpretation import Interpretation
from core.domain.ledger import Ledger
from core.domain.local_value import LocalSays, LocalSource
from core.domain.rna import RnaAtVariant, RnaSource
from core.domain.score import EngineRun, SpliceTrack
from core.domain.transcript_name import TranscriptName
from core.elements import NO_DISTAL, UnrankedDistal
from core.evidence import EvidenceSheet
from core.interpret.motif_story import MotifStory
from core.listing import max_delta
from core.report.engines import EngineRow
from core.report.other_values import NO_OTHERS, OtherReport

RESEARCH_USE = "For Research Use Only. Not for use in diagnostic procedures."
"""Stands on every page of every export (21 CFR 809.10(c)(2)(i) wording)."""

ARTIFICIAL = "ARTIFICIAL DEMONSTRATION CASE: made-up sequence and people, no patient."
"""Stands on every page of a report of the demo case."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the case in words; empty text is unknown."""

    name: str
    role: str
    sex: str
    affection: str


@dataclass(frozen=True, slots=True)
class PhenotypeTerm:
    """A phenotype term of the patient; `label` is empty where the case holds no name for it.

    `is_absent` marks a sign that was looked for and is not there.
    """

    term_id: str
    label: str
    is_absent: bool = False

    @property
    def sentence(self) -> str:
        """The term in words."""
        told = f"{self.term_id} {self.label}".strip()
        return f"{told} (absent)" if self.is_absent else told


@dataclass(frozen=True, slots=True)
class EngineMethod:
    """One engine run in words. `licence` is empty where the pack's card is not at hand.

    `calibration` says whether published cut-offs hold for it.
    """

    run: EngineRun
    title: str
    licence: str
    calibration: str


@dataclass(frozen=True, slots=True)
class Method:
    """How the numbers came about, in plain words.

    Attributes
    ----------
    gene_sets
        Name and SHA-256 of each gene model file.
    steps
        Sentences: distance, masking, frequency source, order of the list.
    gates
        Sentences: which variants were not looked at, and why.
    rule_set
        Name and version of the ranking rules.
    scale
        Which cut-offs hold for the deltas of the list, and for which they do not.
    """

    engines: tuple[EngineMethod, ...]
    gene_sets: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    gates: tuple[str, ...]
    rule_set: str
    scale: str


@dataclass(frozen=True, slots=True)
class GenotypeLine:
    """One person's call in words."""

    name: str
    role: str
    call: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Where a variant lies in one transcript, in words; `name` is its HGVS name there, "" for none."""

    transcript_id: str
    gene_symbol: str
    mane: str
    strand: str
    place: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One of the four effects. Deltas 0-1, sites are 1-based positions; None is not evaluated.

    `ref` and `alt` are the raw probabilities at the site of `raw`, None where not stored.
    """

    effect: str
    raw: float
    raw_site: int
    masked: float
    masked_site: int
    wide: float | None
    wide_site: int | None
    ref: float | None
    alt: float | None


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The four effects of a variant in one gene; distances in bases on either side."""

    transcript_id: str
    gene_symbol: str
    strand: str
    distance: int
    wide_distance: int | None
    effects: tuple[EffectLine, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (a whole SVG document as text) with its caption."""

    caption: str
    svg: str


@dataclass(frozen=True, eq=False, slots=True)
class CandidateReport:
    """One candidate as it is printed.

    `lookups` says what tables of precomputed scores hold, beside what was computed; `together`
    what the variant does with others on the same chromosome copy; `exons` what becomes of whole
    exons; `not_scored` why engines of splicing gave no score; `regulatory` what engines of regulatory sequence say, `regulatory_not_scored` why some of them
    gave no score, `motifs` the motifs among that which are broken or made; `explanations` how the drawn explanations were computed.
    `engine_sentences` and `engine_rows` lay the engines side by side where several scored.
    `genes` is what is known about the genes it lies in, `local` what tracks and tables say,
    `elements` what else lies there and the genes it may act on, `names` what it is called in each transcript, `interpretation` what becomes of them, `rna`
    what the patient's RNA shows of that, `evidence` the codes as they stand with
    what was decided, None where it was not gathered.
    `candidate` and `tracks` keep the numbers for the machine-readable formats; the other fields
    are words for people.
    """

    candidate: Candidate
    tracks: tuple[SpliceTrack, ...]
    hgvs_g: str
    mark: Mark
    note: str
    genotypes: tuple[GenotypeLine, ...]
    places: tuple[PlaceLine, ...]
    scores: tuple[ScoreTable, ...]
    not_scored: tuple[str, ...]
    inheritance: str
    partners: tuple[str, ...]
    figures: tuple[Figure, ...]
    record: str
    lookups: tuple[str, ...] = ()
    engine_sentences: tuple[str, ...] = ()
    engine_rows: tuple[EngineRow, ...] = ()
    together: tuple[str, ...] = ()
    exons: tuple[str, ...] = ()
    regulatory: tuple[str, ...] = ()
    regulatory_not_scored: tuple[str, ...] = ()
    motifs: tuple[MotifStory, ...] = ()
    explanations: tuple[str, ...] = ()
    genes: tuple[GeneKnowledge, ...] = ()
    local: tuple[LocalSays, ...] = ()
    names: Mapping[str, TranscriptName] = field(default_factory=dict)
    interpretation: Interpretation = field(default_factory=Interpretation)
    rna: RnaAtVariant = field(default_factory=RnaAtVariant)
    elements: ElementsAt = NOTHING_AT
    evidence: EvidenceSheet | None = None

    @property
    def max_delta(self) -> float | None:
        """Largest raw delta over all genes and both windows, None if not scored."""
        return max_delta(self.candidate.facts.scores)


@dataclass(frozen=True, eq=False, slots=True)
class ReportData:
    """A case at one moment, ready to be written in any format.

    Attributes
    ----------
    generated_at
        ISO 8601 with offset.
    selection
        A sentence: which candidates are in the report and why these.
    candidates
        In rank order.
    dismissed
        Candidates the person dismissed, in rank order, without figures.
    n_listed
        Length of the whole candidate list.
    distal
        Variants far from genes that are not ranked, as they are linked to none.
    """

    info: CaseInfo
    program_version: str
    generated_at: str
    people: tuple[PersonLine, ...]
    phenotypes: tuple[PhenotypeTerm, ...]
    build: tuple[str, ...]
    method: Method
    ledger: Ledger
    ledger_sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    selection: str
    candidates: tuple[CandidateReport, ...]
    dismissed: tuple[CandidateReport, ...]
    n_listed: int
    limits: tuple[str, ...]
    others: OtherReport = NO_OTHERS
    sample_checks: tuple[str, ...] = ()
    gene_sources: tuple[GeneSource, ...] = ()
    local_sources: tuple[LocalSource, ...] = ()
    rna_sources: tuple[RnaSource, ...] = ()
    distal: UnrankedDistal = NO_DISTAL

    @property
    def report_id(self) -> str:
        """The same for every format and every hour as long as what is reported is the same."""
        content = [
            self.info.name,
            self.info.created_at,
            self.program_version,
            [source.sha256 for source in self.info.sources],
            [repr(engine.run) for engine in self.method.engines],
            [_fingerprint(item) for item in (*self.candidates, *self.dismissed)],
            repr(self.ledger),
        ]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        return f"R-{digest[:12].upper()}"

    @property
    def label(self) -> str:
        """What has to stand beside the research-use line; empty for a patient's case."""
        return ARTIFICIAL if self.info.is_artificial else ""


def _fingerprint(item: CandidateReport) -> list[str]:
    rna = [repr(item.rna.found)] if item.rna.found else []
    return [repr(item.candidate), item.hgvs_g, item.mark.value, item.note, *rna]
