"""The decision tree of PVS1 (Abou Tayoun 2018, Hum Mutat 39:1517; amendments of Walker 2023).

It takes the consequence as it is drawn: what the lost or changed sequence makes of transcript and
protein. What nobody knows ends the tree without a code.
"""

from dataclasses import dataclass

from core.domain.consequence import Nmd, NmdVerdict, ProteinChange
from core.domain.stated import RegionRole, StartLoss, Stated
from core.interpret.evidence.code_rules import Pvs1Rules
from core.interpret.evidence.rules import EvidenceRules

_SHOWN_FROM = 0.005
"""Share of a protein below which it is written as less than 1 %."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What becomes of the protein; `touches_coding` False where only untranslated bases change."""

    protein: ProteinChange | None
    nmd: Nmd | None
    touches_coding: bool = True
    why_unknown: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """An end of the tree.

    `strength` is "" where PVS1 does not apply; with `is_known` False it may apply, yet nobody
    can tell.
    """

    strength: str
    sentence: str
    is_known: bool = True


def walk(loss: Loss, stated: Stated, rules: EvidenceRules) -> Branch:
    """Give the end of the tree for one consequence in a transcript that counts."""
    role = stated.region or RegionRole("")
    branch = _branch(loss, role, stated.start_loss, rules.pvs1)
    if role.has_rescue and branch.strength:
        steps = int(rules.pvs1.rescue_steps.value)
        told = f"{branch.sentence} A rescue transcript is plausible: {steps} step lower."
        return Branch(rules.weaker(branch.strength, steps), told)
    return branch


def _branch(loss: Loss, role: RegionRole, start: StartLoss | None, rules: Pvs1Rules) -> Branch:
    if not loss.touches_coding:
        return _untranslated(role)
    protein, nmd = loss.protein, loss.nmd
    if protein is None:
        why = loss.why_unknown or "the changed protein is not known"
        return Branch("", f"The tree cannot be walked: {why}.", is_known=False)
    if protein.is_start_lost:
        return _start_lost(start, rules)
    if nmd is None or nmd.verdict is NmdVerdict.UNKNOWN:
        return Branch("", "Whether the transcript decays is not known.", is_known=False)
    if nmd.verdict is NmdVerdict.EXPECTED:
        return Branch(rules.branches.nmd, f"{nmd.sentence}")
    if protein.is_stop_lost and nmd.verdict is NmdVerdict.NO_PREMATURE_STOP:
        return Branch("", "The stop codon is lost, which the tree does not cover.", is_known=False)
    return _kept_protein(protein, nmd, role, rules)


def _untranslated(role: RegionRole) -> Branch:
    if role.is_expression_critical:
        told = f"Only untranslated sequence changes, needed for expression ({role.source})."
        return Branch("", told, is_known=False)
    return Branch("", "Only untranslated sequence changes: PVS1 does not apply.")


def _start_lost(start: StartLoss | None, rules: Pvs1Rules) -> Branch:
    if start is None or start.has_other_start is None:
        told = "The start is lost; whether another transcript starts elsewhere is not stated."
        return Branch("", told, is_known=False)
    if start.has_other_start:
        told = f"Another functional transcript has its own start ({start.source})."
        return Branch("", told)
    if start.has_pathogenic_before_next_start:
        told = f"Start lost; a pathogenic variant lies before the next start ({start.source})."
        return Branch(rules.start_lost.with_pathogenic, told)
    told = "Start lost; no pathogenic variant is known before the next start."
    return Branch(rules.start_lost.without, told)


def _kept_protein(protein: ProteinChange, nmd: Nmd, role: RegionRole, rules: Pvs1Rules) -> Branch:
    """The frame stays, or decay is escaped: what counts is the part that goes."""
    what = "Frame kept" if nmd.verdict is NmdVerdict.NO_PREMATURE_STOP else nmd.sentence.rstrip(".")
    if role.is_critical:
        told = f"{what}; the region is critical to function ({role.source})."
        return Branch(rules.branches.critical, told)
    common = _common(role, rules)
    if common >= rules.lof_variants.value:
        told = (
            f"{what}; {common} loss-of-function variants of the exon are common in the population "
            f"({role.source}): PVS1 does not apply."
        )
        return Branch("", told)
    lost = protein.lost_fraction
    little = 0 < lost < _SHOWN_FROM
    share = f"{'less than 1%' if little else f'{lost:.0%}'} of the protein lost"
    caution = " One loss-of-function variant of the exon is common." if common else ""
    unknown = " Its role is not known." if role.is_critical is None else ""
    if protein.lost_fraction > rules.lost_fraction.value:
        return Branch(rules.branches.more_lost, f"{what}; {share}.{unknown}{caution}")
    return Branch(rules.branches.less_lost, f"{what}; {share}.{unknown}{caution}")


def _common(role: RegionRole, rules: Pvs1Rules) -> int:
    return sum(one > rules.lof_frequency.value for one in role.lof_frequencies or ())
