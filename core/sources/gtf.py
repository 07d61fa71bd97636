"""GTF gene models in the dialects of GENCODE, Ensembl and RefSeq.

In GTF the stop codon stands beside the coding sequence, not in it; here it belongs to it, as in
GFF3. Attributes get the names that GFF3 of the same release has for them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from core.domain.transcript import Transcript
from core.sources.gene_features import FeatureFile, transcripts_of
from core.sources.transcript_draft import Attributes, Draft, Span

_PARTS = frozenset({"exon", "CDS", "start_codon", "stop_codon", "Selenocysteine"})
_WHOLE = frozenset({"gene", "transcript"})
_ATTRIBUTE = re.compile(
    r'\s*(?P<key>[^\s;"]+)\s+(?:"(?P<text>[^"]*)"|(?P<bare>[^\s;"]+))\s*(?:;|$)'
)
_TRANSCRIPT_ID = re.compile(r'transcript_id "([^"]*)"')
_GFF3_NAMES = {"db_xref": "Dbxref", "note": "Note"}
_REPEATED = frozenset({"tag", "db_xref", "note", "transl_except"})


class _Reader(FeatureFile):
    """Collects the features of one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.genes: dict[str, Attributes] = {}
        self.drafts: dict[tuple[str, str], Draft] = {}
        self._told: set[tuple[str, str]] = set()

    def feature(self, number: int, line: str) -> None:
        columns = self.columns(number, line)
        kind = columns[2]
        if kind not in _PARTS and kind not in _WHOLE:
            return
        span = self.span(number, columns)
        if kind == "gene":
            attributes = _attributes(columns[8])
            self.genes[attributes.get("gene_id", "")] = attributes
            return
        draft = self._draft(number, columns, span)
        if kind in _PARTS:
            self._give(number, draft, columns, span)

    def _draft(self, number: int, columns: list[str], span: Span) -> Draft:
        """Find or begin the transcript a line belongs to; a file need not name it on its own."""
        found = _TRANSCRIPT_ID.search(columns[8])
        if found is None or not found[1]:
            raise self.error(number, f"{columns[2]} without transcript_id")
        key = (columns[0], found[1])
        draft = self.drafts.get(key)
        is_told = columns[2] == "transcript"
        if draft is None:
            draft = self.drafts[key] = self._begun(number, columns, span)
        elif is_told:
            draft.attributes, draft.kind = _told(_attributes(columns[8]))
            draft.start, draft.end, draft.number = *span, number
        elif key not in self._told:
            draft.start, draft.end = min(draft.start, span[0]), max(draft.end, span[1])
        if is_told:
            self._told.add(key)
        return draft

    def _begun(self, number: int, columns: list[str], span: Span) -> Draft:
        strand = columns[6]
        if strand not in ("+", "-"):
            raise self.error(number, f"strand {strand!r} is neither + nor -")
        attributes, kind = _told(_attributes(columns[8]))
        return Draft(number, self.chrom(columns[0]), strand, *span, kind, attributes)

    def _give(self, number: int, draft: Draft, columns: list[str], span: Span) -> None:
        kind = columns[2]
        if kind == "exon":
            draft.exons.append(span)
        elif kind == "CDS":
            draft.coding.append((*span, self.phase(number, columns)))
            draft.cds = draft.cds or _attributes(columns[8])
        elif kind == "Selenocysteine":
            draft.selenocysteines.append(span)
        elif kind == "stop_codon":
            draft.stops.append(span)
            draft.is_stop_told = True
        else:
            draft.is_start_told = True


def read_gtf(path: Path, lines: Iterator[str], source: str) -> tuple[list[Transcript], list[str]]:
    """Give the transcripts that have exons, in file order, and sentences about the rest.

    Raises
    ------
    InputFileError
        Naming the line that cannot be read.
    """
    reader = _Reader(path)
    for number, line in enumerate(lines, start=1):
        if line and line[0] != "#":
            reader.feature(number, line)
    drafts = [draft for draft in reader.drafts.values() if draft.exons]

    def gene_of(draft: Draft) -> Attributes:
        return _named(reader.genes.get(draft.attributes["Parent"], {}))

    return transcripts_of(reader, drafts, gene_of, source, 0)


def _attributes(text: str) -> Attributes:
    found: Attributes = {}
    for part in _ATTRIBUTE.finditer(text):
        key = part["key"]
        value = part["text"] if part["text"] is not None else part["bare"]
        name = _GFF3_NAMES.get(key, key)
        found[name] = f"{found[name]},{value}" if key in _REPEATED and name in found else value
    for kind in ("transcript", "protein"):
        version = found.pop(f"{kind}_version", "")
        if version and found.get(f"{kind}_id"):
            found[f"{kind}_id"] = f"{found[f'{kind}_id']}.{version}"
    return found


def _told(attributes: Attributes) -> tuple[Attributes, str]:
    """Attributes of a transcript and its type, as GFF3 of the same maker has them."""
    named = {"ID": attributes["transcript_id"], "Parent": attributes.get("gene_id", "")}
    own = _named(attributes) | named
    kind = own.pop("transcript_biotype", "") if "gene" in own else ""
    return own, kind or "transcript"


def _named(attributes: Attributes) -> Attributes:
    """Without the symbol that RefSeq gives as identifier of a gene."""
    is_refseq = "gene" in attributes and "gene_name" not in attributes
    return {key: value for key, value in attributes.items() if not (is_refseq and key == "gene_id")}
