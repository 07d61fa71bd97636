"""What engines of whole exons say about one variant, in words for the report."""

from collections.abc import Sequence

from core.domain.counting import counted
from core.domain.exon_score import ExonScore, TissueScore

NOTE = (
    "PSI is the share of a gene's transcripts that include the exon; a negative change of its "
    "logit means that the exon is skipped more. The words follow the authors' rough guide for the "
    "size of the change (1, 2, 5). Not calibrated: it moves no rank and suggests no evidence code."
)
_SHOWN_EXONS = 4
_SHOWN_TISSUES = 3


def ordered(exons: Sequence[ExonScore]) -> tuple[ExonScore, ...]:
    """Give the exons with the largest change first."""
    return tuple(sorted(exons, key=lambda exon: -abs(exon.delta_logit_psi)))


def sentences(exons: Sequence[ExonScore]) -> tuple[str, ...]:
    """Give one sentence per exon, the largest change first; the smallest of many are counted."""
    known = ordered(exons)
    told = tuple(_sentence(exon) for exon in known[:_SHOWN_EXONS])
    n_left = len(known) - len(told)
    if not n_left:
        return told
    return (*told, f"{counted(n_left, 'further exon')} with a smaller change.")


def exon_name(exon: ExonScore) -> str:
    """Give the exon with its transcript and gene."""
    gene = f" ({exon.gene_symbol})" if exon.gene_symbol else ""
    return f"exon {exon.exon_number} of {exon.transcript_id}{gene}"


def tissues(exon: ExonScore) -> str:
    """Give the tissues with the largest change; "" where none is known, or nothing changes."""
    if not exon.is_changed:
        return ""
    return ", ".join(map(_tissue, exon.strongest_tissues[:_SHOWN_TISSUES]))


def _sentence(exon: ExonScore) -> str:
    name = exon_name(exon)
    text = (
        f"{exon.engine_title}: {name}: delta logit PSI {exon.delta_logit_psi:+.2f}, "
        f"{exon.direction} (not calibrated)."
    )
    strongest = tissues(exon)
    return f"{text} Strongest in {strongest}." if strongest else text


def _tissue(tissue: TissueScore) -> str:
    if tissue.reference_psi is None or tissue.delta_psi is None:
        return f"{tissue.name} (delta logit PSI {tissue.delta:+.2f})"
    after = min(1.0, max(0.0, tissue.reference_psi + tissue.delta_psi))
    return f"{tissue.name} (PSI {tissue.reference_psi:.2f} to {after:.2f})"
