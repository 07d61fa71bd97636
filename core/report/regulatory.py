"""What engines of regulatory sequence say about one variant, in words for the report."""

from collections.abc import Sequence

from core.domain.regulatory import RegulatoryScore, Tail
from core.interpret.motif_story import MotifStory
from core.regulation import told_first
from core.review import engine_labels

NOTE = (
    "Networks and motifs that read regulatory sequence give a number for each assay and cell type. "
    "How unusual a change is can be told only where that was measured on random variants in the same "
    "kind of place. It is no probability of disease, and it suggests no evidence code."
)
MOTIF_NOTE = (
    "Of 1,005 motifs about four fit any place with p 1e-4 by chance. Whether a factor is there in a "
    "tissue is not known here."
)
_SHOWN = 3


def sentences(
    scores: Sequence[RegulatoryScore],
    tail: Tail | None,
    motifs: Sequence[MotifStory] = (),
    tissues: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Give how unusual it is, the motif stories, then one sentence per engine and stretch.

    `tissues` are those of interest.
    """
    told = (tail.sentence,) if tail is not None else ()
    stories = (*(one.sentence for one in motifs), MOTIF_NOTE) if motifs else ()
    return (*told, *stories, *(_sentence(one, tissues) for one in scores))


def engine_title(engine_id: str) -> str:
    """Give what an engine is called in print."""
    return engine_titles().get(engine_id, engine_id)


def engine_titles() -> dict[str, str]:
    """Give what engines are called in print, by identifier."""
    return {engine_id: label.title for engine_id, label in engine_labels().items()}


def _sentence(score: RegulatoryScore, tissues: tuple[str, ...]) -> str:
    where = f" ({score.subject})" if score.subject else ""
    shown, left = told_first(score, tissues, _SHOWN)
    more = f"; {left}" if left else ""
    read = f" {score.neighbours.sentence}" if score.neighbours else ""
    return f"{engine_title(score.engine_id)}{where}: {'; '.join(one.words for one in shown)}{more}.{read}"
