"""Builds told by the lengths of their contigs, or by what a header calls them."""

import re

from core.domain.assembly import CONTIGS, Assembly, contig_length
from core.errors import AssemblyMismatchError
from core.sources.reference import Reference
from core.sources.vcf_header import VcfHeader

OTHER_BUILDS: dict[str, dict[str, int]] = {
    "NCBI36 (hg18)": {
        "chr1": 247_249_719, "chr2": 242_951_149, "chr3": 199_501_827, "chr4": 191_273_063,
        "chr5": 180_857_866, "chr6": 170_899_992, "chr7": 158_821_424, "chr8": 146_274_826,
        "chr9": 140_273_252, "chr10": 135_374_737, "chr11": 134_452_384, "chr12": 132_349_534,
        "chr13": 114_142_980, "chr14": 106_368_585, "chr15": 100_338_915, "chr16": 88_827_254,
        "chr17": 78_774_742, "chr18": 76_117_153, "chr19": 63_811_651, "chr20": 62_435_964,
        "chr21": 46_944_323, "chr22": 49_691_432, "chrX": 154_913_754, "chrY": 57_772_954,
    },
    "T2T-CHM13v2.0": {
        "chr1": 248_387_328, "chr2": 242_696_752, "chr3": 201_105_948, "chr4": 193_574_945,
        "chr5": 182_045_439, "chr6": 172_126_628, "chr7": 160_567_428, "chr8": 146_259_331,
        "chr9": 150_617_247, "chr10": 134_758_134, "chr11": 135_127_769, "chr12": 133_324_548,
        "chr13": 113_566_686, "chr14": 101_161_492, "chr15": 99_753_195, "chr16": 96_330_374,
        "chr17": 84_276_897, "chr18": 80_542_538, "chr19": 61_707_364, "chr20": 66_210_255,
        "chr21": 45_090_682, "chr22": 51_324_926, "chrX": 154_259_566, "chrY": 62_460_029,
    },
}  # fmt: skip
"""Contig lengths of builds the program does not read, to call them by name."""


_NAMES = {
    "NCBI36 (hg18)": re.compile(r"hg18|ncbi_?36|assembly18|\bb36\b", re.IGNORECASE),
    "GRCh37 (hg19)": re.compile(r"hg19|grch37|assembly19|\bb37\b|hs37d5", re.IGNORECASE),
    "GRCh38 (hg38)": re.compile(r"hg38|grch38|assembly38|hs38", re.IGNORECASE),
    "T2T-CHM13v2.0": re.compile(r"chm13", re.IGNORECASE),
}


def build_of_lengths(lengths: dict[str, int]) -> str:
    """Name the build most of the lengths are those of; empty if none fits."""
    known: dict[str, dict[str, int | None]] = {
        name: dict(table) for name, table in OTHER_BUILDS.items()
    }
    for assembly in (Assembly.GRCH37, Assembly.GRCH38):
        known[assembly] = {chrom: contig_length(assembly, chrom) for chrom in CONTIGS}
    hits = {
        name: sum(table.get(chrom) == length for chrom, length in lengths.items())
        for name, table in known.items()
    }
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] * 2 > len(lengths) else ""


def builds_named(header: VcfHeader) -> tuple[str, ...]:
    """Say which builds the header's free text names; hints to a person, no proof."""
    text = "\n".join(line for line in header.lines if not line.startswith("##contig"))
    builds = [name for name, pattern in _NAMES.items() if pattern.search(text)]
    return tuple(f"The header's text names {name}." for name in builds)


def demand_readable_build(reference: Reference) -> None:
    """Refuse a reference of a build that the program does not read.

    Raises
    ------
    AssemblyMismatchError
        For hg18 and T2T-CHM13, known by their contig lengths.
    """
    name = "" if reference.assembly() else build_of_lengths(primary_lengths(reference))
    if name in OTHER_BUILDS:
        raise AssemblyMismatchError(
            f"{reference.path}: the reference is {name} by its contig lengths; only GRCh37 and "
            "GRCh38 are read.",
            "Choose a reference FASTA of GRCh37 or GRCh38, and variants called on that build.",
            (),
        )


def primary_lengths(reference: Reference) -> dict[str, int]:
    """Give the lengths of those chromosomes the reference has, the mitochondrion left out."""
    lengths = ((chrom, reference.length(chrom)) for chrom in CONTIGS if chrom != "chrM")
    return {chrom: length for chrom, length in lengths if length is not None}
