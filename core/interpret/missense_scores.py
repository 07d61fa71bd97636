"""What loaded tables of missense predictors say of a variant in one transcript."""

import re
from collections.abc import Iterable

from core.domain.evidence_inputs import MissenseScore
from core.domain.local_value import LocalEntry, LocalSays
from core.domain.transcript import Transcript

_BETWEEN_IDS = re.compile(r"[;,|&\s]+")


def missense_scores(
    transcript: Transcript, answers: Iterable[tuple[str, LocalSays]]
) -> tuple[MissenseScore, ...]:
    """Give one score of each table, for a variant that `CodingEffect.is_missense` says of.

    A score that a table gives for other transcripts only is left out: there another amino acid
    may change. Of several scores of one transcript the one that points most to harm is given.

    Parameters
    ----------
    transcript
        The one the effect was computed in. Its names in both catalogues count, without version.
    answers
        Name of the predictor (`core.sources.local_sources.missense_tool`), "" for a source that
        is none, and what the source says of the variant.
    """
    found = []
    for tool, says in answers:
        entries = [] if says.value is None else says.value.entries
        fitting = [one for one in entries if tool and _is_of(one, transcript)]
        best = _most_harmful(fitting, says.source.worse)
        if best is not None and best.value is not None:
            found.append(MissenseScore(tool, best.value, says.source.edition, best.text))
    return tuple(found)


def _is_of(entry: LocalEntry, transcript: Transcript) -> bool:
    if entry.value is None:
        return False
    named = {_bare(one) for one in _BETWEEN_IDS.split(entry.transcript_id) if one}
    ours = {_bare(transcript.transcript_id), _bare(transcript.other_id)}
    return not named or not named.isdisjoint(ours)


def _bare(transcript_id: str) -> str:
    return transcript_id.partition(".")[0]


def _most_harmful(entries: list[LocalEntry], worse: str) -> LocalEntry | None:
    if not entries:
        return None
    by_value = sorted(entries, key=lambda one: one.value or 0.0)
    return by_value[0] if worse == "lower" else by_value[-1]
