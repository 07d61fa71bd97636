"""Job: signs, panels or the relatives that count are changed, and the list is ranked anew."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from core.domain.case import RELATIVES_LEFT_OUT, CaseInfo
from core.errors import UsageError
from core.job import Progress
from core.own_rules import tissue_rules
from core.pipeline.opened import open_case
from core.pipeline.panels import demand_chosen, put_panels
from core.pipeline.patient_terms import PatientTerms, checked_terms
from core.pipeline.rank import Ranker
from core.pipeline.spec import PatientChange
from core.sources.panels import read_panel


def change_patient(
    case: Path, change: PatientChange, owner_token: str | None = None
) -> Generator[Progress, None, CaseInfo]:
    """Change what is known of the patient and rank once; gives what the case says of itself then.

    Raises
    ------
    InputFileError
        If a file is no panel; then nothing is changed.
    UsageError
        For an unknown term, a sign both present and absent, or a panel the case does not have;
        then nothing is changed.
    """
    yield Progress("reading panels")
    panels = [read_panel(path) for path in change.add_panels]
    terms = None
    if change.hpo is not None or change.hpo_absent is not None:
        terms = yield from checked_terms(change.hpo or (), change.hpo_absent or ())
    with open_case(case, owner_token) as store:
        demand_chosen(store, change.remove_panels)
        info = store.info()
        if terms is not None:
            before = yield from _terms_of(info)
            info = _with_terms(info, terms, before)
            store.update_info(info)
        if change.tissues is not None:
            info = yield from _with_tissues(info, change.tissues)
            store.update_info(info)
        if change.is_patient_alone is not None:
            info = _seen(info, is_alone=change.is_patient_alone)
            store.update_info(info)
        put_panels(store, panels, change.remove_panels)
        if store.engine_runs():
            yield Progress("ranking")
            Ranker(store).rank()
    return info


def _with_tissues(info: CaseInfo, chosen: tuple[str, ...]) -> Generator[Progress, None, CaseInfo]:
    """Choose tissues; with none, those of the signs, which a case of an older format lacks."""
    of_signs = info.tissues
    if not chosen:
        terms = yield from _terms_of(info)
        of_signs = terms.tissues or of_signs
    return replace(info, chosen_tissues=_known_tissues(chosen), tissues=of_signs)


def _known_tissues(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a tissue that the rule set does not have."""
    known = tissue_rules().names
    for one in asked:
        if one not in known:
            raise UsageError(f"{one} is no tissue of interest.", f"Choose of: {'; '.join(known)}.")
    return tuple(dict.fromkeys(asked))


def _seen(info: CaseInfo, *, is_alone: bool) -> CaseInfo:
    """Leave relatives out, or not; the warning that says so comes first."""
    kept = tuple(text for text in info.warnings if text != RELATIVES_LEFT_OUT)
    told = (RELATIVES_LEFT_OUT, *kept) if is_alone else kept
    return replace(info, is_patient_alone=is_alone, warnings=told)


def _terms_of(info: CaseInfo) -> Generator[Progress, None, PatientTerms]:
    """The terms the case has; none where this release of the ontology no longer knows them."""
    try:
        return (yield from checked_terms(info.hpo_terms, info.hpo_absent))
    except UsageError:
        return PatientTerms()


def _with_terms(info: CaseInfo, terms: PatientTerms, before: PatientTerms) -> CaseInfo:
    """Put other terms in; the hint on the former ones goes, that on the new ones comes."""
    kept = tuple(text for text in info.warnings if text not in before.hints)
    return replace(
        info,
        hpo_terms=tuple(term.term_id for term in terms.present),
        hpo_absent=tuple(term.term_id for term in terms.absent),
        hpo_names=terms.names,
        tissues=terms.tissues,
        warnings=(*kept, *terms.hints),
    )
