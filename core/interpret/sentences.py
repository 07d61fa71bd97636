"""What is predicted for a variant, in plain words."""

from collections.abc import Sequence

from core.domain.candidate import Facts, Lane
from core.domain.exon_score import ExonScore
from core.domain.score import NotScoredReason
from core.domain.transcript import Region, TranscriptPosition
from core.interpret.alleles import change_of
from core.interpret.change_class import LONGEST, change_class
from core.interpret.effects import GeneEffect, SiteChange
from core.interpret.position import most_severe

_NOTHING_TO_SCORE = {NotScoredReason.OUTSIDE_GENES, NotScoredReason.MITOCHONDRIAL}
_MOST_TOLD = 4
SPLICING_WAITS = "Splicing has not been scored yet."
"""What is said where other engines were asked already."""


def effect_sentence(effect: GeneEffect, chrom: str, mention: float) -> str:
    """What the engine predicts in one gene, strongest first.

    Deltas below `mention`, or below a tenth of the strongest, stay unsaid.
    """
    least = max(mention, effect.max_delta / 10)
    told = [change for change in effect.changes if change.value >= least][:_MOST_TOLD]
    gene = f" in {effect.gene_symbol}" if effect.gene_symbol else ""
    if not told:
        return f"No change of splicing predicted{gene} (largest delta {effect.max_delta:.2f})."
    phrases = "; ".join(site_phrase(change, chrom) for change in told)
    text = f"{phrases[0].upper()}{phrases[1:]}{gene}."
    exon = effect.new_exon
    if exon is None:
        return text
    return f"{text} Both new sites together make an exon of {exon.size} bases in the intron."


def site_phrase(change: SiteChange, chrom: str) -> str:
    """Effect, value, distance in the direction of the transcript, genome position, kind of site."""
    where = f"{chrom}:{change.pos:,}"
    effect = f"{change.effect.value} {change.value:.2f}"
    return f"{effect}{_along(change)} at {where} ({kind_phrase(change)})"


def kind_phrase(change: SiteChange) -> str:
    """What the site is to the loaded transcripts."""
    if change.effect.is_gain:
        return "strengthens an existing site" if change.is_annotated else "new site"
    return "annotated site" if change.is_annotated else "weakens a site no loaded transcript uses"


def place_phrase(place: TranscriptPosition) -> str:
    """The region in words, with site, gene and the number of intron or exon."""
    transcript = place.transcript
    gene = transcript.gene_symbol or transcript.transcript_id
    site = f" ({place.site})" if place.site and place.region in _AT_A_SITE else ""
    if place.intron_number is not None and place.region not in _EXONIC:
        return f"{place.region_words}{site}, intron {place.intron_number} of {gene}"
    return f"{place.region_words}{site}, exon {place.exon_number} of {gene}"


def not_scored_sentence(facts: Facts, lane: Lane) -> str:
    """Why splicing has no score, what other engines say, and who has to look."""
    reasons, exon = splicing_refusals(facts), strongest_exon(facts.exons)
    told = [_splicing(facts, reasons, exon)]
    place = most_severe(facts.positions)
    if lane is Lane.NEEDS_EYES and place is not None:
        told.append(f"It touches the {place_phrase(place)}.")
    if reasons and exon is not None:
        told.append(exon_sentence(exon))
    if facts.regulatory:
        told.append(regulatory_sentence(facts))
    if lane is Lane.NEEDS_EYES or not _NOTHING_TO_SCORE.issuperset(reasons):
        told.append("A person must look at it.")
    return " ".join(told)


def splicing_refusals(facts: Facts) -> tuple[NotScoredReason, ...]:
    """Why engines of splice sites gave no score, each reason once; () where none was asked yet."""
    reasons = (item.reason for item in facts.not_scored)
    return tuple(dict.fromkeys(reason for reason in reasons if reason.is_of_splicing))


_BESIDE = "Both alleles were read with the neighbours that lie on the same chromosome copy."


def regulatory_sentence(facts: Facts) -> str:
    """What engines of regulatory sequence that were asked see, and whether neighbours were read too."""
    tail = facts.regulatory_tail
    of_what = "them"
    if change_class(change_of(facts.variant)) is None:
        of_what = f"changes of more than {LONGEST} bases"
    told = f"Engines of regulatory sequence gave numbers; what is usual for {of_what} was not measured."
    if tail is not None:
        told = tail.sentence
    if any(one.neighbours and one.neighbours.beside for one in facts.regulatory):
        told = f"{told} {_BESIDE}"
    return told


def strongest_exon(exons: Sequence[ExonScore]) -> ExonScore | None:
    """The exon whose inclusion changes most, None for none."""
    return max(exons, key=lambda exon: abs(exon.delta_logit_psi), default=None)


def exon_sentence(exon: ExonScore) -> str:
    """What an engine of whole exons says of one exon, with its number."""
    return (
        f"{exon.engine_title}: {exon.phrase} (delta logit PSI {exon.delta_logit_psi:+.2f}, not "
        "calibrated)."
    )


def rescued_sentence(facts: Facts) -> str:
    """What is said of a variant that no gate may leave out."""
    unjudged = "" if facts.scores else " No network judges it there."
    return f"{facts.rescued}{unjudged} A person must look at it."


def gap_sentence(effect: GeneEffect) -> str:
    """What is said of a variant on a splice site of a gene that the score of another hides."""
    place = effect.place
    where = "" if place is None else f" It touches the {place_phrase(place)}."
    return f"Not scored in {effect.gene_symbol}, only in another gene.{where} A person must look at it."


def unscored_sentence(facts: Facts) -> str:
    """What is said of splicing in a gene that was not scored, where something else is told of it."""
    if facts.scores:
        return "Splicing was looked at in another gene only."
    return not_scored_sentence(facts, Lane.UNSCORED)


_AT_A_SITE = {Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE, Region.NEAR_SPLICE}
_EXONIC = {
    Region.EXON_EDGE,
    Region.CODING,
    Region.UTR5,
    Region.UTR3,
    Region.NON_CODING_EXON,
}


def _along(change: SiteChange) -> str:
    if change.offset == 0:
        return ""
    is_downstream = (change.offset > 0) == (change.strand == "+")
    n_bases = abs(change.offset)
    bases = "base" if n_bases == 1 else "bases"
    return f", {n_bases:,} {bases} {'downstream' if is_downstream else 'upstream'}"


def _splicing(facts: Facts, reasons: Sequence[NotScoredReason], exon: ExonScore | None) -> str:
    """What was found of splicing, or that it waits."""
    if reasons:
        subject = "Splicing not scored" if facts.regulatory else "Not scored"
        return f"{subject}: {' and '.join(reason.sentence for reason in reasons)}."
    if exon is not None:
        subject = "Of splicing, only" if facts.regulatory else "Only"
        return f"{subject} {exon.engine_title} has scored it: {exon.phrase} (not calibrated)."
    if facts.regulatory or facts.not_scored:
        return SPLICING_WAITS
    return "Not scored yet."
