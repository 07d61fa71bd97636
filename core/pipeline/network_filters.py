"""Job: what the filters of a network's first layer look for, and which motifs look alike."""

from collections.abc import Generator, Sequence

import numpy as np

from core.domain.counting import counted
from core.domain.element import ElementClass
from core.domain.motif import Motif
from core.domain.network_filter import FilterReport, MotifLikeness, NetworkFilter
from core.errors import UsageError
from core.interpret.change_class import ONE_BASE
from core.job import Progress
from core.pipeline.background_variants import draw
from core.pipeline.engine_kinds import regulatory_kind
from core.pipeline.filter_spec import STRETCH_LENGTH, FilterSpec
from core.pipeline.mapping import translated
from core.pipeline.regulatory_asking import our_motif, track_number
from core.sources.genes import load_genes
from core.sources.reference import Reference
from models.packs import PackState, status, usable
from models.registry import FIVE_PRIME_UTR, POLY_A
from models.regulatory import jaspar
from models.regulatory.engine import RegulatoryEngine
from models.regulatory.filters import FilterMotifs, engine_filters, filter_motifs
from models.regulatory.motif_matching import MotifMatch, match_motifs
from models.regulatory.motifs import frequencies
from models.runtime import load_regulatory_engine

_SHOWN = 3
"""Motifs told of each filter."""
_SEED = 6
_TOLD_EVERY = 100
_READS_RNA = (
    "This network reads RNA, in one direction. The motifs are those of factors that bind DNA, and the "
    "stretches come from promoters: a name here says what a filter looks like, not what binds."
)
_NO_MOTIFS = (
    "No filter is compared with motifs: the pack jaspar is {state}. Install it with "
    "`intronaut packs install jaspar` and ask again."
)


def show_filters(
    spec: FilterSpec, engine: RegulatoryEngine | None = None
) -> Generator[Progress, None, FilterReport]:
    """Show the filters of an engine random promoters, and compare what activates them with motifs.

    Raises
    ------
    ProblemError
        Files missing or damaged, an engine not installed or out of order, or one whose network
        does not begin with filters over bases; no promoter in the reference.
    """
    yield Progress("loading the networks")
    with translated():
        loaded = engine or load_regulatory_engine(spec.engine_id, device=spec.device)
        track = track_number(loaded, spec.track) if spec.track else None
        weight, bias = engine_filters(loaded, track)
    stretches, source = yield from _stretches(spec)
    yield Progress("looking for what activates the filters")
    found = filter_motifs(weight, bias, stretches)
    known, compared_with, notes = _motifs()
    filters = yield from _filters(found, known)
    if regulatory_kind(spec.engine_id) in {FIVE_PRIME_UTR, POLY_A}:
        notes = (*notes, _READS_RNA)
    return FilterReport(
        engine_id=loaded.info.engine_id,
        title=loaded.info.name,
        version=loaded.info.version,
        digest=loaded.info.digest,
        track=spec.track,
        filters=tuple(sorted(filters, key=_order)),
        source=source,
        compared_with=compared_with,
        notes=notes,
    )


def _stretches(spec: FilterSpec) -> Generator[Progress, None, tuple[list[str], str]]:
    """Random stretches of promoters, the strand of the reference, and where they come from."""
    yield Progress("reading the gene models")
    genes = load_genes(spec.genes)
    found: list[str] = []
    with Reference(spec.reference) as reference:
        places = draw(
            genes.transcripts,
            reference,
            {ONE_BASE: spec.n_stretches},
            _SEED,
            classes=(ElementClass.PROMOTER,),
        )
        for one in places:
            start = max(one.place.pos - 1 - STRETCH_LENGTH // 2, 0)
            found.append(reference.fetch(one.place.chrom, start, start + STRETCH_LENGTH))
            if len(found) % _TOLD_EVERY == 0:
                yield Progress("drawing promoters", len(found), spec.n_stretches, "stretches")
    if not found:
        raise UsageError(
            f"No promoter of {genes.name} has known bases in {spec.reference.name}.",
            "Name gene models and a reference of one build.",
        )
    stretches = (
        f"{counted(len(found), 'random stretch', 'random stretches')} of {STRETCH_LENGTH} bases"
    )
    return found, f"{stretches} of promoters in {spec.reference.name} by {genes.name}; seed {_SEED}"


def _motifs() -> tuple[list[Motif], str, tuple[str, ...]]:
    """JASPAR's motifs and what they are called; none, and a sentence why, where they are not there."""
    with translated():
        state = status(jaspar.PACK)
        if state.state is not PackState.INSTALLED:
            return [], "", (_NO_MOTIFS.format(state=state.state),)
        known = [our_motif(one) for one in jaspar.read_motifs(usable(jaspar.PACK).folder)]
    return known, f"{state.card.title}, {counted(len(known), 'motif')}", ()


def _filters(
    found: FilterMotifs, known: Sequence[Motif]
) -> Generator[Progress, None, list[NetworkFilter]]:
    chances = [frequencies(np.array(one.counts, np.float32)) for one in known]
    filters: list[NetworkFilter] = []
    for number, n_windows in enumerate(found.n_windows.tolist()):
        best: list[MotifMatch] = []
        if known and n_windows:
            best = match_motifs(found.frequencies[number].T, chances)[:_SHOWN]
        like = [
            MotifLikeness(known[one.number], one.offset, one.strand, one.p, one.q) for one in best
        ]
        counts = tuple(map(tuple, found.counts[number].T.tolist()))
        largest = float(found.largest[number])
        filters.append(NetworkFilter(number + 1, counts, n_windows, largest, tuple(like)))
        yield Progress("comparing with motifs", number + 1, len(found.n_windows), "filters")
    return filters


def _order(one: NetworkFilter) -> tuple[bool, float, int, int]:
    """Matches first, the best of them on top; then by windows."""
    best = one.matches[0].p if one.matches else 1.0
    return not one.matches, best, -one.n_windows, one.number
