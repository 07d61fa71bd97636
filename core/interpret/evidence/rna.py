"""Codes of RNA assays as a person entered them (Walker 2023, AJHG 110:1046, table 4).

PVS1 (RNA): aberrant transcripts, as strong as the tree is for the observed one, lowered for a
leaky effect, a weak assay or a rescue transcript. BP7 (RNA), strong: a well-established assay shows
no change.
"""

from collections.abc import Iterator

from core.domain.evidence import ASSAY, MECHANISM, Basis, Evidence
from core.domain.evidence_inputs import EvidenceInputs
from core.domain.stated import AssayFinding, AssayMethod, RnaAssay
from core.interpret.evidence.build import Maker
from core.interpret.evidence.places import place_of
from core.interpret.evidence.pvs1 import loss_of, no_mechanism
from core.interpret.evidence.pvs1_tree import walk
from core.interpret.evidence.rules import EvidenceRules


def rna_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give a code of every assay, or why it gives none."""
    for assay in inputs.stated.assays:
        if assay.finding is AssayFinding.ABERRANT:
            yield _aberrant(inputs, assay, rules)
        else:
            yield _normal(inputs, assay, rules)


def missing_fields(assay: RnaAssay) -> tuple[str, ...]:
    """Name what has to be told of an assay before a code follows from it."""
    told = {
        "tissue or cells": bool(assay.tissue.strip()),
        "NMD inhibition, yes or no": assay.is_nmd_inhibited is not None,
        "allele-specific, yes or no": assay.is_allele_specific is not None,
        "the transcripts found": bool(assay.transcripts),
        "controls": bool(assay.controls.strip()),
        "a reference": bool(assay.reference.strip()),
    }
    if assay.finding is AssayFinding.ABERRANT:
        told["the quantified share"] = assay.lost_share is not None
    return tuple(name for name, is_told in told.items() if not is_told)


def share_hint(share: float, rules: EvidenceRules) -> str:
    """Say what one laboratory's scheme makes of a share of lost transcripts; a hint only."""
    if share > rules.rna.full_share.value:
        step = "the full step"
    elif share >= rules.rna.lower_share.value:
        step = "one step lower"
    else:
        step = "no code"
    return f"One laboratory's scheme gives {step} at {share:.0%} (hint only)."


def _aberrant(inputs: EvidenceInputs, assay: RnaAssay, rules: EvidenceRules) -> Evidence:
    make = Maker(rules, Basis.RNA, assay.reference)
    mechanism = "" if inputs.mechanism is None else inputs.mechanism.words
    seen = _seen(assay) | {MECHANISM: mechanism}
    if not mechanism:
        return make.refused("PVS1", no_mechanism(inputs), seen)
    strength, told = _strength(inputs, assay, rules)
    if assay.lost_share is not None:
        told += f" {share_hint(assay.lost_share, rules)}"
    if not strength:
        return make.refused("PVS1", told, seen)
    missing = missing_fields(assay)
    if missing:
        lacking = f"{told} Not told of the assay: {', '.join(missing)}."
        return make.possible("PVS1", lacking, seen, strength=strength)
    return make.suggested("PVS1", told, seen, strength=strength)


def _strength(inputs: EvidenceInputs, assay: RnaAssay, rules: EvidenceRules) -> tuple[str, str]:
    """Strength of an aberrant result, "" for none, and how it came about."""
    told = f"{assay.method} of {assay.tissue or 'tissue not told'} shows {_transcripts(assay)}."
    limits = []
    if assay.outcome is not None:
        branch = walk(loss_of(assay.outcome), inputs.stated, rules)
        told += f" {branch.sentence}"
        limits.append(branch.strength)
    if rules.strength(assay.strength) is not None:
        limits.append(assay.strength)
    elif assay.strength:
        told += f" {rules.identifier} has no strength {assay.strength}."
    if not limits:
        return "", f"{told} Neither the tree nor a person gives it a strength."
    strength = min(limits, key=rules.rank)
    strongest = rules.pvs1.branches.nmd
    is_full = assay.lost_share is not None and assay.lost_share > rules.rna.full_share.value
    if strength == strongest and not is_full:
        strength = rules.weaker(strength, 1)
        told += f" Not {strongest}: it is not shown that hardly any functional transcript is left."
    if strength and assay.method is AssayMethod.MINIGENE:
        steps = int(rules.rna.minigene_steps.value)
        strength = rules.weaker(strength, steps)
        told += f" A minigene counts {steps} step lower."
    return strength, told


def _normal(inputs: EvidenceInputs, assay: RnaAssay, rules: EvidenceRules) -> Evidence:
    make = Maker(rules, Basis.RNA, assay.reference)
    seen = _seen(assay)
    told = f"{assay.method} of {assay.tissue or 'tissue not told'} shows no change of splicing."
    is_changed = inputs.coding is not None and inputs.coding.changes_protein
    if is_changed and not assay.is_protein_effect_excluded:
        return make.refused("BP7", f"{told} The changed protein may still do harm.", seen)
    why = _why_weak(inputs, assay, rules)
    if why:
        return make.possible("BP7", f"{told} {why}", seen, strength=rules.rna.normal.strength)
    return make.suggested("BP7", told, seen, strength=rules.rna.normal.strength)


def _why_weak(inputs: EvidenceInputs, assay: RnaAssay, rules: EvidenceRules) -> str:
    place = place_of(inputs, rules.splicing)
    if inputs.coding is None and (place is None or not place.is_intronic):
        return "What it does to the protein is not known."
    if assay.method not in rules.rna.normal.methods:
        return f"{assay.method} alone is not established enough for BP7 (RNA)."
    if not assay.is_allele_specific:
        return "It is not shown that the allele itself is expressed at a normal level."
    missing = missing_fields(assay)
    return f"Not told of the assay: {', '.join(missing)}." if missing else ""


def _transcripts(assay: RnaAssay) -> str:
    return ", ".join(assay.transcripts) or "aberrant transcripts that are not described"


def _seen(assay: RnaAssay) -> dict[str, str]:
    return {
        ASSAY: assay.name,
        "method": assay.method.value,
        "tissue": assay.tissue,
        "NMD inhibited": _yes_no(assay.is_nmd_inhibited),
        "allele-specific": _yes_no(assay.is_allele_specific),
        "share lost": "not quantified" if assay.lost_share is None else f"{assay.lost_share:.2f}",
        "transcripts": ", ".join(assay.transcripts),
        "controls": assay.controls,
    }


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - what is told
    return "not told" if value is None else ("yes" if value else "no")
