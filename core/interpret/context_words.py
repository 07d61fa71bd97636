"""What is known beside a prediction, in sentences."""

from collections.abc import Iterable, Iterator, Sequence

from core.domain.consequence import SpliceOutcome
from core.domain.context import DomainLoss, ExonInclusion, OutcomeContext, SeenJunction
from core.domain.counting import counted


def context_lines(outcome: SpliceOutcome, context: OutcomeContext) -> tuple[str, ...]:
    """Give a sentence on each thing known; what is not known `context_gaps` tells."""
    return tuple(_lines(outcome, context))


def context_gaps(outcome: SpliceOutcome, context: OutcomeContext) -> tuple[str, ...]:
    """Give a sentence on each thing that is not known."""
    if not outcome.kind.is_aberration:
        return ()
    found = []
    if context.why_no_inclusion:
        found.append(
            f"Inclusion in people without the variant: not known: {context.why_no_inclusion}."
        )
    if context.why_not_seen:
        found.append(f"Junctions in people without the variant: {context.why_not_seen}.")
    return tuple(found)


def _lines(outcome: SpliceOutcome, context: OutcomeContext) -> Iterator[str]:
    if context.domains:
        yield domain_words(context.domains)
    if not outcome.kind.is_aberration:
        return
    for one in context.inclusion:
        yield inclusion_words(one)
    for seen in context.seen:
        yield seen_words(seen)


def inclusion_words(one: ExonInclusion) -> str:
    """Say in how many tissues and how far an exon is included."""
    name = "The exon as predicted" if one.exon_number is None else f"Exon {one.exon_number}"
    where = f"{name} ({one.start + 1:,}-{one.end:,})"
    if one.lowest is None or one.highest is None:
        return f"{where}: its inclusion is not known in any tissue (GTEx)."
    tissues = counted(one.n_tissues, "tissue")
    low = f"{one.lowest:.2f} ({one.lowest_tissue})"
    high = f"{one.highest:.2f} ({one.highest_tissue})"
    return f"{where} in people without the variant (GTEx, {tissues}): included {low} to {high}."


def seen_words(one: SeenJunction) -> str:
    """Say how often a junction was seen, and as what."""
    counts = []
    if one.samples is not None:
        counts.append(counted(int(one.samples), "sample"))
    if one.reads is not None:
        counts.append(counted(int(one.reads), "read"))
    told = " with ".join(counts) or "an unknown number of samples"
    place = f"junction {one.start + 1:,}-{one.end:,}"
    return f"Seen in {told} without the variant: {one.event} ({place}; {one.source})."


def domain_words(losses: Sequence[DomainLoss]) -> str:
    """Say what of which domain is lost or changed."""
    return f"Domains touched: {'; '.join(domain_names(losses))}."


def domain_names(losses: Iterable[DomainLoss]) -> tuple[str, ...]:
    """Give each domain with how much of it is touched, such as "Kinase (30 of 250 amino acids)"."""
    return tuple(map(_named, losses))


def _named(one: DomainLoss) -> str:
    if one.n_put_in:
        return f"{one.name} ({counted(one.n_put_in, 'amino acid')} put into its {one.n_all:,})"
    share = f"{one.n_lost:,} of {one.n_all:,} amino acids"
    return f"{one.name} ({share}, {one.n_lost / one.n_all:.0%}, lost or changed)"
