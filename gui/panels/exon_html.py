"""What an exon engine said, as a section of the facts; nothing where it said nothing."""

from collections.abc import Sequence
from html import escape

from core.domain.exon_score import ExonScore, TissueScore
from gui import text
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme

_SHOWN_TISSUES = 4


def exon_section(scores: Sequence[ExonScore], theme: Theme) -> str:
    """A section with one paragraph per exon, the largest change first."""
    if not scores:
        return ""
    ordered = sorted(scores, key=lambda score: -abs(score.delta_logit_psi))
    note = (
        "Change of the logit of inclusion (PSI). Not calibrated: it suggests no ACMG code. "
        "The words follow the authors' rough guide (1, 2, 5)."
    )
    return "".join(
        [
            heading("Exon inclusion (MMSplice)", theme),
            *(_exon(score, theme) for score in ordered),
            f"<p style='margin:3px 0'>{muted(note, theme)}</p>",
        ]
    )


def _exon(score: ExonScore, theme: Theme) -> str:
    name = escape(score.gene_symbol or score.transcript_id)
    title = (
        f"{name} exon {score.exon_number} of {score.n_exons}: <b>{score.direction}</b> "
        f"(Δ logit PSI {text.signed(score.delta_logit_psi)})"
    )
    chosen = _strongest(score)
    if not chosen:
        return f"<p style='margin:2px 0'>{title}</p>"
    head = [muted(word, theme) for word in ("strongest in", "Δ logit PSI", "PSI (GTEx)", "Δ PSI")]
    return f"<p style='margin:2px 0'>{title}</p>" + table(
        [head, *map(_tissue, chosen)], right_from=1
    )


def _strongest(score: ExonScore) -> Sequence[TissueScore]:
    """The tissues with the largest change of PSI where it is known, else of its logit."""
    known = [tissue for tissue in score.tissues if tissue.delta_psi is not None]
    return sorted(known or score.tissues, key=_size, reverse=True)[:_SHOWN_TISSUES]


def _size(tissue: TissueScore) -> float:
    return abs(tissue.delta if tissue.delta_psi is None else tissue.delta_psi)


def _tissue(tissue: TissueScore) -> list[str]:
    return [
        escape(tissue.name),
        text.signed(tissue.delta),
        text.probability(tissue.reference_psi),
        text.UNKNOWN if tissue.delta_psi is None else text.signed(tissue.delta_psi),
    ]
