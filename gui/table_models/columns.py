"""Columns of the candidate list: title, tooltip, text and sort key of each."""

from collections.abc import Callable
from dataclasses import dataclass

from core.domain.candidate import Candidate, Lane, Mark
from core.domain.score import SpliceDelta, SpliceScore
from core.listing import largest_delta
from gui import text


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of the list is made of.

    `rank` is that of the order shown; the candidate's own may be newer.
    """

    candidate: Candidate
    mark: Mark
    note: str
    rank: int

    @property
    def delta(self) -> SpliceDelta | None:
        """The deltas with the largest raw value over genes and windows, None without a score."""
        return largest_delta(self.candidate.facts.scores)


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
    explain: Callable[[Row], str] | None = None
    """Tooltip of a cell; None repeats its text."""


def _lane(row: Row) -> str:
    return row.candidate.lane.value


def _explain_lane(row: Row) -> str:
    return text.LANE_WORDS[row.candidate.lane]


def _delta(row: Row) -> str:
    delta = row.delta
    if delta is None:
        return "not scored" if row.candidate.lane is not Lane.SPLICE else text.UNKNOWN
    return f"{text.FAR} {text.strongest(delta)}" if _is_far(row, delta) else text.strongest(delta)


def _explain_delta(row: Row) -> str:
    delta = row.delta
    if delta is None:
        return _delta(row)
    words = f"{text.strongest(delta)}, within {text.count(delta.distance, 'base')}"
    if not _is_far(row, delta):
        return words
    near = max((score.delta for score in row.candidate.facts.scores), key=lambda d: d.max_delta)
    return f"{words}\nWithin {text.count(near.distance, 'base')} only: {text.strongest(near)}"


def _is_far(row: Row, delta: SpliceDelta) -> bool:
    """The value comes from the wide window."""
    return all(delta.distance > score.delta.distance for score in row.candidate.facts.scores)


def _explain_rank(row: Row) -> str:
    newest = row.candidate.rank
    if newest == row.rank:
        return str(row.rank)
    return f"{row.rank} in the order shown, {newest:,} by now: refresh the order to see it there"


def _gene(row: Row) -> str:
    return row.candidate.gene_symbol or text.UNKNOWN


def _place(row: Row) -> str:
    variant = row.candidate.facts.variant
    return f"{text.place(variant)} {text.alleles(variant)}"


def _distance(row: Row) -> str:
    place = row.candidate.position
    return text.distance(place.distance_to_splice_site if place else None)


def _region(row: Row) -> str:
    place = row.candidate.position
    return place.region_words if place else "outside genes"


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
        lambda r: str(r.rank),
        "rank",
        is_number=True,
        width=68,
        explain=_explain_rank,
    ),
    Column(
        "lane",
        "Lane",
        "What the variant may act by, or what keeps it apart",
        _lane,
        width=94,
        explain=_explain_lane,
    ),
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
        "Largest raw change of a splice site's probability; + stronger, − weaker\n"
        f"within 500 bases, {text.FAR} where it is larger within 4,999",
        _delta,
        "delta",
        is_number=True,
        width=128,
        explain=_explain_delta,
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
        width=108,
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
