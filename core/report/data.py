"""Freezing a case into one `ReportData`."""

from collections.abc import Iterator, Mapping, Sequence

from core import review
from core.domain.candidate import Candidate, Mark
from core.domain.case import CaseInfo
from core.domain.counting import counted, verb
from core.domain.ledger import Ledger
from core.domain.score import (
    NotScored,
    NotScoredReason,
    SpliceDelta,
    SpliceEffect,
    SpliceScore,
)
from core.interpret.panels import missing_genes
from core.report import engines, exons, words
from core.report.limits import LIMITS
from core.report.logo import attribution_svg
from core.report.method import describe_method
from core.report.others import other_report
from core.report.sites import probabilities
from core.report.svg import EFFECT_MIN, variant_figure
from core.report.unlisted import unlisted
from core.report.values import (
    CandidateReport,
    EffectLine,
    Figure,
    GenotypeLine,
    PhenotypeTerm,
    PlaceLine,
    ReportData,
    ScoreTable,
)
from core.review import VariantDetail
from core.samples import sample_page
from core.store.case_store import CaseStore
from core.version import VERSION

__all__ = ["LIMITS", "ReportData", "candidate_report", "freeze"]

N_UNMARKED = 10
"""Candidates reported where the person marked none."""

N_FIGURES = 3
"""Genes of one variant whose probabilities are drawn."""


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
            *_warnings(info, accounted, store.primary_engine()),
            *_panel_warnings(store),
        ),
        selection=" ".join((selection, *not_listed)),
        candidates=reports,
        dismissed=_reports(
            store, [item for item in dismissed if item not in chosen], info, with_figures=False
        ),
        n_listed=len(listed),
        limits=LIMITS,
        gene_sources=store.gene_sources.all(),
        local_sources=store.local_values.sources(),
        sample_checks=_sample_checks(store),
        others=other_report(store, [one.candidate.gene_symbol for one in reports]),
    )


def candidate_report(
    detail: VariantDetail,
    info: CaseInfo,
    *,
    with_figures: bool,
    partners: Mapping[int, str] | None = None,
) -> CandidateReport:
    """Give one candidate in words; `partners` spells the variants it pairs with, by id.

    Raises
    ------
    KeyError
        If the variant is not in the list.
    """
    candidate = detail.candidate
    if candidate is None:
        raise KeyError(detail.facts.variant_id)
    named = partners or {}
    return CandidateReport(
        candidate=candidate,
        tracks=detail.tracks,
        hgvs_g=detail.hgvs_g,
        mark=detail.mark,
        note=detail.note,
        genotypes=_genotypes(candidate, info),
        places=_places(candidate),
        scores=tuple(_score_table(score, detail) for score in candidate.facts.scores),
        not_scored=_not_scored(candidate),
        engine_sentences=engines.sentences(candidate.facts),
        engine_rows=engines.rows(candidate.facts) if engines.has_several(candidate.facts) else (),
        lookups=tuple(item.sentence for item in candidate.facts.lookups),
        together=_together(candidate),
        exons=exons.sentences(candidate.facts.exons),
        explanations=tuple(words.explanation(item) for item in detail.attributions),
        inheritance=words.inheritance(candidate.inheritance),
        partners=tuple(named.get(item, f"variant {item}") for item in candidate.partners),
        figures=_figures(detail) if with_figures else (),
        record="\n".join((detail.original_line, *(line for _, line in detail.merged))),
        genes=detail.genes,
        local=detail.local,
    )


def _not_scored(candidate: Candidate) -> tuple[str, ...]:
    """One sentence per reason, with the engines that give it."""
    engines_of: dict[tuple[NotScoredReason, str], list[str]] = {}
    for item in candidate.facts.not_scored:
        engines_of.setdefault((item.reason, item.detail), []).append(item.engine_id)
    return tuple(
        words.not_scored(NotScored(", ".join(sorted(names)), reason, detail))
        for (reason, detail), names in engines_of.items()
    )


def _together(candidate: Candidate) -> tuple[str, ...]:
    """What the ranked engine says, and another one where it says something of its own."""
    ranked = {one.run.engine_id for one in candidate.facts.engines[:1]}
    return tuple(
        words.together(item)
        for item in candidate.facts.haplotypes
        if item.is_notable or item.engine_id in ranked or not ranked
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
    wanted = sorted({partner for item in details for partner in _partners(item)})
    spelled = {item.variant_id: item.variant.spelled for item in store.variants(wanted)}
    return tuple(
        candidate_report(item, info, with_figures=with_figures, partners=spelled)
        for item in details
    )


def _partners(detail: VariantDetail) -> tuple[int, ...]:
    return detail.candidate.partners if detail.candidate else ()


def _genotypes(candidate: Candidate, info: CaseInfo) -> tuple[GenotypeLine, ...]:
    people = info.pedigree.individuals
    return tuple(
        GenotypeLine(
            person.name,
            words.role(info.pedigree, person),
            words.call(genotype),
            words.call_evidence(genotype),
        )
        for person, genotype in zip(people, candidate.facts.genotypes, strict=True)
    )


def _places(candidate: Candidate) -> tuple[PlaceLine, ...]:
    return tuple(
        PlaceLine(
            item.transcript.transcript_id,
            item.transcript.gene_symbol,
            item.transcript.mane.value,
            item.transcript.strand,
            words.place(item),
        )
        for item in candidate.facts.positions
    )


def _score_table(score: SpliceScore, detail: VariantDetail) -> ScoreTable:
    pos = detail.facts.variant.pos
    tracks = [item for item in detail.tracks if item.transcript_id == score.transcript_id]
    lines = []
    for effect in SpliceEffect:
        raw, offset = score.delta.of(effect)
        masked, masked_offset = score.masked.of(effect)
        wide, wide_offset = _of(score.wide, effect)
        before, after = probabilities(tracks, effect, offset)
        lines.append(
            EffectLine(
                effect=effect.value,
                raw=raw,
                raw_site=pos + offset,
                masked=masked,
                masked_site=pos + masked_offset,
                wide=wide,
                wide_site=None if wide_offset is None else pos + wide_offset,
                ref=before,
                alt=after,
            )
        )
    return ScoreTable(
        score.transcript_id,
        score.gene_symbol,
        score.strand,
        score.delta.distance,
        score.wide.distance if score.wide else None,
        tuple(lines),
    )


def _of(delta: SpliceDelta | None, effect: SpliceEffect) -> tuple[float | None, int | None]:
    return (None, None) if delta is None else delta.of(effect)


def _figures(detail: VariantDetail) -> tuple[Figure, ...]:
    ordered = sorted(detail.facts.scores, key=lambda item: -item.delta.max_delta)
    told = [item for item in ordered if item.delta.max_delta >= EFFECT_MIN] or ordered[:1]
    drawn = [
        Figure(
            f"Predicted acceptor and donor sites around the variant in {score.gene_symbol} "
            f"({score.transcript_id}).",
            variant_figure(detail, transcript_id=score.transcript_id),
        )
        for score in told[:N_FIGURES]
    ]
    if not drawn:
        drawn = [Figure("Genes around the variant.", variant_figure(detail))]
    logos = [
        Figure(
            f"Contribution of each base to the site of the {words.explanation(item)}.",
            attribution_svg(item, detail),
        )
        for item in detail.attributions
    ]
    return (*drawn, *logos)
