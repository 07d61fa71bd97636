"""The coding sequence of a transcript as the reference has it, and whether both agree."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from core.domain.assembly import MITOCHONDRION
from core.domain.transcript import Transcript, TranscriptTrait
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.codons import CODE, MITOCHONDRIAL_CODE, STOP, translate
from core.interpret.mrna import spliced
from core.interpret.rules import Sourced, load_rule_set
from core.interpret.transcript_map import TranscriptMap

_OPEN_END = frozenset({TranscriptTrait.END_UNKNOWN, TranscriptTrait.SLIPPAGE})
_POLYADENYLATED = frozenset({"T", "TA"})
"""Stop codons of the mitochondrion that polyadenylation completes."""


class SelenoproteinRules(Sourced):
    """Genes in which a UGA within the coding sequence is read as selenocysteine."""

    name: str
    version: str
    date: str
    genes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A coding transcript, spliced, and how it is read.

    Attributes
    ----------
    bases
        The whole spliced transcript, 5' to 3'.
    start, end
        0-based half-open bounds of the coding sequence in it; at `start` the first whole codon
        begins.
    selenocysteines
        Places in `bases`, from `start` on, of the UGA read so.
    protein
        One-letter code, with "*" where a stop is met.
    """

    bases: str
    start: int
    end: int
    selenocysteines: frozenset[int]
    protein: str
    code: dict[str, str]
    is_start_known: bool

    @property
    def start_codon(self) -> str:
        """The first codon; not ATG in some transcripts."""
        return self.bases[self.start : self.start + 3]

    def translated(self, bases: str, start: int, selenocysteines: Collection[int]) -> str:
        """Translate another spelling of this transcript from `start` to its first stop or its end."""
        return translate(
            bases[start:],
            code=self.code,
            selenocysteines=selenocysteines,
            starts_with_met=self.is_start_known,
        )


def reading_of(
    transcript: Transcript, fetch: Fetch, places: TranscriptMap | None = None
) -> Reading | None:
    """Give how a transcript is read, None for one without coding sequence in its exons.

    Parameters
    ----------
    fetch
        Plus-strand bases of its contig.
    places
        The map of the transcript, where the caller has it already.
    """
    places = places or TranscriptMap(transcript)
    if places.coding is None:
        return None
    bases = spliced(AlleleMap(None, fetch), transcript.strand, transcript.exons).bases
    start, end = places.coding
    start += transcript.cds_phase
    code = MITOCHONDRIAL_CODE if transcript.chrom == MITOCHONDRION else CODE
    is_start_known = TranscriptTrait.START_UNKNOWN not in transcript.traits
    selenocysteines = _selenocysteines(transcript, places, bases[start:end])
    protein = translate(
        bases[start:end],
        code=code,
        selenocysteines=selenocysteines,
        starts_with_met=is_start_known,
    )
    return Reading(bases, start, end, selenocysteines, protein, code, is_start_known)


def disagreement(transcript: Transcript, reading: Reading) -> str:
    """Say in a sentence why the genome cannot be what was annotated, "" where it can.

    A stop within the coding sequence that is no selenocysteine, a coding sequence that does not
    end in a stop, or one whose length is no multiple of three. Unknown bases prove nothing.
    """
    if TranscriptTrait.SLIPPAGE in transcript.traits:
        return ""
    n_coding = reading.end - reading.start
    n_read = 3 * len(reading.protein)
    name = transcript.transcript_id
    if reading.protein.endswith(STOP) and n_read < n_coding - n_coding % 3:
        return (
            f"{name}: the reference has a stop at codon {len(reading.protein):,} of its coding "
            f"sequence of {n_coding // 3:,} codons."
        )
    if TranscriptTrait.END_UNKNOWN in transcript.traits:
        return ""
    rest = reading.bases[reading.end - n_coding % 3 : reading.end] if n_coding % 3 else ""
    if transcript.chrom == MITOCHONDRION and rest in _POLYADENYLATED:
        return ""
    if rest:
        return f"{name}: its coding sequence of {n_coding:,} bases is no multiple of three."
    last = reading.bases[reading.end - 3 : reading.end]
    if "N" in last or reading.protein.endswith(STOP):
        return ""
    return f"{name}: its coding sequence does not end in a stop codon of the reference."


@cache
def selenoprotein_rules() -> SelenoproteinRules:
    """Give the rule set of the program."""
    return load_rule_set("selenoproteins.toml", None, SelenoproteinRules)


def _selenocysteines(transcript: Transcript, places: TranscriptMap, coding: str) -> frozenset[int]:
    """Places in the coding sequence: those stated, else every UGA before the end in genes known."""
    if transcript.selenocysteines:
        indices = (places.index_of(pos) for pos in transcript.selenocysteines)
        start = places.coding[0] + transcript.cds_phase if places.coding else 0
        return frozenset(index - start for index in indices if index is not None)
    if transcript.gene_symbol not in selenoprotein_rules().genes:
        return frozenset()
    codons = range(0, len(coding) - 5, 3)
    return frozenset(place for place in codons if coding[place : place + 3] == "TGA")
