"""What local sources say about a variant, in rows for people and in plain values for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domain.known_allele import KnownKind
from core.domain.local_value import LocalSays, LocalSource
from core.elements import tells_elements
from core.interpret.local_words import direction, says_value, sentences

_HOW = (
    "The greatest frequency of all sources counts, a filtering frequency before a plain one; "
    "unknown leaves nothing out. What ClinVar calls pathogenic or likely pathogenic with a star "
    "or more is left out by no frequency."
)


@dataclass(frozen=True, slots=True)
class LocalRow:
    """One thing a source says; `source` is empty where the row above names it."""

    source: str
    said: str
    note: str = ""
    is_missing: bool = False


def local_rows(says: Sequence[LocalSays]) -> tuple[LocalRow, ...]:
    """Give what each source says; one that says nothing is a row too.

    Tables of elements and links are left to `core.interpret.element_words`.
    """
    return tuple(row for one in says if not tells_elements(one.source) for row in _rows(one))


def local_dict(says: LocalSays) -> dict[str, object]:
    """Give what a source says; `state` tells a missing source from one without a value."""
    value = says.value
    return {
        "name": says.source.name,
        "state": "not looked up" if value is None else value.coverage.value,
        "detail": (value.detail or None) if value else None,
        "entries": [
            {
                "value": entry.value,
                "text": entry.text or None,
                "gene_symbol": entry.gene_symbol or None,
                "transcript_id": entry.transcript_id or None,
            }
            for entry in (value.entries if value else ())
        ],
    }


def local_dicts(says: Sequence[LocalSays]) -> list[dict[str, object]]:
    """Give what every source says."""
    return [local_dict(one) for one in says]


def local_source_dict(source: LocalSource) -> dict[str, object]:
    """Give a source as the case was looked up in it."""
    return {
        "name": source.name,
        "title": source.title,
        "kind": source.kind,
        "layout": source.layout,
        "version": source.version or None,
        "licence": source.licence,
        "assembly": source.assembly,
        "worse": source.worse,
        "file_name": Path(source.path).name,
        "digest": source.digest,
    }


def local_step(sources: Sequence[LocalSource]) -> str:
    """Say in one sentence in which tracks and tables variants were looked up."""
    alleles = [one for one in sources if one.kind in set(KnownKind)]
    others = [one for one in sources if one.kind not in set(KnownKind)]
    told = f"Local tracks and tables: {_named(others)}. They move no rank."
    known = f"Population frequency and ClinVar: {_named(alleles)}. {_HOW}"
    said = ([known] if alleles else []) + ([told] if others else [])
    return " ".join(said) or "No local track or table was looked into."


def _named(sources: Sequence[LocalSource]) -> str:
    return "; ".join(f"{one.edition}, licence: {one.licence}" for one in sources)


def _rows(says: LocalSays) -> tuple[LocalRow, ...]:
    first, *more = sentences(says)
    has_value = says_value(says)
    head = LocalRow(says.source.edition, first, direction(says), is_missing=not has_value)
    return (head, *(LocalRow("", one) for one in more))
