"""What is known about a gene, in rows for people and in plain values for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.counting import counted
from core.domain.gene_knowledge import (
    GeneKnowledge,
    GeneSource,
    GeneSourceKind,
    GeneStatement,
    PanelSays,
    SourceSays,
)

NOT_INSTALLED = "not installed, so nothing is known from it"
NOT_IN_SOURCE = "gene not in this source, which says nothing about the gene"
NO_PANELS = "no panel was chosen for the case"
IN_NO_PANEL = "in none of the panels of the case"
PANELS = "Panels"
MAX_ROWS = 6
"""Rows of one source; more are counted."""


@dataclass(frozen=True, slots=True)
class GeneRow:
    """One thing a source says; `is_missing` marks a source that says nothing.

    `source` is empty where the row above names it; `by` tells who said it, and when.
    """

    source: str
    said: str
    by: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class GeneReport:
    """A gene as it is printed: its rows, then sentences on its names."""

    gene_symbol: str
    rows: tuple[GeneRow, ...]
    remarks: tuple[str, ...]

    @property
    def rows_at_hand(self) -> tuple[GeneRow, ...]:
        """The rows of sources that are installed."""
        return tuple(row for row in self.rows if row.said != NOT_INSTALLED)

    @property
    def not_installed(self) -> str:
        """All others in one sentence, "" where there are none."""
        missing = [row.source for row in self.rows if row.said == NOT_INSTALLED]
        return f"Not installed, so nothing is known from: {', '.join(missing)}." if missing else ""


def gene_report(known: GeneKnowledge) -> GeneReport:
    """Give everything known about a gene in rows; what is missing is a row too."""
    rows = [row for says in known.says for row in _rows(says)]
    return GeneReport(known.gene_symbol, (*rows, *_panel_rows(known)), known.remarks)


def gene_dict(known: GeneKnowledge) -> dict[str, object]:
    """Give a gene in plain values; `state` tells a missing source from one without the gene."""
    return {
        "gene_symbol": known.gene_symbol,
        "sources": [_source_dict(says) for says in known.says],
        "panels": [
            {
                "panel": panel.title,
                "dated": panel.dated or None,
                "confidence": panel.confidence,
                "inheritance": panel.inheritance or None,
                "named": panel.named,
            }
            for panel in known.panels
        ],
        "has_panels": known.has_panels,
        "remarks": list(known.remarks),
    }


def source_dict(source: GeneSource) -> dict[str, object]:
    """Give a source as the case took it."""
    return {
        "kind": source.kind.value,
        "title": source.title,
        "version": source.version or None,
        "dated": source.dated or None,
        "licence": source.licence,
        "file_name": source.file_name,
        "sha256": source.digest,
    }


def sources_step(sources: Sequence[GeneSource]) -> str:
    """Say in one sentence which sources on genes the case took."""
    if not sources:
        return "No source on genes and diseases was installed when the case took its sources."
    told = "; ".join(source.edition for source in sources)
    return f"Genes and diseases: {told}. They move no rank."


def _rows(says: SourceSays) -> Iterator[GeneRow]:
    if says.source is None:
        yield GeneRow(says.title, NOT_INSTALLED, is_missing=True)
        return
    if not says.statements:
        yield GeneRow(says.source.edition, NOT_IN_SOURCE, is_missing=True)
        return
    told = list(_grouped(says))
    for number, (said, by) in enumerate(told[:MAX_ROWS]):
        yield GeneRow("" if number else says.source.edition, said, by)
    if len(told) > MAX_ROWS:
        yield GeneRow("", f"and {counted(len(told) - MAX_ROWS, 'more statement')}")


def _grouped(says: SourceSays) -> Iterator[tuple[str, str]]:
    """Statements that say the same, once, with all who said it."""
    same: dict[str, list[str]] = {}
    for one in says.statements:
        by = " ".join(filter(None, (one.by, one.dated)))
        same.setdefault(_said(says.kind, one), []).append(by)
    for said, names in same.items():
        yield said, ", ".join(dict.fromkeys(filter(None, names)))


def _said(kind: GeneSourceKind, one: GeneStatement) -> str:
    if kind is GeneSourceKind.CONSTRAINT:
        value = one.verdict if one.value is None else f"{one.value:.2f}"
        return f"{one.subject} {value}"
    subject = one.subject or one.disease_id or "disease not named"
    details = [*one.inheritance, *([one.verdict] if one.verdict else [])]
    doubt = f" (said of {one.gene_symbol}, which may be another gene)" if one.may_mean else ""
    return f"{subject}: {', '.join(details) or 'no more is said'}{doubt}"


def _panel_rows(known: GeneKnowledge) -> Iterator[GeneRow]:
    if not known.panels:
        text = IN_NO_PANEL if known.has_panels else NO_PANELS
        yield GeneRow(PANELS, text, is_missing=True)
    for number, panel in enumerate(known.panels):
        yield GeneRow("" if number else PANELS, _in_panel(panel, known.gene_symbol), panel.dated)


def _in_panel(panel: PanelSays, symbol: str) -> str:
    called = f", as {panel.named}" if panel.named != symbol else ""
    mode = f", {panel.inheritance}" if panel.inheritance else ""
    return f"{panel.title}: {panel.confidence}{mode}{called}"


def _source_dict(says: SourceSays) -> dict[str, object]:
    state = "not installed"
    if says.source is not None:
        state = "tells" if says.statements else "gene not in the source"
    return {
        "kind": says.kind.value,
        "state": state,
        "source": None if says.source is None else source_dict(says.source),
        "statements": [
            {
                "named": one.gene_symbol,
                "gene_id": one.gene_id or None,
                "about": one.subject or None,
                "disease_id": one.disease_id or None,
                "verdict": one.verdict or None,
                "inheritance": list(one.inheritance),
                "by": one.by or None,
                "dated": one.dated or None,
                "value": one.value,
                "may_mean": list(one.may_mean),
            }
            for one in says.statements
        ],
    }
