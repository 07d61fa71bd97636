"""One transcript while its features are still being read, and what it becomes in the end."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from core.domain.transcript import Mane, Transcript, TranscriptTrait

Attributes = dict[str, str]
Span = tuple[int, int]
"""0-based half-open, genome order."""

_PREFIXES = ("transcript:", "gene:", "rna-", "gene-")
_TAGS = {
    "cds_start_NF": TranscriptTrait.START_UNKNOWN,
    "cds_end_NF": TranscriptTrait.END_UNKNOWN,
    "mRNA_start_NF": TranscriptTrait.RNA_START_UNKNOWN,
    "mRNA_end_NF": TranscriptTrait.RNA_END_UNKNOWN,
    "seleno": TranscriptTrait.SELENOCYSTEINE,
    "reference_genome_error": TranscriptTrait.DIFFERS_FROM_GENOME,
}
"""Tags of GENCODE and Ensembl (their lists of tags)."""

_FOLLOWS = {
    TranscriptTrait.START_UNKNOWN: TranscriptTrait.RNA_START_UNKNOWN,
    TranscriptTrait.END_UNKNOWN: TranscriptTrait.RNA_END_UNKNOWN,
}
"""An end of the coding sequence that is not known lies beyond that of the transcript."""

_SLIPPAGE = "ribosomal slippage"
_HARMLESS = frozenset({_SLIPPAGE, "alternative start codon", "dicistronic gene"})
"""Exceptions of RefSeq (INSDC vocabulary) that leave the sequence that of the genome."""

_DIFFERENCES = ("compared to this genomic sequence", "modified relative to")
"""What notes of RefSeq say of a transcript whose sequence is not that of the genome."""

_EXCEPT = re.compile(r"\(pos:(?P<place>.+?),aa:(?P<amino>\w+)\)")


@dataclass(slots=True)
class Draft:
    """A transcript of a file.

    Attributes
    ----------
    number
        1-based line it stands in.
    kind
        Its type as column 3 names it.
    coding
        Pieces of the coding sequence with their phase, 0 to 2.
    stops
        Stop codons told apart from the coding sequence, as GTF does.
    selenocysteines
        Codons told to be read so.
    cds
        Attributes of its coding sequence.
    is_start_told, is_stop_told
        A start (stop) codon is a feature of its own.
    is_misaligned
        An alignment in the file shows that it differs from the genome.
    """

    number: int
    chrom: str
    strand: str
    start: int
    end: int
    kind: str
    attributes: Attributes
    exons: list[Span] = field(default_factory=list)
    coding: list[tuple[int, int, int]] = field(default_factory=list)
    stops: list[Span] = field(default_factory=list)
    selenocysteines: list[Span] = field(default_factory=list)
    cds: Attributes = field(default_factory=dict)
    is_start_told: bool = False
    is_stop_told: bool = False
    is_misaligned: bool = False

    @property
    def is_sound(self) -> bool:
        """No exon overlaps the next; sorts them."""
        self.exons.sort()
        return all(left[1] <= right[0] for left, right in pairwise(self.exons))

    @property
    def transcript_id(self) -> str:
        """Its name, with version where the file has one."""
        own = self.attributes
        name = own.get("transcript_id") or bare(own["ID"])
        return _with_version(name, own)


def transcript_of(draft: Draft, gene: Attributes, source: str) -> Transcript:
    """Give the transcript of a sound draft.

    Parameters
    ----------
    gene
        Attributes of its gene, empty where the file has none.
    source
        Name of the gene set.
    """
    own = draft.attributes
    coding = _pieces(draft)
    selenocysteines = _selenocysteines(draft)
    return Transcript(
        transcript_id=draft.transcript_id,
        gene_symbol=_symbol(own, gene),
        gene_id=_gene_id(own, gene),
        chrom=draft.chrom,
        strand=draft.strand,
        start=draft.start,
        end=draft.end,
        exons=tuple(draft.exons),
        cds_start=coding[0][0] if coding else None,
        cds_end=coding[-1][1] if coding else None,
        mane=_mane(own),
        biotype=_biotype(own, gene, draft.kind),
        source=source,
        protein_id=_protein_id(draft) if coding else "",
        other_id=_other_id(own),
        cds_phase=_phase(draft),
        selenocysteines=selenocysteines,
        traits=frozenset(_traits(draft, coding, has_sec=bool(selenocysteines))),
    )


def bare(identifier: str) -> str:
    """Give an identifier without the prefix that Ensembl and RefSeq put before it in GFF3."""
    for prefix in _PREFIXES:
        if identifier.startswith(prefix):
            return identifier[len(prefix) :]
    return identifier


def _pieces(draft: Draft) -> list[Span]:
    """Coding sequence with its stop codon; pieces that touch are one."""
    if not draft.coding:
        return []
    return _joined(sorted([(start, end) for start, end, _ in draft.coding] + draft.stops))


def _is_in_one_piece(draft: Draft, coding: list[Span]) -> bool:
    """The coding sequence is all that exons hold between its ends, each base once."""
    pieces = sorted((start, end) for start, end, _ in draft.coding)
    if any(left[1] > right[0] for left, right in pairwise(pieces)):
        return False
    low, high = coding[0][0], coding[-1][1]
    inside = [(max(a, low), min(b, high)) for a, b in draft.exons if a < high and b > low]
    return _joined(inside) == coding


def _joined(spans: list[Span]) -> list[Span]:
    """Make one of those that touch or overlap."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _phase(draft: Draft) -> int:
    if not draft.coding:
        return 0
    first = min(draft.coding) if draft.strand == "+" else max(draft.coding, key=lambda one: one[1])
    return first[2]


def _selenocysteines(draft: Draft) -> tuple[int, ...]:
    """First base of each such codon, transcript order, from features or RefSeq's exceptions."""
    spans = list(draft.selenocysteines)
    for found in _EXCEPT.finditer(draft.cds.get("transl_except", "")):
        if found["amino"] == "Sec":
            places = [int(number) for number in re.findall("[0-9]+", found["place"])]
            spans.append((min(places) - 1, max(places)))
    if draft.strand == "+":
        return tuple(sorted({start for start, _ in spans}))
    return tuple(sorted({end - 1 for _, end in spans}, reverse=True))


def _traits(draft: Draft, coding: list[Span], *, has_sec: bool) -> set[TranscriptTrait]:
    own, cds = draft.attributes, draft.cds
    tags = own.get("tag", "").split(",")
    found = {_TAGS[tag] for tag in tags if tag in _TAGS} | _open_ends(draft)
    if has_sec:
        found.add(TranscriptTrait.SELENOCYSTEINE)
    if draft.is_misaligned or _differs(own) or _differs(cds):
        found.add(TranscriptTrait.DIFFERS_FROM_GENOME)
    if not coding:
        return found - {TranscriptTrait.START_UNKNOWN, TranscriptTrait.END_UNKNOWN}
    if cds.get("exception") == _SLIPPAGE or not _is_in_one_piece(draft, coding):
        found.add(TranscriptTrait.SLIPPAGE)
    return found


def _open_ends(draft: Draft) -> set[TranscriptTrait]:
    """What RefSeq calls partial: which end is open, in GTF told by the codon that is missing."""
    start, end = ("start_range", "end_range")[:: 1 if draft.strand == "+" else -1]
    own, cds = draft.attributes, draft.cds
    is_partial = cds.get("partial") == "true" and not {start, end} & cds.keys()
    ends = (
        (TranscriptTrait.RNA_START_UNKNOWN, start in own),
        (TranscriptTrait.RNA_END_UNKNOWN, end in own),
        (TranscriptTrait.START_UNKNOWN, start in cds or (is_partial and not draft.is_start_told)),
        (TranscriptTrait.END_UNKNOWN, end in cds or (is_partial and not draft.is_stop_told)),
        (TranscriptTrait.START_UNKNOWN, _phase(draft) > 0),
    )
    found = {trait for trait, is_so in ends if is_so}
    return found | {_FOLLOWS[trait] for trait in found if trait in _FOLLOWS}


def _differs(attributes: Attributes) -> bool:
    exception = attributes.get("exception", "")
    note = attributes.get("Note", "")
    is_told = any(words in note for words in _DIFFERENCES)
    return is_told or (bool(exception) and exception not in _HARMLESS)


def _with_version(name: str, attributes: Attributes) -> str:
    version = attributes.get("version", "")
    return f"{name}.{version}" if version and "." not in name else name


def _protein_id(draft: Draft) -> str:
    stated = draft.attributes.get("protein_id", "")
    own = draft.cds.get("protein_id", "")
    return stated or (_with_version(own, draft.cds) if own else "")


def _other_id(own: Attributes) -> str:
    for part in own.get("Dbxref", "").split(","):
        catalogue, _, name = part.partition(":")
        if catalogue in ("RefSeq", "Ensembl"):
            return name
    return ""


def _symbol(own: Attributes, gene: Attributes) -> str:
    for attributes, key in (
        (own, "gene_name"),
        (own, "gene"),
        (gene, "gene_name"),
        (gene, "gene"),
        (gene, "Name"),
    ):
        if attributes.get(key):
            return attributes[key]
    return _gene_id(own, gene)


def _gene_id(own: Attributes, gene: Attributes) -> str:
    stated = own.get("gene_id") or gene.get("gene_id")
    if stated:
        return stated
    cross = (own.get("Dbxref") or gene.get("Dbxref") or "").split(",")
    found = next((part for part in cross if part.startswith("GeneID:")), "")
    return found or bare(gene.get("ID") or own.get("Parent") or own["ID"])


def _mane(own: Attributes) -> Mane:
    tags = own.get("tag", "").replace(" ", "_").split(",")
    if "MANE_Select" in tags:
        return Mane.SELECT
    return Mane.PLUS_CLINICAL if "MANE_Plus_Clinical" in tags else Mane.NONE


def _biotype(own: Attributes, gene: Attributes, kind: str) -> str:
    for key in ("transcript_type", "transcript_biotype", "biotype"):
        if own.get(key):
            return own[key]
    if kind not in ("mRNA", "transcript"):
        return kind
    own_gene = own.get("gene_type") or own.get("gene_biotype")
    of_gene = gene.get("gene_type") or gene.get("gene_biotype") or gene.get("biotype")
    return own_gene or of_gene or ("protein_coding" if kind == "mRNA" else "")
