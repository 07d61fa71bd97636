"""Freezing a case into one `ReportData`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core import review
from core.domain.candidate import Mark
from core.domain.case import CaseInfo
from core.domain.counting import counted, verb
from core.domain.ledger import Ledger
from core.elements import unranked_distal
from core.evidence import evidence_profile, evidence_sheets
from core.interpret.panels import missing_genes
from core.ranked import outdated_ranking
from core.report import words
from core.report.candidate import candidate_report
from core.report.limits import LIMITS
from core.report.method import describe_method
from core.report.others import other_report
from core.report.unlisted import unlisted
from core.report.values import (
    CandidateReport,
    PhenotypeTerm,
    ReportData,
)
from core.review import VariantDetail
from core.samples import sample_page
from core.store.case_store import CaseStore
from core.version import VERSION

N_UNMARKED = 10
"""Candidates reported where the person marked none."""


def freeze(
    store: CaseStore,
    *,
    variant_ids: Sequence[int] | None = None,
    generated_at: str,
) -> ReportData:
    """Give everything a report says about a case at this moment.

    Parameters
    ----------
    variant_ids
        Variants to report; by default those marked for the report, and where none is marked the
        first ten of the list, which the report then says.
    generated_at
        ISO 8601 with offset.
    """
    info, listed, marks = store.info(), store.candidate_ids(), store.marks()
    chosen, selection = _select(variant_ids, listed, marks)
    dismissed = [item for item in listed if marks.get(item, (Mark.NONE, ""))[0] is Mark.DISMISSED]
    accounted = store.ledger()
    if not chosen:
        selection = " ".join((selection, *words.unscored(accounted, store.primary_engine())))
    not_listed = unlisted(store)
    reports = _reports(store, chosen, info, with_figures=True)
    return ReportData(
        info=info,
        program_version=VERSION,
        generated_at=generated_at,
        people=tuple(words.person(info.pedigree, item) for item in info.pedigree.individuals),
        phenotypes=_phenotypes(info),
        build=words.build(info.proof),
        method=describe_method(store, accounted),
        ledger=accounted,
        ledger_sentences=(*words.ledger(accounted), *not_listed),
        warnings=(
            *outdated_ranking(store),
            *_warnings(info, accounted, store.primary_engine()),
            *_panel_warnings(store),
        ),
        selection=" ".join((selection, *not_listed)),
        distal=unranked_distal(store),
        candidates=reports,
        dismissed=_reports(
            store, [item for item in dismissed if item not in chosen], info, with_figures=False
        ),
        n_listed=len(listed),
        limits=LIMITS,
        gene_sources=store.gene_sources.all(),
        local_sources=store.local_values.sources(),
        rna_sources=store.rna.sources(),
        sample_checks=_sample_checks(store),
        others=other_report(store, [one.candidate.gene_symbol for one in reports]),
    )


def _select(
    asked: Sequence[int] | None,
    listed: Sequence[int],
    marks: Mapping[int, tuple[Mark, str]],
) -> tuple[list[int], str]:
    of_list = f"of {words.number(len(listed))} in the list"
    if asked is not None:
        chosen = [item for item in listed if item in set(asked)]
        return chosen, f"{counted(len(chosen), 'candidate')} {of_list}, chosen for this report."
    chosen = [item for item in listed if marks.get(item, (Mark.NONE, ""))[0] is Mark.REPORT]
    if chosen:
        n_chosen = verb(len(chosen), "candidate", f"{len(chosen):,} candidates")
        were = verb(len(chosen), "was", "were")
        return chosen, f"The {n_chosen} {of_list} that {were} marked for the report."
    chosen = [item for item in listed if marks.get(item, (Mark.NONE, ""))[0] is Mark.NONE]
    chosen = chosen[:N_UNMARKED]
    if not chosen:
        return [], "The list holds no candidate to report."
    return chosen, (
        f"No candidate was marked for the report: the first {len(chosen)} {of_list} that were not "
        "dismissed are shown, chosen by the program and not by a person."
    )


def _phenotypes(info: CaseInfo) -> tuple[PhenotypeTerm, ...]:
    present = [PhenotypeTerm(term, info.term_name(term)) for term in info.hpo_terms]
    absent = [PhenotypeTerm(term, info.term_name(term), is_absent=True) for term in info.hpo_absent]
    return (*present, *absent)


def _sample_checks(store: CaseStore) -> tuple[str, ...]:
    page = sample_page(store)
    return () if page is None else page.summary


def _warnings(info: CaseInfo, accounted: Ledger, primary: str) -> tuple[str, ...]:
    unfinished = () if info.is_complete else ("Reading the variant file has not finished.",)
    return (
        *words.unscored(accounted, primary),
        *unfinished,
        *info.warnings,
        *accounted.discrepancies(),
    )


def _panel_warnings(store: CaseStore) -> Iterator[str]:
    known = store.gene_symbols()
    for panel in store.panels():
        if missing := missing_genes(panel, known):
            yield (
                f"Panel {panel.title}: {', '.join(missing)} "
                f"{verb(len(missing), 'is', 'are')} not in the gene models of the case, so never "
                "matched."
            )


def _reports(
    store: CaseStore, ids: Sequence[int], info: CaseInfo, *, with_figures: bool
) -> tuple[CandidateReport, ...]:
    details = [review.detail(store, item) for item in ids]
    interpreted = {item.facts.variant_id: item.interpretation for item in details}
    rules = evidence_profile().rules
    sheets = evidence_sheets(store, tuple(interpreted), rules, interpreted)
    wanted = sorted({partner for item in details for partner in _partners(item)})
    spelled = {item.variant_id: item.variant.spelled for item in store.variants(wanted)}
    return tuple(
        replace(
            candidate_report(item, info, with_figures=with_figures, partners=spelled),
            evidence=sheets[item.facts.variant_id],
        )
        for item in details
    )


def _partners(detail: VariantDetail) -> tuple[int, ...]:
    return detail.candidate.partners if detail.candidate else ()
