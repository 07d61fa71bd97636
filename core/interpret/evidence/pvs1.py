"""PVS1 with the drawn consequence, where a source states loss of function as the mechanism."""

from collections.abc import Iterator, Sequence

from core.domain.consequence import SpliceOutcome
from core.domain.evidence import MECHANISM, Basis, Evidence
from core.domain.evidence_inputs import CodingChange, EvidenceInputs
from core.domain.stated import RegulatoryLoss
from core.interpret.evidence.build import Maker
from core.interpret.evidence.places import lost_sites, place_of
from core.interpret.evidence.pvs1_tree import Branch, Loss, walk
from core.interpret.evidence.rules import EvidenceRules

_TRUNCATING = {"stop_gained", "frameshift_variant", "start_lost"}


def pvs1_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give PVS1 with its strength and range, or why it does not hold where one would ask."""
    splicing = Maker(rules, Basis.SPLICING, inputs.engine)
    place = place_of(inputs, rules.splicing)
    if inputs.stated.gate is not None:
        yield from _regulatory(inputs, rules)
    elif place is not None and place.touches_dinucleotide and inputs.sites is None:
        told = "It touches a splice dinucleotide, but the changed sequence could not be read."
        yield splicing.refused("PVS1", f"{told} {inputs.why_not_predicted}".strip())
    elif lost_sites(inputs):
        yield _of_site(inputs, rules, splicing)
    else:
        if place is not None and place.touches_dinucleotide:
            told = "The changed sequence has its splice dinucleotide all the same: nothing is lost."
            yield splicing.refused("PVS1", told, _sites_seen(inputs))
        coding = inputs.coding
        if coding is not None and not _TRUNCATING.isdisjoint(coding.terms):
            yield _of_coding(inputs, coding, rules)


def loss_of(outcome: SpliceOutcome) -> Loss:
    """Give what an outcome makes of the protein, as the tree asks for it."""
    why = outcome.why_no_protein.rstrip(".")
    return Loss(outcome.protein, outcome.nmd, outcome.is_coding_touched, why)


def no_mechanism(inputs: EvidenceInputs) -> str:
    """Say that no source states the mechanism, and what sources say instead."""
    remarks = f" ({'; '.join(inputs.gene.remarks)})" if inputs.gene.remarks else ""
    return f"No source states loss of function as the mechanism in {inputs.gene.symbol}{remarks}."


def _of_site(inputs: EvidenceInputs, rules: EvidenceRules, make: Maker) -> Evidence:
    seen = _sites_seen(inputs) | _mechanism_seen(inputs)
    if "AT-AC" in inputs.intron_ends:
        told = "Its intron is AT-AC, which these rules do not cover."
        return make.refused("PVS1", told, seen)
    if inputs.mechanism is None:
        return make.refused("PVS1", no_mechanism(inputs), seen)
    if inputs.outcomes is None:
        told = f"What comes of the lost site was not predicted. {inputs.why_not_predicted}"
        return make.refused("PVS1", told.strip(), seen)
    least = rules.pvs1.min_share.value
    outcomes = [
        one
        for one in inputs.used_outcomes
        if one.kind.is_aberration and round(one.share, 2) >= least
    ]
    if not outcomes:
        told = (
            f"The splice site is lost, yet no outcome of a share of {least:.0%} or more is "
            "predicted in a transcript that counts. It needs a person's eyes."
        )
        return make.refused("PVS1", told, seen)
    ends = [(one, walk(loss_of(one), inputs.stated, rules)) for one in outcomes]
    seen |= {"outcomes": "; ".join(_told(one, branch) for one, branch in ends)}
    return _weakest(inputs, rules, [branch for _, branch in ends], seen)


def _of_coding(inputs: EvidenceInputs, coding: CodingChange, rules: EvidenceRules) -> Evidence:
    make = Maker(rules, Basis.PROTEIN, "computed from the transcript")
    seen = {
        "terms": ", ".join(coding.terms),
        "transcript": coding.transcript_id,
        **_mechanism_seen(inputs),
    }
    if coding.transcript_id not in inputs.in_use:
        told = f"{coding.transcript_id} is no transcript that counts clinically."
        return make.refused("PVS1", told, seen)
    if inputs.mechanism is None:
        return make.refused("PVS1", no_mechanism(inputs), seen)
    branch = walk(Loss(coding.protein, coding.nmd), inputs.stated, rules)
    told = branch.sentence + _hint(inputs, rules, [branch])
    return _one(make, rules, [branch], told, seen | _domains_seen(inputs))


def _weakest(
    inputs: EvidenceInputs, rules: EvidenceRules, branches: Sequence[Branch], seen: dict[str, str]
) -> Evidence:
    """The range over all outcomes; the weakest is suggested, the person chooses."""
    make = Maker(rules, Basis.SPLICING, inputs.engine)
    told = " ".join(dict.fromkeys(branch.sentence for branch in branches))
    if any(site.ref == "GT" and site.alt == "GC" for site in lost_sites(inputs)):
        steps = int(rules.pvs1.gc_donor_steps.value)
        branches = [_lowered(branch, rules, steps) for branch in branches]
        told += f" GT to GC may keep some function: {steps} step lower; ask for RNA."
    told += _hint(inputs, rules, branches)
    return _one(make, rules, branches, told, seen | _domains_seen(inputs))


def _hint(inputs: EvidenceInputs, rules: EvidenceRules, branches: Sequence[Branch]) -> str:
    """Name the domains touched where the tree asks for a critical region and nobody states one."""
    region = inputs.stated.region
    is_open = region is None or region.is_critical is None
    if not inputs.domains or not is_open:
        return ""
    if all(branch.strength == rules.pvs1.branches.nmd for branch in branches):
        return ""
    touched = "; ".join(inputs.domains)
    return f" Domains touched: {touched}. Whether the region is critical is a person's judgement."


def _domains_seen(inputs: EvidenceInputs) -> dict[str, str]:
    return {"domains touched": "; ".join(inputs.domains)} if inputs.domains else {}


def _one(
    make: Maker,
    rules: EvidenceRules,
    branches: Sequence[Branch],
    told: str,
    seen: dict[str, str],
) -> Evidence:
    strengths = [branch.strength for branch in branches]
    named = [one for one in strengths if one]
    if not named:
        return make.refused("PVS1", told, seen)
    spread = sorted(set(strengths), key=rules.rank)
    if len(spread) > 1:
        words = ", ".join(one or "not applicable" for one in spread)
        told += f" Range over the outcomes: {words}."
    if all(branch.is_known for branch in branches) and all(strengths):
        return make.suggested("PVS1", told, seen, strength=min(named, key=rules.rank))
    return make.possible("PVS1", told, seen, strength=min(named, key=rules.rank))


def _regulatory(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    make = Maker(rules, Basis.OTHER, rules.regulatory.source)
    gate = inputs.stated.gate
    seen = _mechanism_seen(inputs)
    if gate is None or gate.loss is RegulatoryLoss.NONE:
        told = "PVS1 is not used for a variant that acts by regulation."
        yield make.refused("PVS1", told, seen)
    elif inputs.mechanism is None:
        yield make.refused("PVS1", no_mechanism(inputs), seen)
    else:
        told = f"{gate.loss.value.capitalize()}; how strong that is has not been settled."
        yield make.possible("PVS1", told, seen)


def _lowered(branch: Branch, rules: EvidenceRules, steps: int) -> Branch:
    if not branch.strength:
        return branch
    return Branch(rules.weaker(branch.strength, steps), branch.sentence, branch.is_known)


def _told(one: SpliceOutcome, branch: Branch) -> str:
    name = f"PVS1 {branch.strength}" if branch.strength else "no PVS1"
    return f"{one.kind} in {one.transcript_id} (share {one.share:.2f}): {name}"


def _sites_seen(inputs: EvidenceInputs) -> dict[str, str]:
    return {"sites": "; ".join(f"{one.kind} {one.ref} to {one.alt}" for one in inputs.sites or ())}


def _mechanism_seen(inputs: EvidenceInputs) -> dict[str, str]:
    return {MECHANISM: "" if inputs.mechanism is None else inputs.mechanism.words}
