"""A case as a person reads it: facts, candidates, the detail of one variant, and why it is there.

Reads the store and combines what it finds with the pure functions of `core.interpret`. Nothing
here writes, and nothing here loads a network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core import packs
from core.case_reference import genomic_name, open_reference, transcript_names
from core.domain.attribution import Attribution
from core.domain.candidate import Candidate, Facts, Mark
from core.domain.case import CaseInfo
from core.domain.consensus import Consensus, EngineLabel
from core.domain.element import NOTHING_AT, ElementsAt
from core.domain.exon_score import ExonScore
from core.domain.gene_knowledge import GeneKnowledge
from core.domain.interpretation import Interpretation
from core.domain.interval import Interval, IntervalKind
from core.domain.local_value import LocalSays
from core.domain.rna import RnaAtVariant
from core.domain.score import EngineScores, SpliceScore, SpliceTrack
from core.domain.transcript import Transcript
from core.domain.transcript_drawing import TranscriptDrawing
from core.domain.transcript_name import TranscriptName
from core.domain.variant import Variant, VariantKind
from core.drawings import drawings
from core.elements import CaseElements
from core.errors import ReferenceMismatchError
from core.genes import genes_of
from core.interpret.consensus import Labels, consensus
from core.interpret.position import locate, positions_as_read
from core.interpret.rules import load_consensus_rules
from core.interpretation import Interpreter, case_contexts
from core.regulation import with_tail
from core.rescue import Rescues
from core.sources.normalise import normalise
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from core.zones import ZoneFinder

NEIGHBOURHOOD = 10_000
"""Bases on either side of a variant whose transcripts are drawn."""

STRETCHES = (
    IntervalKind.DELETION,
    IntervalKind.DUPLICATION,
    IntervalKind.COPY_NUMBER,
    IntervalKind.INVERSION,
)
"""Kinds of intervals that are drawn beside the transcripts."""


@dataclass(frozen=True, eq=False, slots=True)
class VariantDetail:
    """Everything the detail view and the report show about one variant.

    Attributes
    ----------
    candidate
        None for a variant that is not in the list.
    transcripts
        Those within 10 kb, in store order.
    original_line
        The record as the variant file has it.
    merged
        Name and line of each other record that has the allele: its calls were merged.
    exons
        What exon engines said, () for nothing.
    intervals
        Deletions and other long changes within 10 kb that the patient may carry, by place.
    genes
        What is known about the genes it lies in, the one it is ranked in first.
    local
        What tracks and tables of the computer say, one for each the case was looked up in.
    names
        What it is called in each transcript it lies in, by identifier.
    interpretation
        What becomes of the transcripts and their proteins.
    drawings
        The first transcripts with an aberration, with the patient's RNA where it was read.
    rna
        What the patient's RNA shows of that.
    elements
        What else lies there, and the genes it may act on.
    """

    facts: Facts
    candidate: Candidate | None
    hgvs_g: str
    transcripts: tuple[Transcript, ...]
    tracks: tuple[SpliceTrack, ...]
    attributions: tuple[Attribution, ...]
    mark: Mark
    note: str
    original_line: str
    merged: tuple[tuple[str, str], ...] = ()
    exons: tuple[ExonScore, ...] = ()
    intervals: tuple[Interval, ...] = ()
    genes: tuple[GeneKnowledge, ...] = ()
    local: tuple[LocalSays, ...] = ()
    names: Mapping[str, TranscriptName] = field(default_factory=dict)
    interpretation: Interpretation = field(default_factory=Interpretation)
    drawings: tuple[TranscriptDrawing, ...] = ()
    rna: RnaAtVariant = field(default_factory=RnaAtVariant)
    elements: ElementsAt = NOTHING_AT


def facts(store: CaseStore, ids: Sequence[int]) -> tuple[Facts, ...]:
    """Give all that is known of the variants, in the order asked for."""
    engines, not_scored = store.scores_by_engine(ids), store.not_scored(ids)
    together = Comparer(store)
    lookups, haplotypes = store.lookups(ids), store.haplotypes(ids)
    exons, regulatory = store.exon_scores(ids), store.regulatory.of(ids)
    rescues = Rescues.in_case(store)
    zones, elements = ZoneFinder(store), CaseElements(store)
    tissues = store.info().tissues_of_interest
    found = {}
    for stored in store.variants(ids):
        near = zones.near(stored.variant)
        known = Facts(
            variant_id=stored.variant_id,
            variant=stored.variant,
            genotypes=stored.genotypes,
            population_frequency=stored.population_frequency,
            quality=stored.quality,
            filters=stored.filters,
            positions=locate(stored.variant, near),
            scores=together.primary(engines[stored.variant_id]),
            not_scored=not_scored.get(stored.variant_id, ()),
            lookups=lookups.get(stored.variant_id, ()),
            haplotypes=haplotypes.get(stored.variant_id, ()),
            engines=engines[stored.variant_id],
            consensus=together.of(stored.variant, engines[stored.variant_id]),
            exons=exons.get(stored.variant_id, ()),
            regulatory=regulatory.get(stored.variant_id, ()),
            rescued=rescues.reason(stored.variant, stored.variant_id),
            locus_gene=rescues.locus_gene(stored.variant),
            zones=zones.of(stored.variant, near),
            promoter_of=zones.promoter_of(stored.variant, near),
            targets=elements.targets(stored.variant_id, stored.variant, near),
        )
        found[stored.variant_id] = with_tail(known, tissues)
    return tuple(found[variant_id] for variant_id in ids if variant_id in found)


class Comparer:
    """Compares what the engines of a case say; with one engine there is nothing to compare."""

    def __init__(self, store: CaseStore) -> None:
        known = store.splice_engines()
        self._primary = store.primary_engine()
        self._is_needed = len(known) > 1
        if self._is_needed:
            self._rules = load_consensus_rules()
            self._labels = Labels(engine_labels(), _spread(store, known))

    def primary(self, engines: Sequence[EngineScores]) -> tuple[SpliceScore, ...]:
        """Give the scores that are ranked."""
        mine = (one.scores for one in engines if one.run.engine_id == self._primary)
        return next(mine, ())

    def of(self, variant: Variant, engines: Sequence[EngineScores]) -> tuple[Consensus, ...]:
        """Give what the engines say together, gene by gene."""
        if not self._is_needed:
            return ()
        return consensus(variant, engines, self._rules, self._labels)


def engine_labels() -> dict[str, EngineLabel]:
    """Give name and calibration of every engine that has a card."""
    return {
        engine_id: EngineLabel(title, is_calibrated, laboratory)
        for engine_id, title, is_calibrated, laboratory in packs.engine_titles()
    }


def _spread(store: CaseStore, engines: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Largest deltas of the variants each engine scored, ascending; of its newest run."""
    found: dict[str, dict[int, float]] = {}
    for run_id, run in store.engine_runs():
        if run.engine_id in engines and (deltas := store.max_deltas(run_id)):
            found.setdefault(run.engine_id, {}).update(deltas)
    return {key: np.sort(np.fromiter(of.values(), float)) for key, of in found.items()}


def candidates(store: CaseStore, ids: Sequence[int]) -> tuple[Candidate, ...]:
    """Give the ranked candidates among the variants, in rank order."""
    rows = store.candidate_rows(ids)
    known = {fact.variant_id: fact for fact in facts(store, [row.variant_id for row in rows])}
    return tuple(
        Candidate(
            facts=known[row.variant_id],
            rank=row.rank,
            lane=row.lane,
            points=row.points,
            sentence=row.sentence,
            gene_symbol=row.gene_symbol,
            inheritance=row.inheritance,
            partners=row.partners,
            phenotype_score=row.phenotype_score,
            reasons=row.reasons,
        )
        for row in rows
    )


def detail(store: CaseStore, variant_id: int) -> VariantDetail:
    """Give everything about one variant.

    Raises
    ------
    KeyError
        If the case has no variant with that id.
    """
    known = facts(store, [variant_id])
    if not known:
        raise KeyError(variant_id)
    variant = known[0].variant
    listed = candidates(store, [variant_id])
    mark, note = store.marks().get(variant_id, (Mark.NONE, ""))
    stored = next(iter(store.variants([variant_id])))
    info = store.info()
    start, end = max(0, variant.pos - NEIGHBOURHOOD), variant.end + NEIGHBOURHOOD
    patient = info.pedigree.index(info.pedigree.proband)
    near = store.intervals_overlapping(variant.chrom, start, end, STRETCHES)
    with Interpreter(store, contexts=case_contexts(info)) as interpreter:
        interpretation = interpreter.of(known[0])
        found = elements_of(store, known, interpreter)[variant_id]
    return VariantDetail(
        facts=replace(known[0], positions=positions_as_read(known[0].positions, interpretation)),
        candidate=listed[0] if listed else None,
        hgvs_g=genomic_name(info, variant),
        transcripts=store.transcripts_overlapping(variant.chrom, start, end),
        tracks=store.tracks(variant_id),
        attributions=store.attributions(variant_id),
        mark=mark,
        note=note,
        original_line=store.original_line(stored.record_number),
        merged=_merged(store, stored),
        exons=known[0].exons,
        intervals=tuple(one for one in near if one.may_be_carried_by(patient)),
        genes=genes_of(store, known[0], listed),
        local=store.local_values.of(variant_id),
        names=transcript_names(info, known)[variant_id],
        interpretation=interpretation,
        drawings=drawings(store, variant_id, variant, interpretation),
        rna=RnaAtVariant(store.rna.of(variant_id), store.rna.sources()),
        elements=found,
    )


def elements_of(
    store: CaseStore, known: Sequence[Facts], interpreter: Interpreter
) -> dict[int, ElementsAt]:
    """Give what lies at variants and which genes they may act on, by variant id."""
    zones, elements = ZoneFinder(store), CaseElements(store)
    return {
        one.variant_id: elements.at(
            one.variant_id,
            one.variant,
            zones.near(one.variant),
            interpreter.fetch(one.variant.chrom),
        )
        for one in known
    }


def record_names(store: CaseStore, stored: StoredVariant) -> tuple[str, ...]:
    """Give the words for every record that has the allele, the first kept one first."""
    return tuple(name for name, _ in _records(store, stored))


def _merged(store: CaseStore, stored: StoredVariant) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, store.original_line(number)) for name, number in _records(store, stored)[1:]
    )


def _records(store: CaseStore, stored: StoredVariant) -> tuple[tuple[str, int], ...]:
    """Name and number of every record that has the allele, the first kept one first."""
    name = store.info().record_name
    numbers = dict.fromkeys(number for number, _ in store.origins(stored.variant_id))
    return tuple((name(number), number) for number in numbers)


def find(store: CaseStore, variant: Variant) -> StoredVariant | None:
    """Give the stored variant of that allele, however it is spelled.

    Without the reference only the stored spelling is found; see `may_be_spelled_otherwise`.

    Raises
    ------
    ReferenceMismatchError
        If REF differs from the reference where that is known; told only with the reference at
        hand.
    """
    stored = store.find(variant)
    if stored is not None:
        return stored
    reference = open_reference(store.info())
    if reference is None:
        return None
    with reference:
        _demand_ref(variant, reference)
        pos, ref, alt = normalise(variant.chrom, variant.pos, variant.ref, variant.alt, reference)
    return store.find(Variant(variant.assembly, variant.chrom, pos, ref, alt))


def may_be_spelled_otherwise(info: CaseInfo, variant: Variant) -> bool:
    """Whether another spelling of the allele could be stored but needs a reference not at hand."""
    if variant.kind is VariantKind.SNV:
        return False
    reference = open_reference(info)
    if reference is None:
        return True
    reference.close()
    return False


def _demand_ref(variant: Variant, reference: Reference) -> None:
    found = reference.fetch(variant.chrom, variant.pos - 1, variant.end)
    if variant.pos < 1 or len(found) < len(variant.ref):
        return
    pairs = zip(variant.ref, found, strict=True)
    if any(asked != here for asked, here in pairs if "N" not in {asked, here}):
        raise ReferenceMismatchError(variant.spelled, variant.ref, found)


def _overlapping(store: CaseStore, variant: Variant) -> tuple[Transcript, ...]:
    return store.transcripts_overlapping(variant.chrom, variant.pos - 1, variant.end)
