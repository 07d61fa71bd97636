"""GFF3 gene models in the dialects of MANE, GENCODE, Ensembl and RefSeq."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from core.domain.assembly import canonical_chrom
from core.domain.counting import counted, verb
from core.domain.transcript import Mane, Transcript
from core.errors import InputFileError

_N_COLUMNS = 9
_GENE_TYPES = frozenset({"gene", "ncRNA_gene", "pseudogene", "transposable_element_gene"})
_PARTS = frozenset(
    {
        "start_codon", "stop_codon", "stop_codon_redefined_as_selenocysteine", "five_prime_UTR",
        "three_prime_UTR", "region", "chromosome", "biological_region", "cDNA_match", "match",
        "scaffold", "supercontig", "contig",
    }
)  # fmt: skip
_PREFIXES = ("transcript:", "gene:", "rna-", "gene-")

Attributes = dict[str, str]
Span = tuple[int, int]


@dataclass(slots=True)
class _Draft:
    """One transcript while its exons are still being read."""

    number: int
    chrom: str
    strand: str
    start: int
    end: int
    kind: str
    attributes: Attributes
    exons: list[Span] = field(default_factory=list)
    coding: list[Span] = field(default_factory=list)


class _Reader:
    """Collects the features of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.genes: dict[str, Attributes] = {}
        self.drafts: dict[str, _Draft] = {}
        self._waiting: list[tuple[str, str, Span, int]] = []
        self._chroms: dict[str, str] = {}
        self.n_orphans = 0

    def feature(self, number: int, line: str) -> None:
        columns = line.split("\t")
        if len(columns) != _N_COLUMNS:
            raise self.error(number, f"{len(columns)} columns instead of {_N_COLUMNS}")
        kind = columns[2]
        if kind in _PARTS:
            return
        span = self._span(number, columns)
        if kind in ("exon", "CDS"):
            self._part(number, kind, span, columns[8])
        elif kind in _GENE_TYPES or "ID=gene" in columns[8]:
            attributes = _attributes(columns[8])
            self.genes[attributes.get("ID", "")] = attributes
            if kind == "pseudogene":
                self._draft(number, columns, span, attributes)
        else:
            self._draft(number, columns, span, _attributes(columns[8]))

    def settle(self) -> None:
        """Give exons that stood before their transcript to it."""
        waiting, self._waiting = self._waiting, []
        for parent, kind, span, _ in waiting:
            draft = self.drafts.get(parent)
            if draft is None:
                self.n_orphans += kind == "exon"
            else:
                (draft.exons if kind == "exon" else draft.coding).append(span)

    def error(self, number: int, cause: str) -> InputFileError:
        return InputFileError(
            self.path, f"line {number}: {cause}.", "Download the file again, or mend this line."
        )

    def _span(self, number: int, columns: list[str]) -> Span:
        try:
            start, end = int(columns[3]) - 1, int(columns[4])
        except ValueError:
            text = f"{columns[3][:20]!r} and {columns[4][:20]!r}"
            raise self.error(number, f"start and end are no numbers ({text})") from None
        if not 0 <= start < end:
            raise self.error(number, f"start {columns[3]} and end {columns[4]} are no interval")
        return start, end

    def _part(self, number: int, kind: str, span: Span, text: str) -> None:
        place = text.find("Parent=")
        if place < 0:
            raise self.error(number, f"{kind} without Parent")
        for parent in text[place + 7 :].split(";", 1)[0].split(","):
            draft = self.drafts.get(parent)
            if draft is None:
                self._waiting.append((parent, kind, span, number))
            elif kind == "exon":
                draft.exons.append(span)
            else:
                draft.coding.append(span)

    def _draft(self, number: int, columns: list[str], span: Span, attributes: Attributes) -> None:
        identifier = attributes.get("ID")
        if identifier is None:
            return
        strand = columns[6]
        if strand not in ("+", "-"):
            if attributes.get("Parent"):
                raise self.error(number, f"strand {strand!r} is neither + nor -")
            return
        chrom = self._chroms.get(columns[0])
        if chrom is None:
            chrom = canonical_chrom(columns[0])
            self._chroms[columns[0]] = chrom
        self.drafts[identifier] = _Draft(
            number, chrom, strand, span[0], span[1], columns[2], attributes
        )


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
    sound = [draft for draft in drafts if _is_sound(draft)]
    found = [_transcript(reader, draft, source) for draft in sound]
    n_odd = len(drafts) - len(sound)
    warnings = []
    if n_odd:
        warnings.append(
            f"{path.name}: {counted(n_odd, 'transcript')} whose exons overlap "
            f"{verb(n_odd, 'is', 'are')} left out."
        )
    if reader.n_orphans:
        warnings.append(
            f"{path.name}: {counted(reader.n_orphans, 'exon')} "
            f"{verb(reader.n_orphans, 'belongs', 'belong')} to no transcript."
        )
    return found, warnings


def _is_sound(draft: _Draft) -> bool:
    """Sort the exons, and tell whether none overlaps the next."""
    draft.exons.sort()
    return all(left[1] <= right[0] for left, right in pairwise(draft.exons))


def _transcript(reader: _Reader, draft: _Draft, source: str) -> Transcript:
    own = draft.attributes
    gene = reader.genes.get(own.get("Parent", "").split(",")[0], {})
    exons = tuple(draft.exons)
    if exons[0][0] < draft.start or exons[-1][1] > draft.end:
        raise reader.error(draft.number, f"an exon of {own['ID']} lies outside of it")
    return Transcript(
        transcript_id=_transcript_id(own),
        gene_symbol=_symbol(own, gene),
        gene_id=_gene_id(own, gene),
        chrom=draft.chrom,
        strand=draft.strand,
        start=draft.start,
        end=draft.end,
        exons=exons,
        cds_start=min(start for start, _ in draft.coding) if draft.coding else None,
        cds_end=max(end for _, end in draft.coding) if draft.coding else None,
        mane=_mane(own),
        biotype=_biotype(own, gene, draft.kind),
        source=source,
    )


def _attributes(text: str) -> Attributes:
    found: Attributes = {}
    for part in text.split(";"):
        key, _, value = part.strip().partition("=")
        found[key] = unquote(value) if "%" in value else value
    return found


def _bare(identifier: str) -> str:
    for prefix in _PREFIXES:
        if identifier.startswith(prefix):
            return identifier[len(prefix) :]
    return identifier


def _transcript_id(own: Attributes) -> str:
    name = own.get("transcript_id") or _bare(own["ID"])
    version = own.get("version", "")
    return f"{name}.{version}" if version and "." not in name else name


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
    return found or _bare(gene.get("ID") or own.get("Parent") or own["ID"])


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
