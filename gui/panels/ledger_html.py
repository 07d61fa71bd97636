"""The accounting as rich text: where every record and every allele went."""

from html import escape

from core.domain.ledger import EngineLedger, Ledger
from core.domain.regulatory import WITH_NEIGHBOURS
from core.domain.score import NotScoredReason
from gui import text
from gui.panels.rich_text import heading, table
from gui.theme import Theme

_NOT_SCORED = {reason.value: reason.sentence for reason in NotScoredReason}


def ledger_html(ledger: Ledger, theme: Theme) -> str:
    """Records, alleles and engines as sums; a sum that does not agree is named in red."""
    parts = [
        heading("Records of the variant file", theme),
        table(_records(ledger), right_from=1, width="100%"),
        heading("Alternative alleles of the records kept", theme),
        table(_alleles(ledger), right_from=1, width="100%"),
    ]
    for name, engine in ledger.engines.items():
        parts += [
            heading(f"Engine {name}", theme),
            table(_engine(engine), right_from=1, width="100%"),
        ]
    if not ledger.engines:
        parts.append("<p>No engine has scored this case yet.</p>")
    wrong = ledger.discrepancies()
    agree = "<p>All sums agree: nothing was lost silently.</p>"
    red = "".join(
        f"<p style='color:{theme.danger_text}'><b>{escape(line)}</b></p>" for line in wrong
    )
    return f"<body style='color:{theme.text}'>{''.join(parts)}{red or agree}</body>"


def _line(words: str, number: int) -> tuple[str, str]:
    return escape(words), text.count(number)


def _inset(counts: dict[str, int], names: dict[str, str], lead: str) -> list[tuple[str, str]]:
    return [
        (f"&nbsp;&nbsp;&nbsp;{escape(lead)}{escape(names.get(key, key))}", text.count(number))
        for key, number in counts.items()
        if number
    ]


def _records(ledger: Ledger) -> list[tuple[str, str]]:
    return [
        _line("read", ledger.records_read),
        _line("kept", ledger.records_kept),
        *_inset(ledger.records_set_aside, text.RECORD_REASONS, "set aside: "),
    ]


def _alleles(ledger: Ledger) -> list[tuple[str, str]]:
    return [
        _line("read", ledger.alleles_read),
        _line("variants in the case", ledger.variants),
        _line("merged: another spelling of a variant already there", ledger.alleles_merged),
        *_inset(ledger.alleles_set_aside, text.ALLELE_REASONS, "set aside: "),
    ]


def _engine(engine: EngineLedger) -> list[tuple[str, str]]:
    return [
        _line("variants", engine.variants),
        *_inset(engine.filtered, text.GATES, "left out: "),
        _line("scored", engine.scored),
        *_inset({WITH_NEIGHBOURS: engine.phased_neighbours}, {}, ""),
        *_inset(engine.not_scored, _NOT_SCORED, "not scored: "),
        _line("still to be scored", engine.pending),
    ]
