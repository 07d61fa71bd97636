"""Data for the biocommons hgvs package from our own transcripts and reference: no network.

The package is the oracle: only its interface is met here. Exons come in the order of the genome,
places are 0-based, the coding sequence is told by its offset in the spliced transcript.
"""

from functools import partial

from hgvs.dataproviders.interface import Interface

from core.domain.assembly import Assembly, accession
from core.domain.transcript import Transcript
from core.interpret.hgvs_transcript import transcript_accession
from core.interpret.reading import reading_of
from core.interpret.transcript_map import TranscriptMap
from core.sources.reference import Reference
from models.sequence import reverse_complement

METHOD = "splign"


class OwnProvider(Interface):
    """Answers of the interface for some transcripts."""

    required_version = "1.1"

    def __init__(self, transcripts: list[Transcript], reference: Reference) -> None:
        super().__init__()
        self._reference = reference
        self._transcripts = {transcript_accession(one): one for one in transcripts}
        self._proteins = {one.protein_id: one for one in transcripts}
        self._chroms = {accession(Assembly.GRCH38, one.chrom): one.chrom for one in transcripts}

    def data_version(self):
        return "own"

    def schema_version(self):
        return "1.1"

    def get_assembly_map(self, assembly_name):
        return {}

    def get_gene_info(self, gene):
        return None

    def get_tx_for_gene(self, gene):
        return []

    def get_tx_for_region(self, alt_ac, alt_aln_method, start_i, end_i):
        return []

    def get_similar_transcripts(self, tx_ac):
        return []

    def get_acs_for_protein_seq(self, seq):
        return ["MD5_none"]

    def get_pro_ac_for_tx_ac(self, tx_ac):
        return self._transcripts[tx_ac].protein_id

    def get_alignments_for_region(self, alt_ac, start_i, end_i, alt_aln_method=None):
        return []

    def get_seq(self, ac, start_i=None, end_i=None):
        if ac in self._chroms:
            return self._reference.fetch(self._chroms[ac], start_i, end_i)
        if ac in self._proteins:
            return self._protein(ac)[start_i:end_i]
        if ac not in self._transcripts:
            raise KeyError(ac)
        return self._spliced(ac)[start_i:end_i]

    def get_tx_exons(self, tx_ac, alt_ac, alt_aln_method):
        transcript = self._transcripts[tx_ac]
        places = TranscriptMap(transcript)
        n_exons = len(transcript.exons)
        rows = []
        for number, (start, end) in enumerate(transcript.exons):
            ends = sorted((places.index_of(start), places.index_of(end - 1)))
            rows.append(
                {
                    "tx_ac": tx_ac,
                    "alt_ac": alt_ac,
                    "alt_strand": 1 if transcript.strand == "+" else -1,
                    "alt_aln_method": alt_aln_method,
                    "ord": number if transcript.strand == "+" else n_exons - 1 - number,
                    "tx_start_i": ends[0],
                    "tx_end_i": ends[1] + 1,
                    "alt_start_i": start,
                    "alt_end_i": end,
                    "cigar": f"{end - start}=",
                }
            )
        return rows

    def get_tx_identity_info(self, tx_ac):
        transcript = self._transcripts[tx_ac]
        exons = transcript.exons if transcript.strand == "+" else transcript.exons[::-1]
        return {
            **self.get_tx_info(tx_ac, "", METHOD),
            "lengths": [end - start for start, end in exons],
        }

    def get_tx_info(self, tx_ac, alt_ac, alt_aln_method):
        transcript = self._transcripts[tx_ac]
        start, end = TranscriptMap(transcript).coding
        return {
            "hgnc": transcript.gene_symbol,
            "cds_start_i": start,
            "cds_end_i": end,
            "tx_ac": tx_ac,
            "alt_ac": alt_ac,
            "alt_aln_method": alt_aln_method,
        }

    def get_tx_mapping_options(self, tx_ac):
        alt_ac = accession(Assembly.GRCH38, self._transcripts[tx_ac].chrom)
        return [{"tx_ac": tx_ac, "alt_ac": alt_ac, "alt_aln_method": METHOD}]

    def _protein(self, pro_ac):
        """Selenocysteines are known to the package by the protein alone."""
        transcript = self._proteins[pro_ac]
        fetch = partial(self._reference.fetch, transcript.chrom)
        return reading_of(transcript, fetch).protein.rstrip("*")

    def _spliced(self, tx_ac):
        transcript = self._transcripts[tx_ac]
        fetch = partial(self._reference.fetch, transcript.chrom)
        bases = "".join(fetch(start, end) for start, end in transcript.exons)
        return bases if transcript.strand == "+" else reverse_complement(bases)
