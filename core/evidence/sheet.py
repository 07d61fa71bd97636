"""The evidence of a variant of a case: gathered, suggested, as the person decided it, and recalled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from core import packs, review
from core.case_reference import open_reference
from core.domain.candidate import Candidate, Facts
from core.domain.consequence import SpliceOutcome
from core.domain.evidence import Assessment, Classification, Evidence, EvidenceDecision
from core.domain.evidence_inputs import (
    CodingChange,
    EngineCalibration,
    EvidenceInputs,
    GeneEvidence,
    KnownVariant,
    MissenseScore,
    SpliceEvidence,
)
from core.domain.score import EngineScores
from core.domain.transcript import Mane, TranscriptPosition
from core.evidence.family import family_evidence
from core.evidence.population import population_data
from core.genes import KnownGenes
from core.interpret.evidence.assess import assess
from core.interpret.evidence.decisions import with_decisions
from core.interpret.evidence.mechanism import lof_mechanism, mechanism_remarks
from core.interpret.evidence.places import canonical_sites, intron_ends
from core.interpret.evidence.rules import EvidenceRules
from core.interpret.evidence.suggest import suggest
from core.interpret.known_modes import known_modes
from core.store.case_store import CaseStore


@dataclass(frozen=True, slots=True)
class Predicted:
    """What is computed of a variant besides its scores; None where nobody computed it.

    `known` are classified variants at the same place or splice site.
    """

    outcomes: tuple[SpliceOutcome, ...] | None = None
    coding: CodingChange | None = None
    missense: MissenseScore | None = None
    known: tuple[KnownVariant, ...] = ()


NOT_COMPUTED = Predicted()


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """Everything about the evidence of one variant, for a panel, a report or the command line.

    Attributes
    ----------
    codes
        As they stand now: what a person decided in place of what is suggested.
    history
        Every suggestion and decision, oldest first.
    classifications
        Classes given before, the newest first; they are shown and apply nothing.
    recalled
        The same in words, with age and condition.
    """

    inputs: EvidenceInputs
    rules: EvidenceRules
    suggested: tuple[Evidence, ...]
    codes: tuple[Evidence, ...]
    assessment: Assessment
    history: tuple[EvidenceDecision, ...]
    classifications: tuple[Classification, ...]
    recalled: tuple[str, ...]


def evidence_sheet(
    store: CaseStore, variant_id: int, rules: EvidenceRules, predicted: Predicted = NOT_COMPUTED
) -> EvidenceSheet:
    """Give the evidence of a variant as it stands now.

    Raises
    ------
    KeyError
        If the case has no variant with that id.
    """
    inputs = evidence_inputs(store, variant_id, rules, predicted)
    suggested = suggest(inputs, rules)
    history = store.evidence.history(variant_id)
    codes = with_decisions(suggested, history)
    made = store.evidence.classifications(variant_id)
    return EvidenceSheet(
        inputs=inputs,
        rules=rules,
        suggested=suggested,
        codes=codes,
        assessment=assess(codes, rules, inputs.stated.gate),
        history=history,
        classifications=made,
        recalled=tuple(one.recalled(_today()) for one in made),
    )


def evidence_inputs(
    store: CaseStore, variant_id: int, rules: EvidenceRules, predicted: Predicted = NOT_COMPUTED
) -> EvidenceInputs:
    """Gather what a case knows of a variant in the gene it is ranked for, else the first it lies in.

    Raises
    ------
    KeyError
        If the case has no variant with that id.
    """
    known = review.facts(store, [variant_id])
    if not known:
        raise KeyError(variant_id)
    facts = known[0]
    candidate = next(iter(review.candidates(store, [variant_id])), None)
    symbol = _symbol(facts, candidate)
    positions = tuple(one for one in facts.positions if one.transcript.gene_symbol == symbol)
    inputs = EvidenceInputs(
        variant=facts.variant,
        gene=_gene(store, symbol, candidate, rules),
        positions=positions,
        in_use=_in_use(positions),
        splice=_splice(facts.engines, symbol),
        outcomes=predicted.outcomes,
        coding=predicted.coding,
        missense=predicted.missense,
        population=population_data(store, facts),
        family=family_evidence(store, facts, candidate),
        known=predicted.known,
        stated=store.evidence.stated(variant_id),
    )
    return _with_sequence(store, inputs, rules)


def now() -> str:
    """Give the present in the form decisions are stored: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _today() -> date:
    return datetime.now(UTC).date()


def _symbol(facts: Facts, candidate: Candidate | None) -> str:
    if candidate is not None and candidate.gene_symbol:
        return candidate.gene_symbol
    symbols = (place.transcript.gene_symbol for place in facts.positions)
    return next(symbols, facts.locus_gene)


def _in_use(positions: Iterable[TranscriptPosition]) -> frozenset[str]:
    """MANE Select and Plus Clinical; in a gene without either, the preferred transcript."""
    transcripts = [one.transcript for one in positions]
    chosen = [one for one in transcripts if one.mane is not Mane.NONE] or transcripts[:1]
    return frozenset(one.transcript_id for one in chosen)


def _splice(engines: Iterable[EngineScores], symbol: str) -> SpliceEvidence | None:
    """What a calibrated engine says, else the first; None where none scored it in the gene."""
    found = []
    for one in engines:
        scores = [score for score in one.scores if score.gene_symbol == symbol]
        if scores:
            best = max(scores, key=lambda score: score.delta.max_delta)
            gains = (
                None if best.wide is None else max(best.wide.acceptor_gain, best.wide.donor_gain)
            )
            calibration = _calibration(one.run.engine_id)
            found.append(SpliceEvidence(one.run, best.delta, gains, calibration))
    calibrated = (one for one in found if one.calibration is not None)
    return next(calibrated, found[0] if found else None)


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


def _gene(
    store: CaseStore, symbol: str, candidate: Candidate | None, rules: EvidenceRules
) -> GeneEvidence:
    if not symbol:
        return GeneEvidence("")
    knowledge = KnownGenes(store).of(symbol)
    modes = known_modes(knowledge)
    score = None if candidate is None else candidate.phenotype_score
    return GeneEvidence(
        symbol=symbol,
        mechanism=lof_mechanism(knowledge, rules.mechanism),
        remarks=mechanism_remarks(knowledge, rules.mechanism),
        modes=modes.kinds if modes.is_firm else frozenset(),
        modes_source=", ".join(modes.sources),
        is_phenotype_match=None if score is None else score >= rules.phenotype_match.value,
        phenotype_words="" if score is None else f"phenotype score {score:.2f}",
    )


def _with_sequence(
    store: CaseStore, inputs: EvidenceInputs, rules: EvidenceRules
) -> EvidenceInputs:
    """Add what has to be read from the reference; where that is not at hand it stays unknown."""
    place = inputs.place
    reference = open_reference(store.info())
    if reference is None or place is None:
        return inputs
    variant, transcript = inputs.variant, place.transcript
    with reference:

        def fetch(start: int, end: int) -> str:
            return reference.fetch(variant.chrom, start, end)

        return replace(
            inputs,
            sites=canonical_sites(variant, transcript, fetch),
            intron_ends=intron_ends(variant, transcript, fetch, rules.splicing),
        )
