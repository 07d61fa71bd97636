"""PS2 and PM6, PM3, and a hint at PP4, by the point tables of the SVI group.

De novo recommendation v1.1 and in trans recommendation v1.0: points of all patients are added up,
the sum has a strength.
"""

from collections.abc import Iterator, Sequence

from core.domain.evidence import Basis, Evidence
from core.domain.evidence_inputs import DeNovoCall, EvidenceInputs, KnownClass
from core.domain.gene_knowledge import KnownMode
from core.domain.stated import DeNovoCase, Partner, PartnerPhase, PhenotypeFit
from core.interpret.evidence.build import Maker
from core.interpret.evidence.code_rules import strength_of_sum
from core.interpret.evidence.rules import EvidenceRules


def de_novo_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give PS2 where a patient's parents are proven, else PM6, with the strength of the sum."""
    cases = _cases(inputs)
    call = inputs.family.de_novo
    make = Maker(rules, Basis.FAMILY, "; ".join(dict.fromkeys(one.source for one in cases)))
    if call is DeNovoCall.DOUBTFUL:
        told = "The calls of the trio leave it open whether it is new; confirm it."
        yield make.refused("PM6", told)
    if not cases:
        return
    code = "PS2" if any(one.is_confirmed for one in cases) else "PM6"
    unstated = [one for one in cases if one.fit is PhenotypeFit.UNKNOWN]
    sum_ = sum(_points(one, rules) for one in cases)
    seen = {"cases": "; ".join(_case_words(one, rules) for one in cases), "sum": f"{sum_:g}"}
    told = f"De novo in {len(cases)} patient{'s' if len(cases) > 1 else ''}: {sum_:g} points."
    strength = strength_of_sum(sum_, rules.de_novo.sums)
    if unstated:
        told += " How specific the phenotype is for the gene is not stated."
        least = strength or rules.de_novo.sums[0].strength
        if not strength:
            told += " It is offered at the least strength, for when that is stated."
        yield make.possible(code, told, seen, strength=least)
    elif strength:
        yield make.suggested(code, told, seen, strength=strength)
    else:
        yield make.refused(code, f"{told} Too few for a code.", seen)


def in_trans_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give PM3 from second alleles that are (likely) pathogenic; others never lift it."""
    partners = (*inputs.family.partners, *inputs.stated.partners)
    if not partners:
        return
    make = Maker(
        rules, Basis.FAMILY, "; ".join(dict.fromkeys(filter(None, map(_source, partners))))
    )
    points = [_partner_points(one, rules) for one in partners]
    homozygous = sum(
        value
        for one, value in zip(partners, points, strict=True)
        if one.phase is PartnerPhase.HOMOZYGOUS
    )
    sum_ = sum(points) - max(0.0, homozygous - rules.in_trans.homozygous_most)
    seen = {
        "second alleles": "; ".join(
            f"{_partner_words(one)} {value:g}" for one, value in zip(partners, points, strict=True)
        ),
        "sum": f"{sum_:g}",
        "inheritance": ", ".join(sorted(inputs.gene.modes)) or "not known",
    }
    yield _pm3(inputs, sum_, partners, rules, make, seen)


def phenotype_hint(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Tell how the phenotype matches the gene: a hint at PP4, without points."""
    if inputs.gene.is_phenotype_match is None:
        return
    make = Maker(rules, Basis.PHENOTYPE, inputs.gene.phenotype_words)
    matches = "match" if inputs.gene.is_phenotype_match else "do not match"
    told = (
        f"The patient's terms {matches} {inputs.gene.symbol} ({inputs.gene.phenotype_words}). A "
        "hint only: whether they are specific enough for PP4 is a person's judgement."
    )
    yield make.refused("PP4", told)


def _pm3(
    inputs: EvidenceInputs,
    sum_: float,
    partners: Sequence[Partner],
    rules: EvidenceRules,
    make: Maker,
    seen: dict[str, str],
) -> Evidence:
    if KnownMode.BIALLELIC not in inputs.gene.modes:
        told = (
            f"{inputs.gene.symbol} is not known for recessive disease ({inputs.gene.modes_source})."
            if inputs.gene.modes
            else f"No source at hand says how disease of {inputs.gene.symbol} is inherited."
        )
        return make.refused("PM3", told, seen)
    strength = strength_of_sum(sum_, rules.in_trans.sums)
    told = f"Second alleles: {'; '.join(map(_partner_words, partners))}; {sum_:g} points."
    if not strength:
        return make.refused("PM3", f"{told} {rules.in_trans.partner_source}", seen)
    return make.suggested("PM3", told, seen, strength=strength)


def _cases(inputs: EvidenceInputs) -> tuple[DeNovoCase, ...]:
    """The patient of the case where the calls say so, and those a person stated."""
    found = inputs.stated.de_novo_cases
    if inputs.family.de_novo is not DeNovoCall.YES:
        return found
    stated = inputs.stated.is_parentage_confirmed
    confirmed = inputs.family.is_parentage_confirmed if stated is None else stated
    here = DeNovoCase(inputs.stated.phenotype_fit, bool(confirmed), "calls of this trio")
    return (here, *found)


def _points(case: DeNovoCase, rules: EvidenceRules) -> float:
    rule = next((one for one in rules.de_novo.fits if one.fit is case.fit), None)
    if rule is None:
        return 0.0
    return rule.confirmed if case.is_confirmed else rule.assumed


def _case_words(case: DeNovoCase, rules: EvidenceRules) -> str:
    parents = "parents confirmed" if case.is_confirmed else "parents assumed"
    return f"{case.source}: {parents}, {case.fit}, {_points(case, rules):g}"


def _partner_points(partner: Partner, rules: EvidenceRules) -> float:
    if partner.rests_on_this:
        return 0.0
    if partner.phase is PartnerPhase.HOMOZYGOUS:
        return rules.in_trans.homozygous
    rule = next((one for one in rules.in_trans.partners if one.phase is partner.phase), None)
    if rule is None:
        return 0.0
    by_class = {
        KnownClass.PATHOGENIC.value: rule.pathogenic,
        KnownClass.LIKELY_PATHOGENIC.value: rule.likely_pathogenic,
    }
    return by_class.get(partner.classified, 0.0)


def _partner_words(partner: Partner) -> str:
    if partner.phase is PartnerPhase.HOMOZYGOUS:
        return "homozygous"
    mutual = ", its class counts this variant" if partner.rests_on_this else ""
    return f"{partner.name} ({partner.classified or 'not classified'}, {partner.phase}{mutual})"


def _source(partner: Partner) -> str:
    return partner.source
