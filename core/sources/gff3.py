"""GFF3 gene models in the dialects of MANE, GENCODE, Ensembl and RefSeq."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from core.domain.transcript import Transcript
from core.sources.gene_features import FeatureFile, transcripts_of
from core.sources.transcript_draft import Attributes, Draft, Span

_GENE_TYPES = frozenset({"gene", "ncRNA_gene", "pseudogene", "transposable_element_gene"})
_SELENOCYSTEINE = "stop_codon_redefined_as_selenocysteine"
_PARTS = frozenset({"exon", "CDS", _SELENOCYSTEINE})
_OTHERS = frozenset(
    {
        "start_codon", "stop_codon", "five_prime_UTR", "three_prime_UTR", "region", "chromosome",
        "biological_region", "match", "scaffold", "supercontig", "contig",
    }
)  # fmt: skip
_OPEN_END = "_range="


class _Part(NamedTuple):
    """A feature of a transcript: `text` its attributes as they stand."""

    kind: str
    span: Span
    phase: int
    text: str


class _Reader(FeatureFile):
    """Collects the features of one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.genes: dict[str, Attributes] = {}
        self.drafts: dict[str, Draft] = {}
        self.misaligned: set[tuple[str, str]] = set()
        self._waiting: list[tuple[str, _Part]] = []
        self.n_orphans = 0

    def feature(self, number: int, line: str) -> None:
        columns = self.columns(number, line)
        kind = columns[2]
        if kind in _OTHERS:
            return
        span = self.span(number, columns)
        if kind in _PARTS:
            part = _Part(kind, span, self.phase(number, columns), columns[8])
            self._part(number, part)
        elif kind == "cDNA_match":
            self._alignment(columns)
        elif kind in _GENE_TYPES or "ID=gene" in columns[8]:
            attributes = _attributes(columns[8])
            self.genes[attributes.get("ID", "")] = attributes
            if kind == "pseudogene":
                self._draft(number, columns, span, attributes)
        else:
            self._draft(number, columns, span, _attributes(columns[8]))

    def settle(self) -> None:
        """Give parts that stood before their transcript to it, and mark what differs."""
        waiting, self._waiting = self._waiting, []
        for parent, part in waiting:
            draft = self.drafts.get(parent)
            if draft is None:
                self.n_orphans += part.kind == "exon"
            else:
                _give(draft, part)
        if self.misaligned:
            for draft in self.drafts.values():
                place = draft.chrom, draft.attributes.get("transcript_id", "")
                draft.is_misaligned = place in self.misaligned

    def _part(self, number: int, part: _Part) -> None:
        place = part.text.find("Parent=")
        if place < 0:
            raise self.error(number, f"{part.kind} without Parent")
        for parent in part.text[place + 7 :].split(";", 1)[0].split(","):
            draft = self.drafts.get(parent)
            if draft is None:
                self._waiting.append((parent, part))
            else:
                _give(draft, part)

    def _alignment(self, columns: list[str]) -> None:
        """Remember a transcript of RefSeq that fits the genome with gaps or other bases only."""
        attributes = _attributes(columns[8])
        counts = (attributes.get("gap_count", "0"), attributes.get("num_mismatch", "0"))
        if "Gap" in attributes or any(count != "0" for count in counts):
            name = attributes.get("Target", "").partition(" ")[0]
            self.misaligned.add((self.chrom(columns[0]), name))

    def _draft(self, number: int, columns: list[str], span: Span, attributes: Attributes) -> None:
        identifier = attributes.get("ID")
        if identifier is None:
            return
        strand = columns[6]
        if strand not in ("+", "-"):
            if attributes.get("Parent"):
                raise self.error(number, f"strand {strand!r} is neither + nor -")
            return
        chrom = self.chrom(columns[0])
        self.drafts[identifier] = Draft(number, chrom, strand, *span, columns[2], attributes)


def read_gff3(path: Path, lines: Iterator[str], source: str) -> tuple[list[Transcript], list[str]]:
    """Give the transcripts that have exons, in file order, and sentences about the rest.

    Raises
    ------
    InputFileError
        Naming the line that cannot be read.
    """
    reader = _Reader(path)
    for number, line in enumerate(lines, start=1):
        if line.startswith("##FASTA"):
            break
        if line and line[0] != "#":
            reader.feature(number, line)
    reader.settle()
    drafts = [draft for draft in reader.drafts.values() if draft.exons]

    def gene_of(draft: Draft) -> Attributes:
        return reader.genes.get(draft.attributes.get("Parent", "").split(",")[0], {})

    return transcripts_of(reader, drafts, gene_of, source, reader.n_orphans)


def _give(draft: Draft, part: _Part) -> None:
    if part.kind == "exon":
        draft.exons.append(part.span)
    elif part.kind == _SELENOCYSTEINE:
        draft.selenocysteines.append(part.span)
    else:
        draft.coding.append((*part.span, part.phase))
        # Rows of one coding sequence repeat what is said of it, but for its open ends.
        if not draft.cds or _OPEN_END in part.text:
            draft.cds |= _attributes(part.text)


def _attributes(text: str) -> Attributes:
    found: Attributes = {}
    for part in text.split(";"):
        key, _, value = part.strip().partition("=")
        found[key] = unquote(value) if "%" in value else value
    return found
