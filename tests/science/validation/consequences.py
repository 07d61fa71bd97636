"""Types of effect on splicing that were seen in RNA, against the outcomes predicted first and at all.

    python -m tests.science.validation.consequences --shared ../shared --out DIR [--page docs/validation.md]

Needs the pack spliceai; what it sees is kept in DIR/sites.jsonl, so that a run that was stopped
goes on. Without `--page` the tables are printed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

import click

from core.domain.assembly import Assembly
from core.domain.consequence import OutcomeKind
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import change_of
from core.interpret.outcomes.events import Event, events
from core.interpret.outcomes.predict import exon_distance
from core.interpret.outcomes.rules import OutcomeRules, load_outcome_rules
from core.interpret.outcomes.shares import shared_out
from core.interpret.outcomes.sites import SiteTable, site_table
from core.sources.genes import load_genes
from models.runtime import load_engine
from tests.science.validation.alleles import Genome, TruthRow, truth_rows
from tests.science.validation.site_tracks import TrackFile, keep_tracks
from tests.science.validation.statistics import wilson

START, END = "<!-- consequences: start -->", "<!-- consequences: end -->"
TYPES = ("skip", "retention", "alternative donor", "alternative acceptor")
NOT_CALLED, ELSE = "not called", "other"
CONTEXT = 9_999
"""Real bases a row needs on both sides: what a window of 4,999 bases reads."""

_GRID = tuple(product((0.1, 0.2, 0.3), (500, 800, 3000), (0.5, 0.7, 1.0), (0.1, 0.2, 0.4)))
_NAMES = ("kept_partner", "short_intron", "short_retention", "long_retention")


@dataclass(frozen=True, slots=True)
class Judged:
    """One row, the types of the outcome predicted first, and of all of them; empty if none."""

    row: TruthRow
    gene_symbol: str
    first: frozenset[str]
    among: frozenset[str]

    @property
    def is_called(self) -> bool:
        """An aberration is predicted."""
        return bool(self.among)

    @property
    def is_first(self) -> bool:
        """The type seen is that predicted first."""
        return self.row.value in self.first

    @property
    def is_among(self) -> bool:
        """The type seen is among those predicted."""
        return self.row.value in self.among


@dataclass(frozen=True, slots=True)
class Asked:
    """One row in one gene, with what the engine sees there."""

    row: TruthRow
    transcript: Transcript
    track: SpliceTrack


@click.command()
@click.option("--shared", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--page", type=click.Path(path_type=Path, exists=True), help="Write the tables here.")
def main(shared: Path, out: Path, page: Path | None) -> None:
    """Score, predict, compare and tell."""
    out.mkdir(parents=True, exist_ok=True)
    genome = Genome(shared, load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts)
    asked = ask(genome, compared_rows(truth_rows(shared, genome.reference)), out / "sites.jsonl")
    text = "\n".join(section(genome, asked))
    if page is None:
        click.echo(text)
        return
    before, _, rest = page.read_text("utf-8").partition(START)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", "utf-8")


def compared_rows(rows: Sequence[TruthRow]) -> list[TruthRow]:
    """Give the CI-SpliceAI rows with enough real bases; all of them, also those without effect."""
    return [
        row
        for row in rows
        if row.dataset == "CI-SpliceAI" and min(row.left_bp, row.right_bp) >= CONTEXT
    ]


def is_typed(row: TruthRow) -> bool:
    """A type of effect was seen that the program predicts too."""
    return row.label == "splice_altering" and row.value in TYPES


def ask(genome: Genome, rows: Sequence[TruthRow], kept: Path) -> list[Asked]:
    """Give what SpliceAI sees in each gene; asks for what the file lacks."""
    tracks = TrackFile(kept)
    alleles = [row.allele for row in rows]
    if any(not tracks.has(allele) for allele in alleles):
        for done in keep_tracks(load_engine("spliceai", threads=1), alleles, genome, tracks):
            click.echo(f"{done} of {len(alleles)}", err=True)
    transcripts = {one.transcript_id: one for one in genome.transcripts}
    return [
        Asked(row, transcripts[track.transcript_id], track)
        for row in rows
        for track in tracks.of(row.allele)
    ]


def judge(
    genome: Genome, asked: Sequence[Asked], rules: OutcomeRules | None = None
) -> list[Judged]:
    """Predict the outcomes of each row."""
    rules = rules or load_outcome_rules()
    return [one.judged(rules) for one in (called(genome, each) for each in asked)]


@dataclass(frozen=True, slots=True)
class Called:
    """What is called for one row, before it is shared out."""

    asked: Asked
    table: SiteTable
    events: tuple[Event, ...]

    def judged(self, rules: OutcomeRules) -> Judged:
        """Share out."""
        types = [types_of(event) for _, event in shared_out(self.events, self.table, rules)]
        first = types[0] if types else frozenset()
        symbol = self.asked.transcript.gene_symbol
        return Judged(self.asked.row, symbol, first, frozenset().union(*types))


def called(genome: Genome, one: Asked) -> Called:
    """Call whatever the probabilities of a row call for."""
    variant = Variant(Assembly.GRCH38, *one.row.allele)
    change = change_of(variant)
    allele = AlleleMap(change, partial(genome.reference.fetch, variant.chrom))
    table = site_table(variant, one.transcript, one.track, allele)
    distance = exon_distance(change, one.transcript)
    return Called(one, table, events(table, distance, load_outcome_rules()))


def types_of(event: Event) -> frozenset[str]:
    """Types of the comparison set that an event stands for; a kept part of an intron is two."""
    new = [site.kind for site in event.sites if site.exon is None]
    match event.kind:
        case OutcomeKind.EXON_SKIPPING | OutcomeKind.MULTI_EXON_SKIPPING:
            return frozenset({"skip"})
        case OutcomeKind.INTRON_RETENTION:
            return frozenset({"retention"})
        case OutcomeKind.PARTIAL_INTRON_RETENTION:
            return frozenset({"retention", f"alternative {new[0]}"})
        case OutcomeKind.PARTIAL_EXON_LOSS:
            return frozenset({f"alternative {new[0]}"})
    return frozenset({ELSE})


def section(genome: Genome, asked: Sequence[Asked]) -> Iterator[str]:
    """Give the tables of the page."""
    typed = [one for one in asked if is_typed(one.row)]
    judged = judge(genome, typed)
    told = [one for one in judged if one.is_called]
    yield "| measure | rows | share |"
    yield "| --- | --- | --- |"
    yield _line("an aberration is called", len(told), len(judged))
    yield _line("the type seen is predicted first", sum(one.is_first for one in told), len(told))
    yield _line("the type seen is predicted", sum(one.is_among for one in told), len(told))
    silent = judge(genome, [one for one in asked if one.row.label == "no_effect"])
    n_false = sum(one.is_called for one in silent)
    yield _line("an aberration is called though none was seen in RNA", n_false, len(silent))
    yield ""
    yield from _confusion(judged)
    yield ""
    yield from _left_out(genome, typed)


def _line(words: str, hits: int, n: int) -> str:
    return f"| {words} | {hits} of {n} | {wilson(hits, n).text(2)} |"


def _confusion(judged: Sequence[Judged]) -> Iterator[str]:
    """Seen against predicted first; a kept part of an intron counts as what was seen if it can."""
    columns = (*TYPES, ELSE, NOT_CALLED)
    counts = Counter((one.row.value, _told(one)) for one in judged)
    yield "| seen in RNA | " + " | ".join(columns) + " |"
    yield "| --- " * (len(columns) + 1) + "|"
    for seen in TYPES:
        yield f"| {seen} | " + " | ".join(str(counts[seen, told]) for told in columns) + " |"


def _told(one: Judged) -> str:
    if not one.first:
        return NOT_CALLED
    if one.is_first:
        return one.row.value
    return min(one.first)


def _left_out(genome: Genome, typed: Sequence[Asked]) -> Iterator[str]:
    """The numbers of the shares, chosen anew without the genes they are then asked of."""
    groups = ("BRCA1", "TP53", "all other genes")
    of = {id(one): _group(one.transcript.gene_symbol, groups) for one in typed}
    found = [called(genome, one) for one in typed]
    judged = {values: [one.judged(_rules(values)) for one in found] for values in _GRID}
    yield "| left out when the numbers were chosen | rows called | predicted first | predicted |"
    yield "| --- | --- | --- | --- |"
    for group in groups:
        here = [at for at, one in enumerate(typed) if of[id(one)] == group]
        there = [at for at, one in enumerate(typed) if of[id(one)] != group]
        best = max(_GRID, key=lambda values: sum(judged[values][at].is_first for at in there))
        told = [judged[best][at] for at in here if judged[best][at].is_called]
        n_first, n_among = sum(one.is_first for one in told), sum(one.is_among for one in told)
        yield f"| {group} | {len(told)} of {len(here)} | {n_first} | {n_among} |"


def _group(symbol: str, groups: Sequence[str]) -> str:
    return symbol if symbol in groups else groups[-1]


def _rules(values: Sequence[float]) -> OutcomeRules:
    rules = load_outcome_rules()
    changed = {
        name: getattr(rules.shares, name).model_copy(update={"value": value})
        for name, value in zip(_NAMES, values, strict=True)
    }
    return rules.model_copy(update={"shares": rules.shares.model_copy(update=changed)})


if __name__ == "__main__":
    main()
