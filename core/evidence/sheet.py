"""Everything about the evidence of one variant, as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from core.domain.evidence import Assessment, Basis, Classification, Evidence, EvidenceDecision
from core.domain.evidence_inputs import EvidenceInputs
from core.domain.interpretation import Interpretation
from core.evidence.gather import Gatherer
from core.interpret.evidence.assess import assess
from core.interpret.evidence.decisions import latest_decisions, with_decisions
from core.interpret.evidence.rules import EvidenceRules
from core.interpret.evidence.suggest import suggest
from core.store.case_store import CaseStore


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """What a panel, a report or the command line shows of a variant's evidence.

    Attributes
    ----------
    suggested
        What the rules say, whatever a person decided.
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
    recalled: tuple[str, ...] = field(default=())

    @property
    def decisions(self) -> dict[tuple[str, Basis], EvidenceDecision]:
        """The last decision of a person on each code that one was made on, by its key."""
        return latest_decisions(self.history)


def evidence_sheet(store: CaseStore, variant_id: int, rules: EvidenceRules) -> EvidenceSheet:
    """Give the evidence of a variant.

    Raises
    ------
    KeyError
        If the case has no variant with that id.
    """
    return evidence_sheets(store, [variant_id], rules)[variant_id]


def evidence_sheets(
    store: CaseStore,
    ids: Sequence[int],
    rules: EvidenceRules,
    interpreted: Mapping[int, Interpretation] | None = None,
) -> dict[int, EvidenceSheet]:
    """Give the evidence of many variants by id; the reference is opened once.

    `interpreted` hands over what was computed of them before.
    """
    with Gatherer(store, rules) as gatherer:
        inputs = gatherer.inputs(ids, interpreted or {})
    return {key: _sheet(store, key, found, rules) for key, found in inputs.items()}


def now() -> str:
    """Give the present in the form decisions are stored: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _sheet(
    store: CaseStore, variant_id: int, inputs: EvidenceInputs, rules: EvidenceRules
) -> EvidenceSheet:
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


def _today() -> date:
    return datetime.now(UTC).date()
