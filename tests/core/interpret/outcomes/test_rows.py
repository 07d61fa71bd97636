"""Every row of the published conditions on the toy gene, on both strands; all values by hand."""

from dataclasses import dataclass

import pytest

from core.domain.consequence import OutcomeKind
from core.interpret.mrna import spliced
from tests.core.interpret.outcomes.toy_gene import (
    ACCEPTOR,
    DONOR,
    EXONS,
    PROTEIN,
    QUIET,
    Edit,
    Toy,
    snv,
)

E1, E2, E3, E4, E5 = EXONS


@dataclass(frozen=True)
class Row:
    """What goes in, and what the first outcome has to be; places of the plus strand."""

    name: str
    edit: Edit
    sites: dict
    kind: OutcomeKind
    score: float
    size: int
    exons: tuple
    used: tuple
    hgvs_r: str
    hgvs_p: str
    protein: str
    first: int
    new: str
    n_lost: int
    stop_after: int | None
    nmd: tuple
    sentence: str
    exon_numbers: tuple = ()
    intron_number: int | None = None

    def __str__(self):
        return self.name


def _row(name, edit, sites, kind, **more):
    return Row(name, edit, sites, kind, **more)


NONE_EARLY = ("no premature stop", "", "no premature stop", None)

ROWS = [
    _row(
        "an exon in frame",
        snv(750, "A"),
        {"A2": (0.9, 0.1), "D2": (0.9, 0.5)},
        OutcomeKind.EXON_SKIPPING,
        score=0.8,
        size=60,
        exon_numbers=(2,),
        exons=(E1, E3, E4, E5),
        used=((ACCEPTOR, 760), (DONOR, 819)),
        hgvs_r="r.(31_90del)",
        hgvs_p="p.(Asp11_His30del)",
        protein=PROTEIN[:10] + PROTEIN[30:],
        first=11,
        new="",
        n_lost=20,
        stop_after=None,
        nmd=NONE_EARLY,
        sentence="Exon 2 (60 bases) is left out. The frame is kept: 20 amino acids (22 % of the "
        "protein) are lost.",
    ),
    _row(
        # Behind GGC CAC reading goes on GTG TCG CGA CTA GCA GAC AAC CAA ATA TGT TAA.
        "an exon out of frame",
        QUIET,
        {"A3": (0.9, 0.1), "D3": (0.9, 0.5)},
        OutcomeKind.EXON_SKIPPING,
        score=0.8,
        size=61,
        exon_numbers=(3,),
        exons=(E1, E2, E4, E5),
        used=((ACCEPTOR, 2320), (DONOR, 2380)),
        hgvs_r="r.(91_151del)",
        hgvs_p="p.(Lys31ValfsTer11)",
        protein=PROTEIN[:30] + "VSRLADNQIC*",
        first=31,
        new="VSRLADNQIC",
        n_lost=60,
        stop_after=11,
        # The stop ends 33 bases into the 92 of exon 4: 59 are left.
        nmd=("NMD predicted", "1", "escape from NMD predicted", 59),
        sentence="Exon 3 (61 bases) is left out. Frameshift: a stop after 10 new codons; 67 % of "
        "the protein is lost. NMD predicted (rule 1): the stop lies 59 bases before the last "
        "exon-exon junction of the coding sequence, more than 50.",
    ),
    _row(
        "two exons that are in frame together",
        QUIET,
        {"A3": (0.9, 0.1), "D4": (0.9, 0.5)},
        OutcomeKind.MULTI_EXON_SKIPPING,
        score=0.8,
        size=153,
        exon_numbers=(3, 4),
        exons=(E1, E2, E5),
        used=((ACCEPTOR, 2320), (DONOR, 2772)),
        hgvs_r="r.(91_243del)",
        hgvs_p="p.(Lys31_Lys81del)",
        protein=PROTEIN[:30] + PROTEIN[81:],
        first=31,
        new="",
        n_lost=51,
        stop_after=None,
        nmd=NONE_EARLY,
        sentence="Exons 3 to 4 (153 bases) are left out. The frame is kept: 51 amino acids (57 % "
        "of the protein) are lost.",
    ),
    _row(
        # GTA AGT, LPFS twice, TAA; base 11 of the intron is changed: CCT to CAT.
        "a whole intron",
        snv(370, "A"),
        {"D1": (0.9, 0.1), "A2": (0.9, 0.5)},
        OutcomeKind.INTRON_RETENTION,
        score=0.8,
        size=400,
        intron_number=1,
        exons=((300, 820), E3, E4, E5),
        used=((DONOR, 359), (ACCEPTOR, 760)),
        hgvs_r="r.(30_31ins[30+1_30+10;a;30+12_31-1])",
        hgvs_p="p.(Asp11ValfsTer11)",
        protein=PROTEIN[:10] + "VSLHFSLPFS*",
        first=11,
        new="VSLHFSLPFS",
        n_lost=80,
        stop_after=11,
        # 400 - 33 bases of the intron, then 60, 61 and 92.
        nmd=("NMD predicted", "1", "escape from NMD predicted", 580),
        sentence="Intron 1 (400 bases) stays in the transcript. Frameshift: a stop after 10 new "
        "codons; 89 % of the protein is lost. NMD predicted (rule 1): the stop lies 580 bases "
        "before the last exon-exon junction of the coding sequence, more than 50.",
    ),
    _row(
        # GTA AGT CTT CAT from the intron (the last a changed base), then exon 2 in frame.
        "a cryptic donor in an intron, in frame",
        snv(370, "A"),
        {"D1": (0.9, 0.6), (DONOR, 371): (0.0, 0.6)},
        OutcomeKind.PARTIAL_INTRON_RETENTION,
        score=0.6,
        size=12,
        exon_numbers=(1,),
        intron_number=1,
        exons=((300, 372), E2, E3, E4, E5),
        used=((DONOR, 359), (DONOR, 371)),
        hgvs_r="r.(30_31ins[30+1_30+10;au])",
        hgvs_p="p.(Trp10_Asp11insValSerLeuHis)",
        protein=PROTEIN[:10] + "VSLH" + PROTEIN[10:],
        first=11,
        new="VSLH",
        n_lost=0,
        stop_after=None,
        nmd=NONE_EARLY,
        sentence="The donor 12 bases into intron 1 is used: exon 1 gets 12 bases longer. The "
        "frame is kept: 4 amino acids come in.",
    ),
    _row(
        # C CCT TTT CAG AAG...: CTC CTT TCA GAA GCC GGA TTT TGG TCA TAT TCT GAA TCA GCG TAG.
        "a cryptic acceptor in an intron, out of frame",
        QUIET,
        {"A3": (0.9, 0.6), (ACCEPTOR, 2310): (0.0, 0.6)},
        OutcomeKind.PARTIAL_INTRON_RETENTION,
        score=0.6,
        size=10,
        exon_numbers=(3,),
        intron_number=2,
        exons=(E1, E2, (2310, 2381), E4, E5),
        used=((ACCEPTOR, 2310), (ACCEPTOR, 2320)),
        hgvs_r="r.(90_91ins91-10_91-1)",
        hgvs_p="p.(Lys31LeufsTer15)",
        protein=PROTEIN[:30] + "LLSEAGFWSYSESA*",
        first=31,
        new="LLSEAGFWSYSESA",
        n_lost=60,
        stop_after=15,
        # The stop ends 45 bases into the 71 of the longer exon: 26 are left, and 92.
        nmd=("NMD predicted", "1", "escape from NMD predicted", 118),
        sentence="The acceptor 10 bases into intron 2 is used: exon 3 gets 10 bases longer. "
        "Frameshift: a stop after 14 new codons; 67 % of the protein is lost. NMD predicted "
        "(rule 1): the stop lies 118 bases before the last exon-exon junction of the coding "
        "sequence, more than 50.",
    ),
    _row(
        # Exon 2 ends ACC GT, exon 3 begins A: GTA GTG ... no; TG of TGG is read on as TGA.
        "a cryptic donor in an exon, at once a stop",
        snv(822, "C"),
        {"D2": (0.9, 0.6), (DONOR, 803): (0.0, 0.6)},
        OutcomeKind.PARTIAL_EXON_LOSS,
        score=0.6,
        size=16,
        exon_numbers=(2,),
        exons=(E1, (760, 804), E3, E4, E5),
        used=((DONOR, 803), (DONOR, 819)),
        hgvs_r="r.(75_90del)",
        hgvs_p="p.(Trp25Ter)",
        protein=PROTEIN[:24] + "*",
        first=25,
        new="",
        n_lost=66,
        stop_after=1,
        nmd=("NMD predicted", "1", "escape from NMD predicted", 152),
        sentence="The donor 16 bases inside exon 2 is used: its last 16 bases are lost. The first "
        "changed codon is a stop; 73 % of the protein is lost. NMD predicted (rule 1): the stop "
        "lies 152 bases before the last exon-exon junction of the coding sequence, more than 50.",
    ),
    _row(
        "a cryptic acceptor in an exon, in frame",
        QUIET,
        {"A3": (0.9, 0.6), (ACCEPTOR, 2332): (0.0, 0.6)},
        OutcomeKind.PARTIAL_EXON_LOSS,
        score=0.6,
        size=12,
        exon_numbers=(3,),
        exons=(E1, E2, (2332, 2381), E4, E5),
        used=((ACCEPTOR, 2320), (ACCEPTOR, 2332)),
        hgvs_r="r.(91_102del)",
        hgvs_p="p.(Lys31_Phe34del)",
        protein=PROTEIN[:30] + PROTEIN[34:],
        first=31,
        new="",
        n_lost=4,
        stop_after=None,
        nmd=NONE_EARLY,
        sentence="The acceptor 12 bases inside exon 3 is used: its first 12 bases are lost. The "
        "frame is kept: 4 amino acids (4 % of the protein) are lost.",
    ),
    _row(
        # Intron 2 from its base 581 on: CCT TTC TCC CTT and so on, base 681 changed is outside.
        "a pseudoexon in frame",
        snv(1500, "A"),
        {(ACCEPTOR, 1400): (0.0, 0.5), (DONOR, 1450): (0.0, 0.3)},
        OutcomeKind.PSEUDOEXON,
        score=0.5,
        size=51,
        intron_number=2,
        exons=(E1, E2, (1400, 1451), E3, E4, E5),
        used=((ACCEPTOR, 1400), (DONOR, 1450)),
        hgvs_r="r.(90_91ins90+581_90+631)",
        hgvs_p="p.(His30_Lys31insProPheLeuSerProPheLeuSerProPheLeuSerProPheLeuSerPro)",
        protein=PROTEIN[:30] + "PFLSPFLSPFLSPFLSP" + PROTEIN[30:],
        first=31,
        new="PFLSPFLSPFLSPFLSP",
        n_lost=0,
        stop_after=None,
        nmd=NONE_EARLY,
        sentence="A pseudoexon of 51 bases comes into intron 2, 580 bases behind exon 2. The "
        "frame is kept: 17 amino acids come in.",
    ),
]


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize("row", ROWS, ids=str)
class TestRow:
    def outcome(self, row, strand):
        return Toy(strand, row.edit).outcomes(row.sites)[0]

    def test_the_kind_and_what_it_touches(self, row, strand):
        found = self.outcome(row, strand)
        assert found.kind is row.kind
        assert (found.score, found.size) == (row.score, row.size)
        assert found.exon_numbers == row.exon_numbers
        assert found.intron_number == row.intron_number
        assert found.is_frame_kept == (row.size % 3 == 0)
        assert found.is_coding_touched
        assert found.cautions == ()

    def test_its_places(self, row, strand):
        toy = Toy(strand, row.edit)
        found = self.outcome(row, strand)
        assert found.exons == toy.chain(row.exons)
        assert [(site.kind, site.pos) for site in found.sites] == [
            (kind, toy.pos(place)) for kind, place in row.used
        ]

    def test_its_bases(self, row, strand):
        toy = Toy(strand, row.edit)
        bases = "".join(Toy("+", row.edit).changed[start:end] for start, end in row.exons)
        exons = self.outcome(row, strand).exons
        assert spliced(toy.predictor().allele, toy.transcript.strand, exons).bases == bases

    def test_its_protein(self, row, strand):
        found = self.outcome(row, strand).protein
        assert found.protein == row.protein
        assert found.hgvs_p == row.hgvs_p
        assert found.first_changed == row.first
        assert (found.n_new, found.n_lost) == (len(row.new), row.n_lost)
        assert row.protein[row.first - 1 :].startswith(row.new)
        assert found.stop_after == row.stop_after
        assert found.lost_fraction == pytest.approx(row.n_lost / 90)
        assert found.is_frame_kept == (row.size % 3 == 0)
        assert not found.is_start_lost
        assert not found.is_stop_lost

    def test_its_names_and_words(self, row, strand):
        found = self.outcome(row, strand)
        assert found.hgvs_r == row.hgvs_r
        assert found.sentence == row.sentence
        nmd = found.nmd
        assert (nmd.verdict, nmd.rule, nmd.biology, nmd.to_last_junction) == row.nmd


@pytest.mark.parametrize("strand", ["+", "-"])
def test_an_annotated_pair_that_gains_is_used_more_and_changes_no_transcript(strand):
    toy = Toy(strand)
    (found,) = toy.outcomes({"A3": (0.5, 0.9), "D3": (0.5, 0.52)})
    assert found.kind is OutcomeKind.INCREASED_INCLUSION
    assert (found.share, found.score, found.size) == (0.0, 0.4, 0)
    assert found.exon_numbers == (3,)
    assert found.exons == toy.transcript.exons
    assert found.sentence == "Exon 3 is expected to be used more often."
    assert (found.protein, found.nmd, found.hgvs_r) == (None, None, "")


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize(
    ("site", "number", "kind"), [("A3", 3, ACCEPTOR), ("D1", 1, DONOR), ("A5", 5, ACCEPTOR)]
)
def test_an_annotated_site_that_gains_alone_is_told_as_stronger(strand, site, number, kind):
    (found,) = Toy(strand).outcomes({site: (0.5, 0.7)})
    assert found.kind is OutcomeKind.SITE_STRENGTHENED
    assert found.exon_numbers == (number,)
    assert found.sentence == f"The {kind} of exon {number} gets stronger."


@pytest.mark.parametrize("strand", ["+", "-"])
def test_nothing_passes_where_nothing_changes(strand):
    assert Toy(strand).outcomes() == ()
    assert Toy(strand).outcomes({"A3": (0.5, 0.69), "D3": (0.9, 0.71)}) == ()
