"""One candidate as a report tells it."""

from collections.abc import Mapping

from core.domain.candidate import Candidate
from core.domain.case import CaseInfo
from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore
from core.domain.transcript_name import TranscriptName
from core.report import engines, exons, explained, regulatory, words
from core.report.asked import unscored_lines, unscored_regulatory
from core.report.logo import attribution_svg
from core.report.sites import probabilities
from core.report.svg import EFFECT_MIN, variant_figure
from core.report.transcript_drawing import transcript_svg
from core.report.values import (
    CandidateReport,
    EffectLine,
    Figure,
    GenotypeLine,
    PlaceLine,
    ScoreTable,
)
from core.review import VariantDetail

N_FIGURES = 3
"""Genes of one variant whose probabilities are drawn."""


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
    told_motifs = explained.told_motifs(candidate.facts, detail.attributions)
    return CandidateReport(
        candidate=candidate,
        tracks=detail.tracks,
        hgvs_g=detail.hgvs_g,
        mark=detail.mark,
        note=detail.note,
        genotypes=_genotypes(candidate, info),
        places=_places(candidate, detail.names),
        names=detail.names,
        interpretation=detail.interpretation,
        scores=tuple(_score_table(score, detail) for score in candidate.facts.scores),
        not_scored=unscored_lines(candidate.facts),
        engine_sentences=engines.sentences(candidate.facts),
        engine_rows=engines.rows(candidate.facts) if engines.has_several(candidate.facts) else (),
        lookups=tuple(item.sentence for item in candidate.facts.lookups),
        together=_together(candidate),
        exons=exons.sentences(candidate.facts.exons),
        regulatory=regulatory.sentences(
            candidate.facts.regulatory,
            candidate.facts.regulatory_tail,
            told_motifs,
            info.tissues_of_interest,
        ),
        regulatory_not_scored=unscored_regulatory(candidate.facts),
        motifs=told_motifs,
        explanations=tuple(words.explanation(item) for item in detail.attributions),
        inheritance=words.inheritance(candidate.inheritance),
        partners=tuple(named.get(item, f"variant {item}") for item in candidate.partners),
        figures=_figures(detail) if with_figures else (),
        record="\n".join((detail.original_line, *(line for _, line in detail.merged))),
        genes=detail.genes,
        local=detail.local,
        rna=detail.rna,
        elements=detail.elements,
    )


def _together(candidate: Candidate) -> tuple[str, ...]:
    """What the ranked engine says, and another one where it says something of its own."""
    ranked = {one.run.engine_id for one in candidate.facts.engines[:1]}
    return tuple(
        words.together(item)
        for item in candidate.facts.haplotypes
        if item.is_notable or item.engine_id in ranked or not ranked
    )


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


def _places(candidate: Candidate, names: Mapping[str, TranscriptName]) -> tuple[PlaceLine, ...]:
    return tuple(
        PlaceLine(
            item.transcript.transcript_id,
            item.transcript.gene_symbol,
            item.transcript.mane.value,
            item.transcript.strand,
            words.place(item),
            names[item.transcript.transcript_id].words
            if item.transcript.transcript_id in names
            else "",
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
    transcripts = [Figure(item.title, transcript_svg(item)) for item in detail.drawings]
    logos = [
        Figure(
            f"Contribution of each base to {explained.contribution(item)}.",
            attribution_svg(item, detail),
        )
        for item in detail.attributions
    ]
    return (*transcripts, *drawn, *logos)
