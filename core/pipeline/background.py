"""Job: what engines of regulatory sequence say about background variants, measured once."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.backgrounds import save
from core.domain.regulatory import RegulatoryScore
from core.domain.regulatory_track import replicates
from core.domain.score import NotScored, NotScoredReason
from core.interpret.change_class import ONE_BASE
from core.interpret.regulatory_tail import Background
from core.job import Progress
from core.pipeline.background_variants import (
    PER_CLASS,
    BackgroundVariant,
    draw,
    kind_of_places,
    sizes_of,
    where_drawn,
)
from core.pipeline.mapping import translated
from core.pipeline.regulatory_asking import RegulatoryExaminer, RegulatoryQuestion
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import load_genes
from core.sources.reference import Reference
from models.runtime import load_regulatory_engine

SEED = 6


@dataclass(frozen=True, slots=True)
class BackgroundSpec:
    """What is to be measured.

    Attributes
    ----------
    engine_ids
        Engines that are to be compared with each other.
    out
        The file to write.
    per_class
        Variants of one base in each kind of element; of every other size an eighth of it.
    """

    engine_ids: tuple[str, ...]
    reference: Path
    genes: Path
    out: Path
    per_class: int = PER_CLASS
    device: str = "auto"


def measure_background(spec: BackgroundSpec) -> Generator[Progress, None, str]:
    """Score random variants with each engine and write what they say; gives a sentence.

    Raises
    ------
    ProblemError
        Files missing or damaged, an engine not installed or out of order.
    """
    kind = kind_of_places(spec.engine_ids)
    with Reference(spec.reference) as reference:
        yield Progress("reading the gene models")
        genes = load_genes(spec.genes)
        near = TranscriptIndex(genes.transcripts).overlapping
        sizes = sizes_of(spec.per_class)
        variants = tuple(draw(genes.transcripts, reference, sizes, SEED, kind))
        of_one_base = np.array([one.change is ONE_BASE for one in variants])
        digests: dict[str, str] = {}
        usual: dict[str, dict[str, float]] = {}
        columns: list[NDArray[np.float32]] = []
        gc = np.zeros(len(variants), np.float32)
        for engine_id in spec.engine_ids:
            yield Progress(f"loading {engine_id}")
            with translated():
                engine = load_regulatory_engine(engine_id, device=spec.device)
            examiner = RegulatoryExaminer(engine, reference, near, keeps_all=True)
            deltas = yield from _deltas(examiner, variants, gc)
            digests[engine_id] = engine.info.digest
            moves = np.sqrt(np.nanmean(deltas[of_one_base].astype(np.float64) ** 2, axis=0))
            # A track that never moved moves by any change at all.
            moves[moves == 0] = np.finfo(np.float32).tiny
            names = [track.name for track in engine.tracks]
            usual[engine_id] = dict(zip(names, moves.tolist(), strict=True))
            compared = [name not in replicates(names) for name in names]
            columns.append(_largest((np.abs(deltas) / moves)[:, compared]))
    source = (
        f"{len(variants):,} random variants, {where_drawn(kind, spec.per_class)}, in "
        f"{spec.reference.name} by {genes.name}; seed {SEED}"
    )
    background = Background(
        digests=digests,
        usual=usual,
        largest=np.stack(columns, axis=1),
        element_class=np.array([one.element_class.value for one in variants]),
        change=np.array([one.change.name for one in variants]),
        gc=gc,
        source=source,
    )
    save(background, spec.out)
    return f"{spec.out}: {source}."


def _deltas(
    examiner: RegulatoryExaminer, variants: Sequence[BackgroundVariant], gc: NDArray[np.float32]
) -> Generator[Progress, None, NDArray[np.float32]]:
    """Shape (variants, tracks): the deltas of each, NaN without a score; fills `gc`."""
    deltas = np.full((len(variants), len(examiner.tracks)), np.nan, np.float32)
    places = {track.name: index for index, track in enumerate(examiner.tracks)}
    batch: list[RegulatoryQuestion] = []
    for number, variant in enumerate(variants):
        asked = examiner.question(number, variant.place, variant.alt)
        if not isinstance(asked, NotScoredReason):
            batch.append(asked)
        if len(batch) >= examiner.batch or number == len(variants) - 1:
            for name, answer in examiner.ask(batch):
                if not isinstance(answer, NotScored):
                    deltas[name] = _row(answer, places)
                    gc[name] = answer[0].gc
            batch = []
            yield Progress(
                f"asking {examiner.info.engine_id}", number + 1, len(variants), "variants"
            )
    return deltas


def _row(scores: Sequence[RegulatoryScore], places: Mapping[str, int]) -> NDArray[np.float32]:
    """The largest delta of each track over the stretches of sequence of a variant; NaN for none."""
    found = np.full(len(places), np.nan, np.float32)
    for score in scores:
        for one in score.changes:
            at = places[one.track.name]
            if not abs(found[at]) >= abs(one.delta):
                found[at] = one.delta
    return found


def _largest(sizes: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest of the tracks of each variant; NaN without a score."""
    found: NDArray[np.float32] = np.fmax.reduce(sizes, axis=1).astype(np.float32)
    return found
