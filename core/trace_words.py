"""Calls, places and scores in the words of a trace."""

from collections.abc import Mapping

from core.domain.candidate import Facts
from core.domain.consensus import EngineLabel
from core.domain.counting import counted
from core.domain.regulatory import RegulatoryScore
from core.domain.sample import Genotype, Zygosity
from core.domain.score import SpliceScore
from core.domain.transcript import Region
from core.regulation import told_first


def describe_genotype(genotype: Genotype) -> str:
    """Words and numbers of one call; what is missing is left out, a no-call says so."""
    if genotype.zygosity is Zygosity.UNKNOWN:
        return genotype.words
    parts = [genotype.words]
    if genotype.ref_depth is not None and genotype.alt_depth is not None:
        total = counted(genotype.ref_depth + genotype.alt_depth, "read")
        parts.append(f"{genotype.alt_depth} of {total}")
    if genotype.quality is not None:
        parts.append(f"quality {genotype.quality}")
    return ", ".join(parts)


def describe_place(known: Facts) -> str:
    """The nearest gene and splice site."""
    if not known.positions:
        return Region.INTERGENIC
    best = known.positions[0]
    distance = best.distance_to_splice_site
    far = (
        ""
        if distance is None
        else f", {counted(distance, 'base')} from the nearest {best.site} site"
    )
    return (
        f"{best.transcript.gene_symbol} {best.transcript.transcript_id}: {best.region_words}{far}"
    )


def describe_score(score: SpliceScore) -> str:
    """Four raw deltas with the window they were searched in."""
    delta = score.delta
    return (
        f"{score.gene_symbol}: acceptor gain {delta.acceptor_gain:.2f}, acceptor loss "
        f"{delta.acceptor_loss:.2f}, donor gain {delta.donor_gain:.2f}, donor loss "
        f"{delta.donor_loss:.2f} (raw, within {counted(delta.distance, 'base')})"
    )


def describe_regulatory(
    score: RegulatoryScore, labels: Mapping[str, EngineLabel], tissues: tuple[str, ...]
) -> str:
    """The track that is told first, and how many more there are."""
    where = f" ({score.subject})" if score.subject else ""
    told = f"{title_of(score.engine_id, labels)}{where}"
    shown, left = told_first(score, tissues, 1)
    if not shown:
        return f"{told}: no track has a meaning here"
    more = f"; {left}" if left else ""
    return f"{told}: {shown[0].words}{more}"


def title_of(engine_id: str, labels: Mapping[str, EngineLabel]) -> str:
    """What an engine is called in print."""
    label = labels.get(engine_id)
    return engine_id if label is None else label.title
