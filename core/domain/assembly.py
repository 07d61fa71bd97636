"""Genome builds: contig names, lengths and RefSeq accessions.

Lengths and accessions are those of the GRC primary assemblies (NCBI GCF_000001405.25 for GRCh37,
GCF_000001405.26 and later patches for GRCh38). The mitochondrion is the rCRS in both.
"""

import re
from enum import StrEnum
from typing import NamedTuple


class Assembly(StrEnum):
    """A genome build. `ARTIFICIAL` is the made-up contig of the demo case, never a patient's."""

    GRCH37 = "GRCh37"
    GRCH38 = "GRCh38"
    ARTIFICIAL = "artificial"


class BuildVerdict(StrEnum):
    """How sure the program is that a file belongs to an assembly."""

    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    UNPROVEN = "unproven"


class ContigFacts(NamedTuple):
    """Length in bases and RefSeq accession of one contig in each build."""

    length_grch37: int
    length_grch38: int
    accession_grch37: str
    accession_grch38: str


CONTIGS: dict[str, ContigFacts] = {
    "chr1": ContigFacts(249_250_621, 248_956_422, "NC_000001.10", "NC_000001.11"),
    "chr2": ContigFacts(243_199_373, 242_193_529, "NC_000002.11", "NC_000002.12"),
    "chr3": ContigFacts(198_022_430, 198_295_559, "NC_000003.11", "NC_000003.12"),
    "chr4": ContigFacts(191_154_276, 190_214_555, "NC_000004.11", "NC_000004.12"),
    "chr5": ContigFacts(180_915_260, 181_538_259, "NC_000005.9", "NC_000005.10"),
    "chr6": ContigFacts(171_115_067, 170_805_979, "NC_000006.11", "NC_000006.12"),
    "chr7": ContigFacts(159_138_663, 159_345_973, "NC_000007.13", "NC_000007.14"),
    "chr8": ContigFacts(146_364_022, 145_138_636, "NC_000008.10", "NC_000008.11"),
    "chr9": ContigFacts(141_213_431, 138_394_717, "NC_000009.11", "NC_000009.12"),
    "chr10": ContigFacts(135_534_747, 133_797_422, "NC_000010.10", "NC_000010.11"),
    "chr11": ContigFacts(135_006_516, 135_086_622, "NC_000011.9", "NC_000011.10"),
    "chr12": ContigFacts(133_851_895, 133_275_309, "NC_000012.11", "NC_000012.12"),
    "chr13": ContigFacts(115_169_878, 114_364_328, "NC_000013.10", "NC_000013.11"),
    "chr14": ContigFacts(107_349_540, 107_043_718, "NC_000014.8", "NC_000014.9"),
    "chr15": ContigFacts(102_531_392, 101_991_189, "NC_000015.9", "NC_000015.10"),
    "chr16": ContigFacts(90_354_753, 90_338_345, "NC_000016.9", "NC_000016.10"),
    "chr17": ContigFacts(81_195_210, 83_257_441, "NC_000017.10", "NC_000017.11"),
    "chr18": ContigFacts(78_077_248, 80_373_285, "NC_000018.9", "NC_000018.10"),
    "chr19": ContigFacts(59_128_983, 58_617_616, "NC_000019.9", "NC_000019.10"),
    "chr20": ContigFacts(63_025_520, 64_444_167, "NC_000020.10", "NC_000020.11"),
    "chr21": ContigFacts(48_129_895, 46_709_983, "NC_000021.8", "NC_000021.9"),
    "chr22": ContigFacts(51_304_566, 50_818_468, "NC_000022.10", "NC_000022.11"),
    "chrX": ContigFacts(155_270_560, 156_040_895, "NC_000023.10", "NC_000023.11"),
    "chrY": ContigFacts(59_373_566, 57_227_415, "NC_000024.9", "NC_000024.10"),
    "chrM": ContigFacts(16_569, 16_569, "NC_012920.1", "NC_012920.1"),
}
"""Primary contigs by our own spelling, in karyotype order."""

HG19_MITOCHONDRION_LENGTH = 16_571
"""UCSC hg19 carries NC_001807 as chrM, which is not the rCRS of GRCh37."""

MITOCHONDRION = "chrM"
"""Our own spelling of the mitochondrial genome."""

_MITOCHONDRION = {"M", "MT"}


_BY_ACCESSION = {
    **{name: chrom for chrom, facts in CONTIGS.items() for name in facts[2:]},
    **{
        f"CM{663 + number:06d}.{version}": chrom
        for number, chrom in enumerate(CONTIGS)
        for version in (1, 2)
        if chrom != "chrM"
    },
    "J01415.2": "chrM",
}
"""RefSeq and GenBank accessions of the primary contigs, of both builds."""

_BESIDE_THE_PRIMARY = re.compile(
    r"chr(?:[0-9]+|X|Y|Un)_(?P<accession>[A-Za-z]{1,4}[0-9]{5,8})(?:v(?P<version>[0-9]+))?"
    r"(?:_(?:random|alt|fix|decoy))?"
)
"""UCSC's names of unplaced, unlocalised, alternative and patch contigs; hg19 leaves out `v1`."""


def canonical_chrom(name: str) -> str:
    """Our spelling of a contig name: `1`, `chr1` and `Chr1` give `chr1`; `MT` and `M` give `chrM`.

    Accessions of primary contigs (`NC_000001.11`, `CM000663.2`) are names of them; which build they
    are of is for lengths and bases to prove. Contigs beside the primary ones are named by their
    accession: `chr1_KI270706v1_random` and `KI270706.1` give `KI270706.1`. Any other name (HLA,
    artificial) is returned unchanged.
    """
    bare = name[3:] if name[:3].lower() == "chr" else name
    if bare.upper() in _MITOCHONDRION:
        return "chrM"
    spelled = f"chr{bare.upper()}"
    if spelled in CONTIGS:
        return spelled
    return _BY_ACCESSION.get(name) or _by_own_accession(name)


def _by_own_accession(name: str) -> str:
    found = _BESIDE_THE_PRIMARY.fullmatch(name)
    if found is None:
        return name
    return f"{found['accession'].upper()}.{found['version'] or 1}"


def contig_length(assembly: Assembly, chrom: str) -> int | None:
    """Length in bases of a primary contig in a build, None where it is not one of ours."""
    facts = CONTIGS.get(chrom)
    if facts is None or assembly is Assembly.ARTIFICIAL:
        return None
    return facts.length_grch37 if assembly is Assembly.GRCH37 else facts.length_grch38


def accession(assembly: Assembly, chrom: str) -> str:
    """RefSeq accession.version of a contig; an unknown or artificial contig keeps its own name."""
    facts = CONTIGS.get(chrom)
    if facts is None or assembly is Assembly.ARTIFICIAL:
        return chrom
    return facts.accession_grch37 if assembly is Assembly.GRCH37 else facts.accession_grch38


def contig_order(chrom: str) -> tuple[int, str]:
    """Sort key in karyotype order; other contigs follow by name."""
    index = _ORDER.get(chrom)
    return (len(_ORDER), chrom) if index is None else (index, "")


_ORDER = {name: index for index, name in enumerate(CONTIGS)}
