"""What becomes of transcripts and proteins, as a section of the facts."""

from collections.abc import Iterator, Sequence
from html import escape

from core.domain.consequence import SpliceOutcome
from core.domain.interpretation import Interpretation, TranscriptCoding
from core.report import outcomes
from gui.panels.rich_text import heading, muted
from gui.theme import Theme

_SHOWN_TRANSCRIPTS = 3


def consequence_section(found: Interpretation, theme: Theme) -> str:
    """A section with every outcome in the first transcripts; what could not be computed is told."""
    if found.why_not:
        return heading("What becomes of it", theme) + _line(escape(found.why_not))
    if not found.coding and not found.utr:
        return ""
    parts = [heading("What becomes of it", theme)]
    parts += [_line(escape(line)) for line in outcomes.before_transcripts(found)]
    for one in found.coding[:_SHOWN_TRANSCRIPTS]:
        parts += _transcript(one, found, theme)
    left = len(found.coding) - _SHOWN_TRANSCRIPTS
    if left > 0:
        parts.append(_line(muted(f"and {left} more transcripts", theme)))
    no_domains = outcomes.no_domains(found)
    if no_domains:
        parts.append(_line(muted(no_domains, theme)))
    return "".join(parts)


def _transcript(one: TranscriptCoding, found: Interpretation, theme: Theme) -> Iterator[str]:
    effect = one.effect
    yield _line(muted(f"{effect.gene_symbol} {effect.transcript_id}", theme))
    spliced = [
        each for each in found.splicing if each.transcript.transcript_id == effect.transcript_id
    ]
    if not spliced:
        yield _line(outcomes.NOT_LOOKED_AT)
    for told in spliced:
        if not told.outcomes:
            yield _line(outcomes.SPLICED_AS_EVER)
        for outcome in told.outcomes:
            yield _outcome(outcome, found, theme)
        for line in outcomes.not_known(told.outcomes, found):
            yield _line(muted(line, theme))
        if left := outcomes.spliced_as_ever(told.outcomes):
            yield _line(escape(left))
    for line in outcomes.unspliced(one, found):
        yield _line(escape(line))


def _outcome(outcome: SpliceOutcome, found: Interpretation, theme: Theme) -> str:
    title = f"<b>{escape(outcomes.title(outcome))}</b>"
    lines = [f"{title}<br>{escape(outcome.sentence)}"]
    named = outcomes.names(outcome)
    if named:
        lines.append(escape(named))
    lines += [escape(line) for line in outcomes.beside(outcome, found)]
    lines += [muted(line, theme) for line in _beside(outcome)]
    body = "<br>".join(lines)
    return f"<p style='margin:0 0 6px 0'>{body}</p>"


def _beside(outcome: SpliceOutcome) -> Sequence[str]:
    """What is known less surely, and the sites it rests on."""
    cautions = () if outcome.nmd is None else outcome.nmd.cautions
    return (outcomes.sites(outcome), *cautions, *outcome.cautions)


def _line(words: str) -> str:
    return f"<p style='margin:0 0 2px 0'>{words}</p>"
