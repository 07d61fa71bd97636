"""Transcripts with a change, drawn: one for each kind of outcome, on either strand."""

from dataclasses import replace

from core.domain.consequence import NmdVerdict, OutcomeKind, ProteinChange, SiteUse
from core.domain.junction import Junction, ObservedJunction
from core.domain.rna import JunctionReads
from core.domain.transcript_drawing import ReferenceUse
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import Change
from core.interpret.transcript_drawing import draw
from tests.core.interpret.builders import transcript
from tests.core.real_genes import outcome, retention, skipping, with_exon_changed, with_pseudoexon

EXONS = (
    (1_000, 1_150),
    (3_000, 3_120),
    (7_000, 7_140),
    (12_000, 12_130),
    (13_000, 13_095),
    (20_000, 20_200),
    (22_000, 24_500),
)
CODING = {"cds_start": 1_050, "cds_end": 22_100}


def fetch(start, end):
    return "A" * (end - start)


def allele(start, deleted="G", inserted="A"):
    return AlleleMap(Change(start, deleted, inserted), fetch)


def model(strand="+", exons=EXONS, **more):
    return transcript(strand=strand, exons=exons, **(CODING | more))


def site(kind, pos, ref, alt, *, is_annotated=True):
    return SiteUse(kind, pos, ref, alt, is_annotated)


def protein(n_codons, *, stop_after=None, has_stop=True):
    letters = "M" * (n_codons - 1) + ("*" if has_stop else "M")
    return ProteinChange(
        100, stop_after is None, 0, 0, stop_after, 0.5, False, not has_stop, letters, "p.?"
    )


def seen(*introns, strand="+"):
    return tuple(
        JunctionReads(Junction("chr1", start, end, strand), reads) for start, end, reads in introns
    )


def exon_skipping():
    of = model()
    predicted = replace(
        skipping(of, 4, nmd=NmdVerdict.EXPECTED),
        sites=(site("acceptor", 12_001, 0.99, 0.12), site("donor", 12_130, 0.98, 0.02)),
        protein=protein(128, stop_after=5),
    )
    rna = seen(
        (3_120, 7_000, 212),
        (7_140, 12_000, 61),
        (7_140, 13_000, 48),
        (12_130, 13_000, 59),
        (13_095, 20_000, 188),
        (7_140, 12_410, 3),
        (24_900, 26_000, 7),
    )
    counts = ((7_140, 12_000, 9_812), (12_130, 13_000, 9_640), (7_140, 13_000, 12))
    reference = ReferenceUse(
        "GTEx, whole blood",
        tuple(ObservedJunction(Junction("chr1", s, e, "+"), None, n) for s, e, n in counts),
    )
    return draw(of, [predicted], allele(12_130), rna, reference)


def pseudoexon():
    of = model()
    predicted = replace(
        with_pseudoexon(of, 3, (9_400, 9_521), nmd=NmdVerdict.EXPECTED),
        sites=(
            site("acceptor", 9_401, 0.21, 0.34, is_annotated=False),
            site("donor", 9_521, 0.01, 0.91, is_annotated=False),
        ),
        protein=protein(130, stop_after=14),
    )
    rna = seen((7_140, 9_400, 22), (9_521, 12_000, 19), (7_140, 12_000, 40))
    return draw(of, [predicted], allele(9_523), rna)


def partial_exon_loss():
    of = model()
    predicted = replace(
        with_exon_changed(of, 4, (12_000, 12_084), OutcomeKind.PARTIAL_EXON_LOSS),
        sites=(
            site("donor", 12_084, 0.02, 0.72, is_annotated=False),
            site("donor", 12_130, 0.98, 0.11),
        ),
    )
    return draw(of, [predicted], allele(12_131), seen((12_084, 13_000, 31), (12_130, 13_000, 0)))


def intron_retention():
    of = model()
    predicted = replace(
        retention(of, 4, nmd=NmdVerdict.EXPECTED),
        sites=(site("donor", 12_130, 0.97, 0.03),),
        protein=protein(190, stop_after=9),
    )
    return draw(of, [predicted], allele(12_131))


def acceptor_extension():
    of = model()
    predicted = replace(
        with_exon_changed(of, 4, (11_982, 12_130), OutcomeKind.PARTIAL_INTRON_RETENTION),
        sites=(
            site("acceptor", 11_983, 0.003, 0.88, is_annotated=False),
            site("acceptor", 12_001, 0.97, 0.31),
        ),
        protein=protein(301),
    )
    return draw(of, [predicted], allele(11_981, "A", "G"), seen((7_140, 11_982, 12)))


def minus_strand():
    of = model("-")
    first = replace(
        skipping(of, 4, share=0.6, nmd=NmdVerdict.EXPECTED),
        sites=(site("acceptor", 12_130, 0.96, 0.05), site("donor", 12_001, 0.99, 0.42)),
        protein=protein(70, stop_after=3),
    )
    second = replace(
        with_exon_changed(of, 4, (12_000, 12_106), OutcomeKind.PARTIAL_EXON_LOSS, share=0.3),
        sites=(
            site("acceptor", 12_106, 0.04, 0.55, is_annotated=False),
            site("acceptor", 12_130, 0.96, 0.05),
        ),
        protein=protein(287),
    )
    rna = seen((7_140, 13_000, 17), (7_140, 12_000, 80), (12_106, 13_000, 21), strand="-")
    return draw(of, [first, second], allele(12_131), rna)


def long_intron():
    of = model(
        exons=((1_000, 1_090), (401_000, 401_045), (901_000, 901_120), (905_000, 905_400)),
        cds_end=905_040,
    )
    predicted = replace(
        skipping(of, 2),
        sites=(site("donor", 401_045, 0.9, 0.1),),
        protein=protein(12, stop_after=2),
    )
    rna = seen((1_090, 901_000, 5), (1_090, 401_000, 1), (401_045, 901_000, 1_204))
    return draw(of, [predicted], allele(401_045), rna)


def first_exon():
    of = model()
    predicted = replace(
        with_exon_changed(of, 1, (1_000, 1_230), OutcomeKind.PARTIAL_INTRON_RETENTION),
        sites=(
            site("donor", 1_150, 0.99, 0.2),
            site("donor", 1_230, 0.1, 0.8, is_annotated=False),
        ),
        protein=protein(44, stop_after=11),
    )
    return draw(of, [predicted], allele(1_150), ())


def last_exon():
    of = model()
    predicted = replace(
        with_exon_changed(of, 7, (22_060, 24_500), OutcomeKind.PARTIAL_EXON_LOSS),
        sites=(
            site("acceptor", 22_001, 0.98, 0.2),
            site("acceptor", 22_061, 0.1, 0.8, is_annotated=False),
        ),
        protein=protein(275, stop_after=5),
    )
    return draw(of, [predicted], allele(21_999), seen((20_200, 22_060, 14)))


def deletion():
    """Sixty bases across the donor of exon 4 are gone; the exon is skipped."""
    of = model()
    exons = tuple((s - 60 * (s > 12_100), e - 60 * (e > 12_100)) for s, e in EXONS if s != 12_000)
    predicted = outcome(of, OutcomeKind.EXON_SKIPPING, exons, 130, exon_numbers=(4,))
    return draw(of, [predicted], allele(12_100, "A" * 60, ""))


def insertion():
    """Three hundred bases are put into exon 4, which is skipped."""
    of = model()
    exons = tuple((s + 300 * (s > 12_060), e + 300 * (e > 12_060)) for s, e in EXONS)
    kept = (*exons[:3], *exons[4:])
    predicted = outcome(of, OutcomeKind.EXON_SKIPPING, kept, 130, exon_numbers=(4,))
    other = outcome(of, OutcomeKind.SITE_STRENGTHENED, exons, 0, share=0.2)
    return draw(of, [predicted, other], allele(12_060, "", "ACG" * 100))


def many_skipped():
    exons = tuple((1_000 * n, 1_000 * n + 90) for n in range(1, 30))
    of = model(exons=exons, cds_start=1_010, cds_end=29_050)
    return draw(of, [skipping(of, *range(8, 20))], allele(8_090))


EXAMPLES = {
    made.__name__: made
    for made in (
        exon_skipping,
        pseudoexon,
        partial_exon_loss,
        intron_retention,
        acceptor_extension,
        minus_strand,
        long_intron,
        first_exon,
        last_exon,
        deletion,
        insertion,
        many_skipped,
    )
}
