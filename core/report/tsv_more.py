"""Columns that stand last in a candidate's line: what other engines, tables and neighbours say.

They were added behind the columns other programs know, whose order stays as it is. Each holds plain
words, a dash where there is nothing to say.
"""

from collections.abc import Mapping

from core.domain.candidate import Candidate, Facts
from core.domain.consensus import Agreement, EngineLabel
from core.domain.score import SpliceEffect
from core.interpret.sentences import strongest_exon
from core.report import exons, words
from core.report.engines import EngineRow, consensus_sentence, rows

_COLUMNS = (
    ("other_engines", "largest raw delta of each engine that is not ranked, with its site; scales differ"),
    ("engines_agree", "yes, no, or unclear; compared site by site"),
    ("engine_comparison", "what the engines say together"),
    ("exon", "exon whose inclusion changes most, by MMSplice; not calibrated"),
    ("exon_delta_logit_psi", "change of the logit of its inclusion; negative: skipped more"),
    ("exon_prediction", "the same in words, by the authors' rough guide"),
    ("exon_tissues", "tissues in which it changes most"),
    ("looked_up", "what tables of precomputed scores hold, beside what was computed here"),
    ("same_copy", "scored together with variants on the same chromosome copy"),
)  # fmt: skip
EXPLAINED = ("explained", "explanations per base that were computed, with how complete they are")
RNA = (
    "rna",
    "what the patient's RNA shows of each predicted outcome, with 95 % credible intervals",
)
CLASS = (
    "class",
    "last class a person gave for each condition and mode of inheritance; never one nobody gave",
)
ACCEPTED = (
    "accepted_codes",
    "evidence codes a person accepted; those that do not count stand apart",
)
OF_REPORT = (EXPLAINED, RNA, CLASS, ACCEPTED)
"""Columns of a report that a list of candidates does not have."""

_AGREEMENT = (
    (Agreement.DISAGREE, "no"),
    (Agreement.UNCLEAR, "unclear"),
    (Agreement.AGREE, "yes"),
)


def more_header() -> tuple[str, ...]:
    """Give the names of the columns of `more_cells`."""
    return tuple(name for name, _ in _COLUMNS)


def more_comments() -> tuple[str, ...]:
    """Give what stands in each of these columns, one line each."""
    return tuple(f"column {name}: {told}" for name, told in (*_COLUMNS, *OF_REPORT))


def more_cells(
    candidate: Candidate, labels: Mapping[str, EngineLabel] | None = None
) -> tuple[str, ...]:
    """Give what stands in the last columns, "" for nothing; `labels` of engines, None to ask."""
    facts = candidate.facts
    return (
        _others(facts, labels),
        _agreement(facts),
        " ".join(consensus_sentence(one) for one in facts.consensus),
        *_exon(facts),
        " ".join(one.sentence for one in facts.lookups),
        " ".join(words.together(one) for one in facts.haplotypes),
    )


def _others(facts: Facts, labels: Mapping[str, EngineLabel] | None) -> str:
    if not facts.consensus:
        return ""
    primary = {score.gene_symbol for score in facts.scores}
    known = rows(facts, labels)
    first = {symbol: next(row for row in known if row.gene_symbol == symbol) for symbol in primary}
    return "; ".join(_row(row) for row in known if first.get(row.gene_symbol) is not row)


def _row(row: EngineRow) -> str:
    told = [
        f"{effect} {words.delta(cell.value)} at {cell.pos}"
        for effect, cell in zip(SpliceEffect, row.cells, strict=True)
        if cell.pos is not None
    ]
    changes = ", ".join(told) or "no change"
    return f"{row.title} ({row.standing}) in {row.gene_symbol}: {changes}"


def _agreement(facts: Facts) -> str:
    found = {one.agreement for one in facts.consensus}
    return next((text for agreement, text in _AGREEMENT if agreement in found), "")


def _exon(facts: Facts) -> tuple[str, str, str, str]:
    exon = strongest_exon(facts.exons)
    if exon is None:
        return ("",) * 4
    name = exons.exon_name(exon)
    return name, f"{exon.delta_logit_psi:.4f}", exon.direction, exons.tissues(exon)
