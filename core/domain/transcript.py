"""Transcripts as loaded from a gene model file."""

from dataclasses import dataclass
from enum import StrEnum


class Mane(StrEnum):
    """MANE status of a transcript."""

    SELECT = "MANE Select"
    PLUS_CLINICAL = "MANE Plus Clinical"
    NONE = ""


class Region(StrEnum):
    """Where a variant lies relative to a transcript."""

    SPLICE_DINUCLEOTIDE = "splice dinucleotide"
    EXON_EDGE = "exon edge"
    CODING = "coding exon"
    UTR5 = "5' UTR"
    UTR3 = "3' UTR"
    NON_CODING_EXON = "non-coding exon"
    NEAR_SPLICE = "near splice site"
    INTRON = "intron"
    DEEP_INTRON = "deep intron"
    INTERGENIC = "outside genes"


class TranscriptTrait(StrEnum):
    """What has to be known about a transcript before its protein is spoken of."""

    START_UNKNOWN = "the beginning of its coding sequence is not known"
    END_UNKNOWN = "the end of its coding sequence is not known"
    RNA_START_UNKNOWN = "its first exon is not known in full"
    RNA_END_UNKNOWN = "its last exon is not known in full"
    SLIPPAGE = "its coding sequence is not read in one piece"
    DIFFERS_FROM_GENOME = "its sequence differs from the genome"
    SELENOCYSTEINE = "a stop codon in it is read as selenocysteine"


@dataclass(frozen=True, slots=True)
class Transcript:
    """One transcript (or the one model of a gene in a SpliceAI gene table).

    Attributes
    ----------
    transcript_id
        With version where the file has one; in a SpliceAI table the gene symbol.
    chrom
        Our own spelling.
    strand
        "+" or "-".
    start, end
        0-based half-open.
    exons
        0-based half-open pairs in genome order.
    cds_start, cds_end
        0-based half-open bounds of the coding sequence in genome order, None for non-coding.
    biotype
        As the file names it, empty if it does not.
    source
        Name of the gene model file it came from.
    protein_id
        With version, empty if the file names none.
    other_id
        The same transcript in the other catalogue (RefSeq of an Ensembl one), empty if not told.
    cds_phase
        Bases of the coding sequence before its first whole codon, 0 to 2.
    selenocysteines
        0-based genome positions of the first base (transcript order) of each UGA read so.
    traits
        What has to be known before its protein is spoken of.
    """

    transcript_id: str
    gene_symbol: str
    gene_id: str
    chrom: str
    strand: str
    start: int
    end: int
    exons: tuple[tuple[int, int], ...]
    cds_start: int | None = None
    cds_end: int | None = None
    mane: Mane = Mane.NONE
    biotype: str = ""
    source: str = ""
    protein_id: str = ""
    other_id: str = ""
    cds_phase: int = 0
    selenocysteines: tuple[int, ...] = ()
    traits: frozenset[TranscriptTrait] = frozenset()

    @property
    def boundaries(self) -> tuple[int, ...]:
        """First and last base of every exon, 1-based, sorted, each once."""
        firsts = {start + 1 for start, _ in self.exons}
        lasts = {end for _, end in self.exons}
        return tuple(sorted(firsts | lasts))

    @property
    def is_coding(self) -> bool:
        """The transcript has a coding sequence."""
        return self.cds_start is not None


@dataclass(frozen=True, slots=True)
class TranscriptPosition:
    """Where a variant lies in one transcript.

    Attributes
    ----------
    region
        Class of the place.
    exon_number, intron_number
        1-based in transcript order, None where it does not apply.
    distance_to_splice_site
        Bases from the nearest base of the variant to the nearest exon edge that is a splice
        site, never negative; 1 is the first intronic or the outermost
        exonic base. None in a transcript without introns.
    site
        "acceptor" or "donor", the kind of that nearest site; empty if there is none.
    """

    transcript: Transcript
    region: Region
    exon_number: int | None
    intron_number: int | None
    distance_to_splice_site: int | None
    site: str

    @property
    def is_non_coding_rna(self) -> bool:
        """It lies in an exon of a transcript that its file calls something, and not coding."""
        return self.region is Region.NON_CODING_EXON and bool(self.transcript.biotype)

    @property
    def region_words(self) -> str:
        """The region as people read it; a table of exons does not tell whether one codes."""
        is_open = self.region is Region.NON_CODING_EXON and not self.is_non_coding_rna
        return "exon (coding not known)" if is_open else self.region.value
