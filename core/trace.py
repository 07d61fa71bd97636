"""Why a variant is, or is not, in the list: every gate, value and score in order."""

from dataclasses import dataclass
from enum import StrEnum

from core import review
from core.domain.assembly import canonical_chrom
from core.domain.candidate import Candidate, Facts
from core.domain.ledger import RecordSetAside
from core.domain.sample import Genotype, Zygosity
from core.domain.score import SpliceScore
from core.domain.transcript import Region
from core.domain.variant import Variant
from core.errors import ReferenceMismatchError
from core.interpret.gates import GATES, NOT_CARRIED, POPULATION_FREQUENCY, gate_label
from core.interpret.rules import GateRules, load_gate_rules
from core.store.case_store import CaseStore
from core.store.records import SetAsideRecord, StoredVariant

_PAGE = 50_000


class Outcome(StrEnum):
    """What a station did with a variant."""

    PASSED = "passed"
    FAILED = "FAILED"
    TOLD = ""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One station on the way; `TOLD` where nothing is decided."""

    name: str
    outcome: Outcome
    value: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one variant through the case, ending in a sentence."""

    variant: Variant
    steps: tuple[TraceStep, ...]
    conclusion: str


def trace(store: CaseStore, variant: Variant) -> Trace:
    """Follow a variant from the file to the list.

    Raises
    ------
    ReferenceMismatchError
        If REF differs from the reference and no record set aside says the same.
    """
    try:
        stored = review.find(store, variant)
    except ReferenceMismatchError:
        record = _set_aside(store, variant)
        if record is None:
            raise
        return _refused(variant, record)
    if stored is None:
        return _absent(store, variant)
    known = review.facts(store, [stored.variant_id])[0]
    rules = load_gate_rules(store.info().preset)
    listed = review.candidates(store, [stored.variant_id])
    steps = (
        TraceStep("in the variant file", Outcome.PASSED, f"record {stored.record_number}"),
        *(_genotype_steps(store, known)),
        TraceStep("filter", Outcome.TOLD, ", ".join(known.filters) or "PASS or none"),
        *_gate_steps(stored, known, rules),
        TraceStep("place", Outcome.TOLD, _place(known)),
        *_score_steps(known),
        _list_step(listed),
    )
    return Trace(known.variant, steps, _conclusion(stored, known, listed, rules))


def _absent(store: CaseStore, variant: Variant) -> Trace:
    record = _set_aside(store, variant)
    if record is not None:
        return _refused(variant, record)
    if review.may_be_spelled_otherwise(store.info(), variant):
        why = (
            "not found as spelled here; another spelling of the allele cannot be looked up "
            "because the reference the case was made with is not at hand"
        )
        step = TraceStep("in the variant file", Outcome.TOLD, f"unknown: {why}")
        return Trace(variant, (step,), f"{variant.spelled} may be in the case: {why}.")
    why = "no record of the variant file has this allele"
    step = TraceStep("in the variant file", Outcome.FAILED, why)
    return Trace(variant, (step,), f"{variant.spelled} is not in the case: {why}.")


def _refused(variant: Variant, record: SetAsideRecord) -> Trace:
    why = f"record {record.record_number} was set aside: {record.reason}. {record.detail}"
    step = TraceStep("in the variant file", Outcome.FAILED, why)
    return Trace(variant, (step,), f"{variant.spelled} is not in the list: {why}")


def _set_aside(store: CaseStore, variant: Variant) -> SetAsideRecord | None:
    """Give the record set aside that spells this allele, reading the original lines once."""
    waiting: dict[int, SetAsideRecord] = {}
    offset = 0
    while page := store.records_set_aside(limit=_PAGE, offset=offset):
        offset += len(page)
        waiting.update(
            (one.record_number, one)
            for one in page
            if one.reason is not RecordSetAside.NO_ALTERNATE
        )
    if not waiting:
        return None
    for number, line in enumerate(store.original_lines(), start=1):
        if number in waiting and _spells(line, variant):
            return waiting[number]
    return None


def _spells(line: bytes, variant: Variant) -> bool:
    fields = line.decode("utf-8", "replace").split("\t", 5)
    if len(fields) < 5 or fields[1] != str(variant.pos):
        return False
    alts = fields[4].upper().split(",")
    is_place = canonical_chrom(fields[0]) == variant.chrom and fields[3].upper() == variant.ref
    return is_place and variant.alt in alts


def _genotype_steps(store: CaseStore, known: Facts) -> tuple[TraceStep, ...]:
    people = store.info().pedigree.individuals
    return tuple(
        TraceStep(f"genotype of {person.name}", Outcome.TOLD, describe_genotype(genotype))
        for person, genotype in zip(people, known.genotypes, strict=True)
    )


def describe_genotype(genotype: Genotype) -> str:
    """Words and numbers of one call; what is missing is left out, a no-call says so."""
    if genotype.zygosity is Zygosity.UNKNOWN:
        return "no call"
    parts: list[str] = [genotype.zygosity]
    if genotype.ref_depth is not None and genotype.alt_depth is not None:
        parts.append(f"{genotype.alt_depth} of {genotype.ref_depth + genotype.alt_depth} reads")
    if genotype.quality is not None:
        parts.append(f"quality {genotype.quality}")
    return ", ".join(parts)


def _gate_steps(stored: StoredVariant, known: Facts, rules: GateRules) -> tuple[TraceStep, ...]:
    frequency = known.population_frequency
    values = {
        NOT_CARRIED: "genotype of the patient, above",
        POPULATION_FREQUENCY: "unknown" if frequency is None else f"{frequency:.3g}",
    }
    steps = []
    for gate in GATES:
        outcome = Outcome.FAILED if stored.gate == gate else Outcome.PASSED
        steps.append(TraceStep(f"gate: {gate_label(gate, rules)}", outcome, values.get(gate, "")))
        if stored.gate == gate:
            break
    return tuple(steps)


def _place(known: Facts) -> str:
    if not known.positions:
        return Region.INTERGENIC
    best = known.positions[0]
    distance = best.distance_to_splice_site
    far = "" if distance is None else f", {distance} bases from the nearest {best.site} site"
    return f"{best.transcript.gene_symbol} {best.transcript.transcript_id}: {best.region}{far}"


def _score_steps(known: Facts) -> tuple[TraceStep, ...]:
    if known.scores:
        return tuple(
            TraceStep("score", Outcome.PASSED, describe_score(score)) for score in known.scores
        )
    if known.not_scored:
        return tuple(
            TraceStep(
                "score", Outcome.FAILED, f"not scored by {one.engine_id}: {one.reason.sentence}"
            )
            for one in known.not_scored
        )
    return (TraceStep("score", Outcome.TOLD, "not scored yet"),)


def describe_score(score: SpliceScore) -> str:
    """Four raw deltas with the window they were searched in."""
    delta = score.delta
    return (
        f"{score.gene_symbol}: acceptor gain {delta.acceptor_gain:.2f}, acceptor loss "
        f"{delta.acceptor_loss:.2f}, donor gain {delta.donor_gain:.2f}, donor loss "
        f"{delta.donor_loss:.2f} (raw, within {delta.distance} bases)"
    )


def _list_step(listed: tuple[Candidate, ...]) -> TraceStep:
    if not listed:
        return TraceStep("in the list", Outcome.FAILED, "")
    return TraceStep("in the list", Outcome.PASSED, f"rank {listed[0].rank}, lane {listed[0].lane}")


def _conclusion(
    stored: StoredVariant, known: Facts, listed: tuple[Candidate, ...], rules: GateRules
) -> str:
    name = known.variant.spelled
    if stored.gate:
        return f"{name} is not in the list: {gate_label(stored.gate, rules)}."
    if listed:
        return f"{name} stands at rank {listed[0].rank} ({listed[0].lane}). {listed[0].sentence}"
    if known.scores or known.not_scored:
        return f"{name} is scored but not ranked yet."
    return f"{name} is waiting to be scored."
