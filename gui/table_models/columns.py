"""Columns of the candidate list: title, tooltip, text and sort key of each."""

from collections.abc import Callable
from dataclasses import dataclass

from core.domain.candidate import Candidate, Lane, Mark
from core.domain.score import SpliceScore
from gui import text


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of the list is made of."""

    candidate: Candidate
    mark: Mark
    note: str

    @property
    def best_score(self) -> SpliceScore | None:
        """The gene with the largest raw delta, None without a score."""
        scores = self.candidate.facts.scores
        return max(scores, key=lambda score: score.delta.max_delta, default=None)


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `sort` is the key `CandidateQuery` understands, empty if it cannot sort."""

    key: str
    title: str
    tooltip: str
    show: Callable[[Row], str]
    sort: str = ""
    is_number: bool = False
    width: int = 90


def _lane(row: Row) -> str:
    return row.candidate.lane.value


def _delta(row: Row) -> str:
    score = row.best_score
    if score is None:
        return "not scored" if row.candidate.lane is not Lane.SPLICE else text.UNKNOWN
    return text.strongest(score.delta)


def _gene(row: Row) -> str:
    return row.candidate.gene_symbol or text.UNKNOWN


def _place(row: Row) -> str:
    variant = row.candidate.facts.variant
    return f"{text.place(variant)} {text.alleles(variant)}"


def _distance(row: Row) -> str:
    positions = row.candidate.facts.positions
    return text.distance(positions[0].distance_to_splice_site if positions else None)


def _region(row: Row) -> str:
    positions = row.candidate.facts.positions
    return positions[0].region.value if positions else "outside genes"


def _flags(row: Row) -> str:
    facts = row.candidate.facts
    parts = [*facts.filters]
    if row.candidate.partners:
        parts.append("pair")
    if any(score.wide is not None and _gains_far(score) for score in facts.scores):
        parts.append("wider effect")
    return ", ".join(parts)


def _gains_far(score: SpliceScore) -> bool:
    return score.wide is not None and score.wide.max_delta > score.delta.max_delta + 0.1


def _decision(row: Row) -> str:
    note = "✎ " if row.note else ""
    return f"{note}{text.MARK_WORDS[row.mark]}".strip()


COLUMNS: tuple[Column, ...] = (
    Column(
        "rank",
        "Rank",
        "1 is the first to look at",
        lambda r: str(r.candidate.rank),
        "rank",
        is_number=True,
        width=68,
    ),
    Column("lane", "Lane", "Part of the list the variant stands in", _lane, width=80),
    Column("mark", "Decision", "Yours: report, dismissed, ✎ a note", _decision, width=82),
    Column("gene", "Gene", "Gene it most likely acts on", _gene, "gene", width=72),
    Column(
        "sentence",
        "What is predicted",
        "In plain words; the numbers are in the detail view",
        lambda r: r.candidate.sentence,
        width=210,
    ),
    Column(
        "delta",
        "Splice Δ",
        "Largest raw change of a splice site's probability within 500 bases; + stronger, − weaker",
        _delta,
        "delta",
        is_number=True,
        width=116,
    ),
    Column(
        "genotypes",
        "Genotypes",
        "One symbol a person: square male, circle female, diamond unknown sex; filled outline = affected",
        lambda _: "",
        width=84,
    ),
    Column(
        "inheritance",
        "Inheritance",
        "Modes the genotypes fit; a label, never a filter",
        lambda r: text.inheritance(r.candidate.inheritance),
        width=112,
    ),
    Column(
        "frequency",
        "Pop. AF",
        "Allele frequency in a population resource; – is unknown, never 0",
        lambda r: text.frequency(r.candidate.facts.population_frequency),
        "frequency",
        is_number=True,
        width=74,
    ),
    Column(
        "phenotype",
        "HPO",
        "How well the gene's known phenotypes match the patient's terms, 0 to 1; – without terms",
        lambda r: text.probability(r.candidate.phenotype_score),
        "phenotype",
        is_number=True,
        width=58,
    ),
    Column(
        "distance",
        "To site",
        "Bases to the nearest splice site of the preferred transcript",
        _distance,
        "distance",
        is_number=True,
        width=70,
    ),
    Column("region", "Region", "Where it lies in the preferred transcript", _region, width=96),
    Column(
        "position",
        "Position",
        "Chromosome position (1-based) and alleles on the plus strand",
        _place,
        "position",
        width=170,
    ),
    Column(
        "flags",
        "Flags",
        "FILTER of the file; pair: compound partner; wider effect: stronger beyond 500 bases",
        _flags,
        width=64,
    ),
)
"""Order of the list; missing values show a dash, never 0."""


STRETCHED = "sentence"
"""Key of the column that takes the room the others leave."""


def index_of(key: str) -> int:
    """Number of the column with that key."""
    return next(i for i, column in enumerate(COLUMNS) if column.key == key)
