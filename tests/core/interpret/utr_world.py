"""Hand-made transcripts on either strand, and changes told by the bases around them.

A transcript is written as its pieces, exon, intron, exon ..., with "|" before its start codon and
behind its stop codon. A change is written as `ACG[T/C]AA`: T becomes C where ACGTAA stands. Both
are told as on the plus strand; on the minus strand the whole contig is turned round.
"""

import re
from dataclasses import dataclass, replace

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.mrna import reverse_complement
from core.interpret.utr_effects import utr_effects

FLANK = "CTCTCTCTCTCTCTCTCTCT"
INTRON = "GTAAGTCTTCAACTTTTCAG"
CODING = "|ATGGCTCCTGCTACTACTTGA|"
"""Met Ala Pro Ala Thr Thr stop. G at +4. Frame 1 has TGG CTC CTG CTA CTA CTT GA: no stop; frame 2
GGC TCC TGC TAC TAC TTG: no stop either."""
TAIL = "CCTAACTAACCC"
"""A stop in either other frame behind the coding sequence, and no polyadenylation signal."""

NEAR = ("Lies ", "Changes the first base")

_CHANGE = re.compile(r"^(\w*)\[(\w*)/(\w*)\](\w*)$")


@dataclass(frozen=True)
class World:
    """A contig as on the plus strand, with one transcript."""

    sequence: str
    transcript: Transcript

    def fetch(self, start, end):
        turned = self.transcript.strand == "-"
        contig = reverse_complement(self.sequence) if turned else self.sequence
        return contig[max(0, start) : max(0, end)]

    def variant(self, told):
        before, ref, alt, after = _CHANGE.match(told).groups()
        assert self.sequence.count(before + ref + after) == 1, told
        start = self.sequence.index(before + ref + after) + len(before)
        if not ref or not alt:
            start, ref, alt = (
                start - 1,
                self.sequence[start - 1] + ref,
                self.sequence[start - 1] + alt,
            )
        return self.at(start, ref, alt)

    def at(self, start, ref, alt):
        """A variant at a 0-based place of the plus strand."""
        assert self.sequence[start : start + len(ref)] == ref
        if self.transcript.strand == "-":
            start = len(self.sequence) - start - len(ref)
            ref, alt = reverse_complement(ref), reverse_complement(alt)
        return Variant(Assembly.ARTIFICIAL, "demo", start + 1, ref, alt)

    def place(self, index):
        """1-based genome place of a 0-based place of the plus strand."""
        return len(self.sequence) - index if self.transcript.strand == "-" else index + 1

    def effects(self, told, rules=None):
        variant = self.variant(told) if isinstance(told, str) else told
        return utr_effects(variant, self.transcript, self.fetch, rules)

    def of_sequence(self, told, rules=None):
        """Effects other than how near a splice site or the transcription start is.

        In transcripts as short as these every place is near to them.
        """
        return [one for one in self.effects(told, rules) if not one.sentence.startswith(NEAR)]

    def only(self, told, rules=None):
        (found,) = self.of_sequence(told, rules)
        return found

    def but(self, **fields):
        return World(self.sequence, replace(self.transcript, **fields))


def world(strand, *pieces):
    """Build a world out of exons and introns."""
    sequence, exons, marks = FLANK, [], []
    for number, piece in enumerate(pieces):
        marks += [len(sequence) + at - shift for shift, at in enumerate(_marks(piece))]
        bases = piece.replace("|", "")
        if number % 2 == 0:
            exons.append((len(sequence), len(sequence) + len(bases)))
        sequence += bases
    sequence += FLANK
    coding = tuple(marks) or None
    if strand == "-":
        exons = sorted((len(sequence) - end, len(sequence) - start) for start, end in exons)
        coding = coding and (len(sequence) - coding[1], len(sequence) - coding[0])
    return World(
        sequence,
        Transcript(
            transcript_id="NM_1.1",
            gene_symbol="ABC1",
            gene_id="GeneID:1",
            chrom="demo",
            strand=strand,
            start=exons[0][0],
            end=exons[-1][1],
            exons=tuple(exons),
            cds_start=coding and coding[0],
            cds_end=coding and coding[1],
            biotype="protein_coding" if coding else "lncRNA",
        ),
    )


def _marks(piece):
    return [at for at, sign in enumerate(piece) if sign == "|"]
