"""What engines of regulatory sequence say about one variant, in words for the report."""

from collections.abc import Sequence

from core.backgrounds import MeasuredChange, measured
from core.domain.counting import counted
from core.domain.regulatory import RegulatoryScore, Tail
from core.review import engine_labels

NOTE = (
    "Networks and motifs that read regulatory sequence give a number for each assay and cell type. "
    "How unusual a change is was measured on random variants in the same kind of place. That is no "
    "probability of disease, and it suggests no evidence code."
)
_SHOWN = 3


def sentences(scores: Sequence[RegulatoryScore], tail: Tail | None) -> tuple[str, ...]:
    """Give how unusual it is, then one sentence per engine and stretch of sequence."""
    told = (tail.sentence,) if tail is not None else ()
    return (*told, *map(_sentence, scores))


def engine_title(engine_id: str) -> str:
    """Give what an engine is called in print."""
    label = engine_labels().get(engine_id)
    return label.title if label else engine_id


def _sentence(score: RegulatoryScore) -> str:
    where = f", {score.subject}" if score.subject else ""
    shown = measured(score)[:_SHOWN]
    left = score.n_tracks - len(shown)
    more = f"; {counted(left, 'further track')} with smaller changes" if left > 0 else ""
    return f"{engine_title(score.engine_id)}{where}: {'; '.join(map(_change, shown))}{more}."


def _change(one: MeasuredChange) -> str:
    text = one.change.words
    if one.times_usual is None:
        return f"{text} (what is usual for it was not measured)"
    return f"{text} ({one.times_usual:.1f} times what is usual)"
