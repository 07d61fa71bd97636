"""Job: scored variants looked up in a table of precomputed scores, and compared with our own.

The comparison is one of equals: the same gene, the same view (raw or masked) and the window of the
table. Ours come from the probabilities stored with the scores, so that nothing is computed again;
sites below 0.01 in both alleles are not among them, which moves no delta by as much as 0.01.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.domain.case import SCORE_TABLE, SourceFile
from core.domain.counting import counted, verb
from core.domain.lookup import LookupScore
from core.domain.score import SpliceDelta, SpliceTrack
from core.domain.variant import Variant
from core.errors import ProblemError
from core.job import Progress
from core.pipeline.bodies import BodyIndex, GeneBody
from core.pipeline.mapping import splice_delta
from core.pipeline.opened import open_case, open_reference
from core.pipeline.spec import TableSpec
from core.sources.reference import Reference
from core.sources.score_table import ScoreTable
from core.store.case_store import CaseStore
from models.splice.protocol import SpliceProfile

ROLE = SCORE_TABLE
"""Role of the table among the sources of a case."""

COMPARED_ENGINE = "spliceai"
"""The engine whose scores the tables hold; those of others are not compared with them."""

_PAGE = 500
_MASKED = "masked"
_N_PLACES = 300


def look_up_case(
    case: Path, table: TableSpec, owner_token: str | None = None
) -> Generator[Progress, None, str]:
    """Look up every scored variant in a table and remember the table; gives a sentence.

    Raises
    ------
    ProblemError
        Case or reference unusable, table unusable or of another build.
    """
    with (
        open_case(case, owner_token) as store,
        open_reference(store.info()) as reference,
        ScoreTable(table.path.absolute(), masked=table.is_masked) as opened,
    ):
        told = yield from _look_up(store, reference, opened)
        store.add_source(SourceFile(ROLE, str(opened.path), opened.digest, opened.description))
    return told


def look_up_remembered(
    store: CaseStore, reference: Reference
) -> Generator[Progress, None, tuple[str, ...]]:
    """Look up what is new in the tables the case remembers; gives what could not be done.

    A table that is gone or has changed is said and left alone: it never stops a run.
    """
    notes: list[str] = []
    for source in store.info().sources:
        if source.role != ROLE:
            continue
        is_masked = source.description.startswith(_MASKED)
        try:
            with ScoreTable(Path(source.path), masked=is_masked) as table:
                if table.digest != source.sha256:
                    notes.append(
                        f"{source.path} has changed since it was looked into and was not looked "
                        "into again; name it with --table to do so."
                    )
                    continue
                yield from _look_up(store, reference, table)
        except ProblemError as problem:
            notes.append(f"Nothing was looked up: {problem.cause}")
    return tuple(notes)


def compared(
    table: ScoreTable,
    variant: Variant,
    symbols: Iterable[str],
    ours: Iterable[tuple[str, SpliceDelta]],
) -> tuple[LookupScore, ...]:
    """Give what a table says about a variant, each gene beside ours.

    Parameters
    ----------
    symbols
        Genes this variant was scored in; one that the table lacks says so.
    ours
        Gene symbol and deltas in the table's view and window.
    """
    known = list(ours)
    theirs = table.lookup(variant)
    found = [
        LookupScore(
            table.name, table.version, one.gene_symbol, one.delta, _of(known, one.gene_symbol)
        )
        for one in theirs
    ]
    named = {one.gene_symbol for one in theirs}
    missing = dict.fromkeys(symbol for symbol in symbols if symbol not in named)
    found += [
        LookupScore(table.name, table.version, symbol, None, _of(known, symbol))
        for symbol in missing
    ]
    return tuple(found) or (LookupScore(table.name, table.version, "", None, None),)


def deltas_as_in(
    table: ScoreTable, bodies: Iterable[GeneBody], pos: int, tracks: Mapping[str, SpliceTrack]
) -> list[tuple[str, SpliceDelta]]:
    """Give gene symbol and our deltas in the view and window of a table, out of stored tracks.

    `tracks` by transcript; `pos` is 1-based. A gene without track is left out.
    """
    return [
        (body.transcript.gene_symbol, _delta_as_in(table, body, pos, track))
        for body in bodies
        if (track := tracks.get(body.transcript.transcript_id)) is not None
    ]


def _delta_as_in(table: ScoreTable, body: GeneBody, pos: int, track: SpliceTrack) -> SpliceDelta:
    distance = min(table.distance, track.distance)
    alleles = np.zeros((2, 2, 2 * distance + 1), dtype=np.float32)
    inside = np.abs(track.offsets) <= distance
    columns = track.offsets[inside] + distance
    alleles[0][:, columns], alleles[1][:, columns] = track.ref[:, inside], track.alt[:, inside]
    offsets = [boundary - pos for boundary in body.boundaries] if table.is_masked else None
    return splice_delta(SpliceProfile(distance, *alleles), offsets)


@dataclass(slots=True)
class _Beside:
    """A table laid beside one run of a case."""

    store: CaseStore
    table: ScoreTable
    bodies: BodyIndex
    run_id: int
    is_compared: bool
    n_found: int = 0
    n_apart: int = 0

    def look_up(self, ids: Sequence[int]) -> None:
        """Store what the table says about some scored variants."""
        scores = self.store.scores_of_run(self.run_id, ids)
        tracks = self.store.tracks_of_run(self.run_id, ids) if self.is_compared else {}
        found: dict[int, Sequence[LookupScore]] = {}
        for stored in self.store.variants(ids):
            variant = stored.variant
            mine = tracks.get(stored.variant_id, {})
            bodies = self.bodies.at(variant.chrom, variant.pos)
            ours = deltas_as_in(self.table, bodies, variant.pos, mine)
            symbols = [score.gene_symbol for score in scores[stored.variant_id]]
            found[stored.variant_id] = compared(self.table, variant, symbols, ours)
        self.store.write_lookups(self.run_id, self.table.digest, found)
        self.n_found += sum(any(one.looked_up for one in of_one) for of_one in found.values())
        self.n_apart += sum(any(one.disagreeing for one in of_one) for of_one in found.values())


def _look_up(
    store: CaseStore, reference: Reference, table: ScoreTable
) -> Generator[Progress, None, str]:
    run_id, is_compared = _run(store)
    waiting = store.lookups_waiting(run_id, table.digest)
    spread = waiting[:: max(1, len(waiting) // _N_PLACES)]
    places = [(one.variant.chrom, one.variant.pos) for one in store.variants(spread)]
    doubt = table.demand_build(reference, places)
    beside = _Beside(store, table, BodyIndex(store.transcripts()), run_id, is_compared)
    stage = f"looking up in {table.name}"
    for first in range(0, len(waiting), _PAGE):
        page = waiting[first : first + _PAGE]
        beside.look_up(page)
        yield Progress(stage, first + len(page), len(waiting), "variants", changed=page)
    told = f"{beside.n_found:,} of {counted(len(waiting), 'variant')} found in {table.name}"
    if is_compared:
        n = beside.n_apart
        told += f"; {n:,} {verb(n, 'disagrees', 'disagree')} with what was computed"
    return f"{told}. {doubt}".rstrip()


def _run(store: CaseStore) -> tuple[int, bool]:
    """Give the run the table is laid beside, and whether it is one of the table's own engine."""
    runs = store.engine_runs()
    own = [run_id for run_id, run in runs if run.engine_id == COMPARED_ENGINE]
    newest = own or [run_id for run_id, _ in runs] or [0]
    return max(newest), bool(own)


def _of(known: Sequence[tuple[str, SpliceDelta]], symbol: str) -> SpliceDelta | None:
    mine = [delta for name, delta in known if name == symbol]
    return max(mine, key=lambda delta: delta.max_delta) if mine else None
