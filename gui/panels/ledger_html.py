"""The accounting as rich text: where every record and every allele went."""

from html import escape

from core.domain.ledger import EngineLedger, Ledger
from core.domain.score import NotScoredReason
from gui import text
from gui.panels.facts_html import heading, table
from gui.theme import Theme

RECORD_REASONS = {
    "malformed": "malformed line",
    "unknown_contig": "contig is not in the reference",
    "position_out_of_range": "position beyond the end of the contig",
    "reference_mismatch": "REF differs from the reference",
    "ref_not_bases": "REF is not made of bases",
    "no_alternate_allele": "no alternative allele",
}
ALLELE_REASONS = {
    "symbolic": "symbolic allele such as <DEL>",
    "breakend": "breakend",
    "spanning_deletion": "* (lies in a deletion recorded elsewhere)",
    "non_ref_block": "<NON_REF> of a gVCF",
    "alt_not_bases": "ALT is not made of bases",
    "same_as_ref": "ALT equals REF",
    "missing": "ALT is missing",
}
GATES = {
    "not_carried_by_proband": "not carried by the patient",
    "population_frequency": "too frequent in the population",
}
_NOT_SCORED = {reason.value: reason.sentence for reason in NotScoredReason}


def ledger_html(ledger: Ledger, theme: Theme) -> str:
    """Records, alleles and engines as sums; a sum that does not agree is named in red."""
    parts = [
        heading("Records of the variant file", theme),
        table(_records(ledger), right_from=1),
        heading("Alternative alleles of the records kept", theme),
        table(_alleles(ledger), right_from=1),
    ]
    for name, engine in ledger.engines.items():
        parts += [heading(f"Engine {name}", theme), table(_engine(engine), right_from=1)]
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
        *_inset(ledger.records_set_aside, RECORD_REASONS, "set aside: "),
    ]


def _alleles(ledger: Ledger) -> list[tuple[str, str]]:
    return [
        _line("read", ledger.alleles_read),
        _line("variants in the case", ledger.variants),
        _line("merged: another spelling of a variant already there", ledger.alleles_merged),
        *_inset(ledger.alleles_set_aside, ALLELE_REASONS, "set aside: "),
    ]


def _engine(engine: EngineLedger) -> list[tuple[str, str]]:
    return [
        _line("variants", engine.variants),
        *_inset(engine.filtered, GATES, "left out: "),
        _line("scored", engine.scored),
        *_inset(engine.not_scored, _NOT_SCORED, "not scored: "),
        _line("still to be scored", engine.pending),
    ]
