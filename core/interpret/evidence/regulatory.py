"""Codes of variants that act by regulation (Ellingford 2022, Genome Med 14:73, PMID 35850704).

Strengths of the single codes are not settled, so none of them is more than possible here. PVS1 is
in `pvs1`, frequencies of genomes in `population`, and the three questions in `assess`.
"""

from collections.abc import Iterator

from core.domain.evidence import Basis, Evidence
from core.domain.evidence_inputs import EvidenceInputs, KnownClass
from core.interpret.evidence.build import Maker
from core.interpret.evidence.known import changes_same_bases
from core.interpret.evidence.rules import EvidenceRules

_CLASSES = (KnownClass.PATHOGENIC, KnownClass.LIKELY_PATHOGENIC)
_OPEN = "how strong that is has not been settled"


def regulatory_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give PS1 at the base of a known pathogenic variant, PM1 in its element; else nothing.

    Of a variant with a gate, `known` are variants of the same element.
    """
    gate = inputs.stated.gate
    known = [
        one for one in inputs.known if one.classified in _CLASSES and one.variant != inputs.variant
    ]
    if gate is None or not known:
        return
    make = Maker(rules, Basis.KNOWN_VARIANT, rules.regulatory.source)
    weakest = rules.strengths[0].name
    here = [one for one in known if changes_same_bases(inputs.variant, one.variant)]
    for one in here[:1]:
        told = f"{one.variant.spelled_short} changes the same base ({one.classified}, {one.source})"
        yield make.possible("PS1", f"{told}; {_OPEN}.", strength=weakest)
    if gate.is_element_real.is_shown:
        names = ", ".join(one.variant.spelled_short for one in known)
        told = f"It lies in a proven element with known pathogenic variants ({names}); {_OPEN}."
        yield make.possible("PM1", told, {"element": gate.region}, strength=weakest)
