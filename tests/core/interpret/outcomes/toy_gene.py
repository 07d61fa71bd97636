"""One hand-made gene on either strand; places are always told as on the plus strand, 0-based.

    exon 1   300-360    c.-30 to c.30      start codon at 330
    intron 1 360-760    400 bases          read on from exon 1: VS, LPFS twice, stop
    exon 2   760-820    c.31 to c.90       20 codons
    intron 2 820-2320   1,500 bases
    exon 3   2320-2381  c.91 to c.151      20 codons and a base
    intron 3 2381-2681  300 bases
    exon 4   2681-2773  c.152 to c.243     two bases and 30 codons
    intron 4 2773-3673  900 bases
    exon 5   3673-3763  c.244 to c.*60     9 codons, stop codon at 3700

Introns repeat CTTCCTTTCTCC, which has no stop in any frame (LPFS, FLSP, SFLP). On the minus strand
the whole contig is turned round.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.domain.assembly import Assembly
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.outcomes.predict import Predictor, splice_outcomes

ACCEPTOR, DONOR = "acceptor", "donor"
EXONS = ((300, 360), (760, 820), (2320, 2381), (2681, 2773), (3673, 3763))
DISTANCE = 4999


def _intron(n_bases, edits=()):
    fill = "CTTCCTTTCTCC" * (n_bases // 12 + 1)
    bases = "GTAAGT" + fill[: n_bases - 12] + "TTTCAG"
    for place, new in edits:
        bases = bases[:place] + new + bases[place + len(new) :]
    return bases


def _bases(spaced):
    return spaced.replace(" ", "").replace("\n", "")


UTR5 = "GACGGCAGCGGTGGCAGCTGCAGCGACACC"
EXON1 = UTR5 + _bases("ATG AAA ACC GCC TAC CTG GTG GGC CGC TGG")  # MKTAYLVGRW
EXON2 = _bases(  # DEFHIKLNPQRSTVWYACGH
    "GAC GAG TTC CAC ATC AAG CTG AAC CCC CAG CGG TCC ACC GTG TGG TAC GCC TGC GGC CAC"
)
EXON3 = _bases(  # KPDFGHILNQRSTVWYACEL and the first base of G
    "AAG CCG GAT TTT GGT CAT ATT CTG AAT CAG CGT AGC ACG GTT TGG TAT GCG TGT GAA CTC G"
)
EXON4 = _bases(  # the rest of G and VATSRQPNMLKIHGFEDCYWVTSARQPNLK
    "GT GTC GCG ACT AGC AGA CAA CCA AAT ATG TTA AAA ATA CAC GGA TTC GAA GAC TGC TAC TGG "
    "GTA ACA TCA GCA AGG CAG CCT AAC CTC AAG"
)
EXON5 = _bases("CAC GAC TTT GAG ATC CCG CGC GTC TGC TAA") + (  # HDFEIPRVC, stop
    "CGCAGGTGCTGACCCGAGGCCTTGACTCAGGACATTGACAGCCAGCTTAGGCAATAAAAG"
)
INTRON1, INTRON2 = _intron(400, [(30, "TAA")]), _intron(1500)
INTRON3, INTRON4 = _intron(300), _intron(900)
FLANKS = "CTCTTC" * 50, "TCTCCT" * 50
SEQUENCE = "".join(
    (FLANKS[0], EXON1, INTRON1, EXON2, INTRON2, EXON3, INTRON3, EXON4, INTRON4, EXON5, FLANKS[1])
)
LENGTH = len(SEQUENCE)
PROTEIN = (
    "MKTAYLVGRW" "DEFHIKLNPQRSTVWYACGH" "KPDFGHILNQRSTVWYACEL" "G"
    "VATSRQPNMLKIHGFEDCYWVTSARQPNLK" "HDFEIPRVC*"
)  # fmt: skip

PLUS = Transcript(
    transcript_id="NM_7.1",
    gene_symbol="TOY1",
    gene_id="GeneID:7",
    chrom="demo",
    strand="+",
    start=300,
    end=3763,
    exons=EXONS,
    cds_start=330,
    cds_end=3703,
    biotype="protein_coding",
)

_OTHER = str.maketrans("ACGT", "TGCA")


def other_strand(bases):
    return bases.translate(_OTHER)[::-1]


class Edit(NamedTuple):
    """Bases [start, end) give way to others."""

    start: int
    end: int
    new: str

    @property
    def shift(self):
        return len(self.new) - (self.end - self.start)


def snv(place, new):
    """Another base; one that is there already is no variant."""
    assert SEQUENCE[place] != new
    return Edit(place, place + 1, new)


QUIET = snv(2300, "G" if SEQUENCE[2300] != "G" else "A")
"""A substitution in intron 2, 20 bases before exon 3."""


def turned(interval, length):
    """An interval as seen from the other end."""
    return length - interval[1], length - interval[0]


def mirrored(transcript, length=LENGTH):
    """The same transcript of the plus strand on the minus strand."""
    ends = {}
    if transcript.cds_start is not None:
        start, end = turned((transcript.cds_start, transcript.cds_end), length)
        ends = {"cds_start": start, "cds_end": end}
    start, end = turned((transcript.start, transcript.end), length)
    return replace(
        transcript,
        strand="-",
        start=start,
        end=end,
        exons=tuple(turned(exon, length) for exon in reversed(transcript.exons)),
        selenocysteines=tuple(length - 1 - place for place in transcript.selenocysteines),
        **ends,
    )


class Toy:
    """A gene on a strand with one change; `transcript` and `sequence` are of the plus strand."""

    def __init__(self, strand="+", edit=QUIET, *, transcript=PLUS, sequence=SEQUENCE):
        self.strand, self.edit = strand, edit
        self._is_plus = strand == "+"
        self._n_ref, self._n_alt = len(sequence), len(sequence) + edit.shift
        self.plus_transcript = transcript
        self.transcript = transcript if self._is_plus else mirrored(transcript, len(sequence))
        self.sequence = sequence if self._is_plus else other_strand(sequence)
        changed = sequence[: edit.start] + edit.new + sequence[edit.end :]
        self.changed = changed if self._is_plus else other_strand(changed)
        self.variant = self._variant()

    def fetch(self, start, end):
        return self.sequence[max(0, start) : max(0, end)]

    def pos(self, place):
        """1-based place on the genome of a place of the plus strand."""
        return place + 1 if self._is_plus else self._n_ref - place

    def chain(self, exons):
        """Exons told in places of the changed plus strand, as an outcome has them."""
        if self._is_plus:
            return tuple(exons)
        return tuple(turned(exon, self._n_alt) for exon in reversed(exons))

    def mrna(self, outcome):
        """The bases of an outcome, put together without the code under test."""
        bases = "".join(self.changed[start:end] for start, end in outcome.exons)
        return bases if self._is_plus else other_strand(bases)

    def track(self, sites=None, alt_sites=None, *, distance=DISTANCE):
        """Probabilities around the variant.

        Parameters
        ----------
        sites
            (kind, place) or a name such as "D2" to REF and ALT, or to one for both.
        alt_sites
            The same with places of the changed strand, where a change of length moves them;
            given so, `sites` are those of REF alone.
        """
        ref = {self._key(name): 0.9 for name in self._names()}
        alt = {self._key(name, is_changed=True): 0.9 for name in self._names()}
        for name, value in (sites or {}).items():
            one, other = value if isinstance(value, tuple) else (value, value)
            ref[self._key(name)] = one
            if alt_sites is None:
                alt[self._key(name, is_changed=True)] = other
        for name, value in (alt_sites or {}).items():
            alt[self._key(name, is_changed=True)] = value
        return self._laid(ref, alt, distance)

    def outcomes(self, sites=None, alt_sites=None, rules=None, **more):
        return splice_outcomes(
            self.variant, self.transcript, self.track(sites, alt_sites, **more), self.fetch, rules
        )

    def predictor(self):
        return Predictor(self.variant, self.transcript, self.fetch)

    def _names(self):
        n_exons = len(self.plus_transcript.exons)
        return [f"A{number}" for number in range(2, n_exons + 1)] + [
            f"D{number}" for number in range(1, n_exons)
        ]

    def _key(self, name, *, is_changed=False):
        """Kind and place on the strand of the toy."""
        if isinstance(name, str):
            start, end = self.plus_transcript.exons[int(name[1:]) - 1]
            kind, place = (ACCEPTOR, start) if name[0] == "A" else (DONOR, end - 1)
            place += self.edit.shift if is_changed and place >= self.edit.end else 0
        else:
            kind, place = name
        n_bases = self._n_alt if is_changed else self._n_ref
        return kind, place if self._is_plus else n_bases - 1 - place

    def _variant(self):
        start, end, new = self.edit
        if not self._is_plus:
            (start, end), new = turned((start, end), self._n_ref), other_strand(new)
        anchor = 0 if start < end and new else 1
        ref = self.sequence[start - anchor : end]
        alt = self.sequence[start - anchor : start] + new
        return Variant(Assembly.GRCH38, "demo", start - anchor + 1, ref, alt)

    def _laid(self, ref, alt, distance):
        """As SpliceAI lays ALT on REF: deleted bases 0, inserted ones at the base before them."""
        first = self.variant.pos - 1
        n_ref, n_alt = len(self.variant.ref), len(self.variant.alt)
        paired = min(n_ref, n_alt)
        found = {}
        for (kind, place), value in ref.items():
            found.setdefault(place - first, np.zeros((2, 2)))[0, int(kind == DONOR)] = value
        for (kind, place), value in alt.items():
            offset = place - first
            if offset >= n_alt:
                offset += n_ref - n_alt
            elif offset >= paired:
                offset = paired - 1
            cell = found.setdefault(offset, np.zeros((2, 2)))
            cell[1, int(kind == DONOR)] = max(cell[1, int(kind == DONOR)], value)
        offsets = sorted(offset for offset in found if abs(offset) <= distance)
        values = np.array([found[offset] for offset in offsets], np.float32).reshape(-1, 2, 2)
        return SpliceTrack(
            self.transcript.transcript_id,
            self.strand,
            distance,
            False,
            np.array(offsets, np.int32),
            np.ascontiguousarray(values[:, 0].T),
            np.ascontiguousarray(values[:, 1].T),
        )
