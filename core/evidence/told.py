"""What evidence is suggested for the first candidates, told beside the reasons of their rank."""

from collections.abc import Sequence

from core.domain.candidate import Candidate, Reason
from core.domain.evidence import Evidence
from core.evidence.gather import Gatherer
from core.evidence.profiles import evidence_profile
from core.interpret.evidence.suggest import suggest
from core.store.case_store import CaseStore

TOPIC = "evidence"
N_TOLD = 50
"""Candidates from the top of the list that are told of."""


def evidence_reasons(store: CaseStore, candidates: Sequence[Candidate]) -> dict[int, Reason]:
    """Give a sentence by variant id, for those of the first candidates with a suggested code.

    It moves no rank: codes rest on what the other reasons count already.
    """
    rules = evidence_profile().rules
    found = {}
    with Gatherer(store, rules) as gatherer:
        for one in candidates[:N_TOLD]:
            inputs = gatherer.of(one.facts, one, one.facts.interpretation)
            codes = [code for code in suggest(inputs, rules) if code.is_counted]
            if codes:
                found[one.facts.variant_id] = Reason(TOPIC, _sentence(codes), 0.0)
    return found


def _sentence(codes: Sequence[Evidence]) -> str:
    """Name the codes without a sum: the sentence is kept while a person decides about them."""
    named = ", ".join(f"{code.name} {code.strength}" for code in codes)
    return f"Codes suggested when it was ranked: {named}. What counts now stands with its evidence."
