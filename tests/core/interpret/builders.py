"""Hand-made people, genotypes, transcripts and scores for the tests of core.interpret."""

from core.domain.assembly import Assembly
from core.domain.candidate import Facts
from core.domain.sample import NO_CALL, Affection, Genotype, Individual, Pedigree, Sex
from core.domain.score import NotScored, NotScoredReason, SpliceDelta, SpliceScore
from core.domain.transcript import Mane, Transcript
from core.domain.variant import Variant
from core.interpret.position import locate

REF = Genotype(0, 2, 2, depth=30, quality=60, ref_depth=30, alt_depth=0)
HET = Genotype(1, 2, 2, depth=30, quality=60, ref_depth=15, alt_depth=15)
HOM = Genotype(2, 2, 2, depth=30, quality=60, ref_depth=0, alt_depth=30)
HEMI = Genotype(1, 1, 1, depth=30, quality=60, ref_depth=0, alt_depth=30)
REF_ONE = Genotype(0, 1, 1, depth=30, quality=60, ref_depth=30, alt_depth=0)
HALF = Genotype(1, 1, 2, depth=30, quality=60)
MOSAIC = Genotype(0, 2, 2, depth=30, quality=60, ref_depth=28, alt_depth=2)
CALLED_MOSAIC = Genotype(1, 2, 2, depth=30, quality=60, ref_depth=28, alt_depth=2)
THIN = Genotype(0, 2, 2, depth=9, quality=60, ref_depth=9, alt_depth=0)
HALF_REF = Genotype(0, 1, 2, depth=30, quality=60)
NONE = NO_CALL


def person(name, sex=Sex.UNKNOWN, affection=Affection.UNAFFECTED, parents=("", "")):
    father, mother = parents
    return Individual(name, "F", father, mother, sex, affection)


def trio(sex=Sex.FEMALE, father=Affection.UNAFFECTED, mother=Affection.UNAFFECTED):
    return Pedigree(
        (
            person("child", sex, Affection.AFFECTED, ("dad", "mum")),
            person("dad", Sex.MALE, father),
            person("mum", Sex.FEMALE, mother),
        ),
        "child",
    )


def singleton(sex=Sex.FEMALE):
    return Pedigree((person("child", sex, Affection.AFFECTED, ("dad", "mum")),), "child")


def variant(pos=1500, ref="A", alt="C", chrom="chr1", assembly=Assembly.GRCH38):
    return Variant(assembly, chrom, pos, ref, alt)


def transcript(symbol="GENE", strand="+", exons=((1000, 1100), (2000, 2090), (3000, 3200)), **more):
    fields = {
        "gene_id": symbol,
        "chrom": "chr1",
        "cds_start": exons[0][0] + 50,
        "cds_end": exons[-1][1] - 100,
        "mane": Mane.SELECT,
    } | more
    return Transcript(
        transcript_id=fields.pop("transcript_id", f"NM_{symbol}"),
        gene_symbol=symbol,
        strand=strand,
        start=exons[0][0],
        end=exons[-1][1],
        exons=exons,
        **fields,
    )


def delta(ag=0.0, al=0.0, dg=0.0, dl=0.0, offsets=(0, 0, 0, 0), masked=False, distance=500):
    return SpliceDelta(ag, al, dg, dl, *offsets, masked, distance)


def score(symbol="GENE", strand="+", wide=None, masked=None, **deltas):
    raw = delta(**deltas)
    return SpliceScore(f"NM_{symbol}", symbol, strand, raw, masked or raw, wide)


def facts(
    variant_id=1,
    where=None,
    genotypes=(HET,),
    scores=(),
    transcripts=(),
    **more,
):
    where = where or variant()
    fields = {
        "population_frequency": None,
        "quality": 100.0,
        "filters": (),
        "not_scored": (),
    } | more
    return Facts(
        variant_id=variant_id,
        variant=where,
        genotypes=tuple(genotypes),
        positions=locate(where, transcripts),
        scores=tuple(scores),
        **fields,
    )


def refused(reason=NotScoredReason.REFERENCE_UNKNOWN):
    return NotScored("spliceai", reason)
