"""What a case knows of a variant, gathered for the rules of evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from core import packs, review
from core.case_reference import open_reference
from core.domain.candidate import Candidate, Facts
from core.domain.evidence_inputs import (
    CodingChange,
    EngineCalibration,
    EvidenceInputs,
    GeneEvidence,
    MissenseScore,
    SpliceEvidence,
)
from core.domain.interpretation import Interpretation
from core.domain.score import EngineScores, SpliceScore
from core.domain.transcript import Mane, TranscriptPosition
from core.evidence.family import FamilyReader
from core.evidence.population import population_data
from core.genes import KnownGenes
from core.interpret.context_words import domain_names
from core.interpret.evidence.mechanism import lof_mechanism, mechanism_remarks
from core.interpret.evidence.places import canonical_sites, intron_ends
from core.interpret.evidence.rules import EvidenceRules
from core.interpret.known_modes import known_modes
from core.interpret.missense_scores import missense_scores
from core.interpretation import Interpreter, case_contexts
from core.sources.local_sources import missense_tool
from core.store.case_store import CaseStore


class Gatherer:
    """Gathers inputs of the variants of a case; a context manager, which keeps the reference open.

    A variant is looked at in the gene it is ranked for, else in the first one it lies in.
    """

    def __init__(self, store: CaseStore, rules: EvidenceRules) -> None:
        self._store = store
        self._rules = rules
        info = store.info()
        self._frequency_key = info.frequency_key
        self._reference = open_reference(info)
        contexts = case_contexts(info)
        self._interpreter = Interpreter(store, self._reference, contexts)
        self._known = KnownGenes(store)
        self._genes: dict[str, GeneEvidence] = {}
        self._families = FamilyReader(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._reference is not None:
            self._reference.close()

    def inputs(
        self, ids: Sequence[int], interpreted: Mapping[int, Interpretation]
    ) -> dict[int, EvidenceInputs]:
        """Give the inputs of these variants by id; ids the case does not have are left out.

        What is not handed over in `interpreted` is computed.
        """
        listed = {one.facts.variant_id: one for one in review.candidates(self._store, ids)}
        return {
            facts.variant_id: self.of(
                facts,
                listed.get(facts.variant_id),
                interpreted.get(facts.variant_id) or self._interpreter.of(facts),
            )
            for facts in review.facts(self._store, ids)
        }

    def of(
        self, facts: Facts, candidate: Candidate | None, interpreted: Interpretation
    ) -> EvidenceInputs:
        """Give the inputs of one variant; `candidate` is None where it is not in the list."""
        symbol = _symbol(facts, candidate)
        positions = tuple(one for one in facts.positions if one.transcript.gene_symbol == symbol)
        inputs = EvidenceInputs(
            variant=facts.variant,
            gene=self._gene(symbol, candidate),
            positions=positions,
            in_use=in_use(positions),
            splice=splice_evidence(facts.engines, symbol),
            outcomes=interpreted.outcomes if interpreted.splicing else None,
            why_not_predicted=interpreted.why_not,
            coding=coding_change(interpreted, symbol),
            missense=self._missense(facts, interpreted, symbol),
            domains=tuple(_domains(interpreted, symbol)),
            population=population_data(self._store, facts, self._frequency_key),
            family=self._families.of(facts, candidate),
            stated=self._store.evidence.stated(facts.variant_id),
        )
        return self._with_sequence(inputs)

    def _missense(
        self, facts: Facts, interpreted: Interpretation, symbol: str
    ) -> MissenseScore | None:
        """The score that the rules name, of a table the case was looked up in; None without one."""
        coding = interpreted.coding_in(symbol)
        places = (one.transcript for one in facts.positions if one.transcript.gene_symbol == symbol)
        transcript = next(places, None)
        if coding is None or transcript is None or not coding.effect.is_missense:
            return None
        says = self._store.local_values.of(facts.variant_id)
        tables = [(missense_tool(one.source), one) for one in says]
        found = missense_scores(transcript, [pair for pair in tables if pair[0]])
        return next((one for one in found if one.tool == self._rules.missense.tool), None)

    def _gene(self, symbol: str, candidate: Candidate | None) -> GeneEvidence:
        if symbol not in self._genes:
            self._genes[symbol] = self._looked_up(symbol)
        score = None if candidate is None else candidate.phenotype_score
        if score is None:
            return self._genes[symbol]
        return replace(
            self._genes[symbol],
            is_phenotype_match=score >= self._rules.phenotype_match.value,
            phenotype_words=f"phenotype score {score:.2f}",
        )

    def _looked_up(self, symbol: str) -> GeneEvidence:
        if not symbol:
            return GeneEvidence("")
        knowledge = self._known.of(symbol)
        modes = known_modes(knowledge)
        return GeneEvidence(
            symbol=symbol,
            mechanism=lof_mechanism(knowledge, self._rules.mechanism),
            remarks=mechanism_remarks(knowledge, self._rules.mechanism),
            modes=modes.kinds if modes.is_firm else frozenset(),
            modes_source=", ".join(modes.sources),
        )

    def _with_sequence(self, inputs: EvidenceInputs) -> EvidenceInputs:
        """Add what is read from the reference; where that is not at hand it stays unknown."""
        place, reference = inputs.place, self._reference
        if reference is None or place is None:
            return inputs
        variant, transcript = inputs.variant, place.transcript

        def fetch(start: int, end: int) -> str:
            return reference.fetch(variant.chrom, start, end)

        return replace(
            inputs,
            sites=canonical_sites(variant, transcript, fetch),
            intron_ends=intron_ends(variant, transcript, fetch, self._rules.splicing),
        )


def _symbol(facts: Facts, candidate: Candidate | None) -> str:
    if candidate is not None and candidate.gene_symbol:
        return candidate.gene_symbol
    symbols = (place.transcript.gene_symbol for place in facts.positions)
    return next(symbols, facts.locus_gene)


def coding_change(interpreted: Interpretation, symbol: str) -> CodingChange | None:
    """The consequence in the preferred transcript; None outside coding sequence, or if unknown."""
    found = interpreted.coding_in(symbol)
    if found is None or found.effect.cds_position is None or found.effect.why_unknown:
        return None
    return CodingChange(found.effect.transcript_id, found.effect.names, found.protein, found.nmd)


def _domains(interpreted: Interpretation, symbol: str) -> Iterator[str]:
    """What is touched of protein domains in the preferred transcript, in words."""
    for outcome in interpreted.outcomes_in(symbol):
        for name in domain_names(interpreted.contexts.of(outcome).domains or ()):
            yield f"{outcome.kind}: {name}"
    found = interpreted.coding_in(symbol)
    touched = found and interpreted.contexts.coding.get(found.effect.transcript_id)
    for name in domain_names(touched or ()):
        yield f"spliced as ever: {name}"


def in_use(positions: Iterable[TranscriptPosition]) -> frozenset[str]:
    """MANE Select and Plus Clinical; in a gene without either, the preferred transcript."""
    transcripts = [one.transcript for one in positions]
    chosen = [one for one in transcripts if one.mane is not Mane.NONE] or transcripts[:1]
    return frozenset(one.transcript_id for one in chosen)


def splice_evidence(engines: Iterable[EngineScores], symbol: str) -> SpliceEvidence | None:
    """What a calibrated engine says, else the first; None where none scored it in the gene."""
    found = []
    for one in engines:
        scores = [score for score in one.scores if score.gene_symbol == symbol]
        if scores:
            best = max(scores, key=lambda score: score.delta.max_delta)
            calibration = _calibration(one.run.engine_id)
            found.append(SpliceEvidence(one.run, best.delta, _wide_gain(scores), calibration))
    calibrated = (one for one in found if one.calibration is not None)
    return next(calibrated, found[0] if found else None)


def _wide_gain(scores: Sequence[SpliceScore]) -> float | None:
    """Largest gain within 4,999 bases, None where a transcript was not looked at so far out."""
    wide = [score.wide for score in scores if score.wide is not None]
    if len(wide) < len(scores):
        return None
    return max(max(one.acceptor_gain, one.donor_gain) for one in wide)


def _calibration(engine_id: str) -> EngineCalibration | None:
    found = packs.splice_calibration(engine_id)
    if found is None:
        return None
    return EngineCalibration(
        tool=found.tool,
        version=found.version,
        masked=found.masked,
        distance=found.distance,
        transcript_set=found.transcript_set,
        pp3_min=found.pp3_min,
        bp4_max=found.bp4_max,
        source=found.source,
    )
