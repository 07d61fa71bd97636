"""Outcomes of splicing in words, for the window and the report."""

from collections.abc import Iterator, Sequence

from core.domain.consequence import NmdVerdict, OutcomeKind, SiteUse, SpliceOutcome
from core.domain.interpretation import Interpretation, TranscriptCoding
from core.interpret.context_words import context_gaps, context_lines, domain_words

_BY_EXON = (
    OutcomeKind.EXON_SKIPPING,
    OutcomeKind.PARTIAL_EXON_LOSS,
    OutcomeKind.INCREASED_INCLUSION,
    OutcomeKind.SITE_STRENGTHENED,
)


SPLICED_AS_EVER = "No aberrant transcript is predicted."
NOT_LOOKED_AT = "No splice engine has looked at this transcript: what becomes of it is not known."


def title(outcome: SpliceOutcome) -> str:
    """Kind, where, size, and the predicted share of the transcripts of the changed allele."""
    words = f"{outcome.kind.value.capitalize()}, {_where(outcome)}"
    if not outcome.kind.is_aberration:
        return f"{words} (no aberration)"
    bases = "base" if outcome.size == 1 else "bases"
    return f"{words}: {outcome.size:,} {bases}, {share(outcome)}"


def share(outcome: SpliceOutcome) -> str:
    """Predicted share, such as "about 60 % of this copy's RNA"."""
    return f"about {100 * outcome.share:.0f} % of this copy's RNA"


def spliced_as_ever(outcomes: Sequence[SpliceOutcome]) -> str:
    """Say how much of the changed copy's RNA is predicted to be spliced as ever, "" for all."""
    aberrant = sum(one.share for one in outcomes if one.kind.is_aberration)
    if not aberrant:
        return ""
    left = max(0.0, 1 - aberrant)
    return f"Spliced as ever: about {100 * left:.0f} % of this copy's RNA (predicted)."


def names(outcome: SpliceOutcome) -> str:
    """Predicted RNA and protein in HGVS, "" where there are none."""
    protein = "" if outcome.protein is None else outcome.protein.hgvs_p
    return " ".join(one for one in (outcome.hgvs_r, protein) if one)


def sites(outcome: SpliceOutcome) -> str:
    """The sites it rests on with their raw probabilities, in transcript order."""
    return "; ".join(_site(site) for site in outcome.sites)


def beside(outcome: SpliceOutcome, found: Interpretation) -> tuple[str, ...]:
    """Say what is known of people without the variant, and which domains are touched."""
    return context_lines(outcome, found.contexts.of(outcome))


def not_known(outcomes: Sequence[SpliceOutcome], found: Interpretation) -> tuple[str, ...]:
    """Say once for a transcript what is not known beside its outcomes."""
    gaps = (context_gaps(one, found.contexts.of(one)) for one in outcomes)
    return tuple(dict.fromkeys(line for lines in gaps for line in lines))


def no_domains(found: Interpretation) -> str:
    """Say why domains are not known where a protein is spoken of, "" where there is nothing to say."""
    why = found.contexts.why_no_domains
    proteins = (*(one.protein for one in found.outcomes), *(one.protein for one in found.coding))
    is_asked = any(one is not None for one in proteins)
    return f"Protein domains: not known: {why}." if why and is_asked else ""


def before_transcripts(found: Interpretation) -> tuple[str, ...]:
    """Say where a variant lies to transcripts that do not hold it."""
    held = {one.effect.transcript_id for one in found.coding}
    return tuple(
        dict.fromkeys(
            f"{one.gene_symbol} {one.transcript_id}: {one.sentence}"
            for one in found.utr
            if one.transcript_id not in held
        )
    )


def unspliced(one: TranscriptCoding, found: Interpretation) -> Iterator[str]:
    """Say what happens in a transcript where splicing stays as it is, and in its UTRs."""
    yield f"Where splicing stays as it is: {one.effect.sentence}"
    if one.nmd is not None and one.nmd.verdict is not NmdVerdict.NO_PREMATURE_STOP:
        yield one.nmd.sentence
    domains = found.contexts.coding.get(one.effect.transcript_id)
    if domains:
        yield domain_words(domains)
    for effect in found.utr:
        if effect.transcript_id == one.effect.transcript_id:
            yield effect.sentence


def _site(site: SiteUse) -> str:
    kind = f"{'' if site.is_annotated else 'new '}{site.kind}"
    return f"{kind} at {site.pos:,}: {site.ref:.2f} → {site.alt:.2f}"


def _where(outcome: SpliceOutcome) -> str:
    if outcome.kind is OutcomeKind.MULTI_EXON_SKIPPING:
        return f"exons {outcome.exon_numbers[0]} to {outcome.exon_numbers[-1]}"
    if outcome.kind in _BY_EXON or outcome.intron_number is None:
        return f"exon {outcome.exon_numbers[0]}"
    return f"intron {outcome.intron_number}"
