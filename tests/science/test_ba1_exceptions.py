"""The nine exceptions of BA1 lie where their published names say, in both builds."""

from pathlib import Path

import pysam
import pytest

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.evidence.code_rules import CommonException
from core.interpret.evidence.rules import load_evidence_rules
from core.interpret.transcript_map import TranscriptMap

pytestmark = pytest.mark.science

EXCEPTIONS = load_evidence_rules().population.ba1_exceptions.variants
REACH = 300_000

# First changed base of the coding sequence. BTD was named on NM_000060.4, whose first codon lies
# 20 codons before that of the MANE transcript: c.1330 there is c.1270 here.
PLACES = {
    1018: -44,
    17023: 109,
    10: 187,
    9: 845,
    2551: 1105,
    2552: 1223,
    217689: 1214,
    3830: 511,
    1900: 1270,
}


def transcript_of(shared: Path, gene: str, variant: Variant) -> Transcript:
    """The MANE transcript of a gene, read around the variant."""
    exons, coding, strand = [], [], "+"
    with pysam.TabixFile(str(shared / "data" / "genes" / "MANE.GRCh38.gff3.gz")) as table:
        start, end = max(0, variant.pos - REACH), variant.pos + REACH
        for line in table.fetch(variant.chrom, start, end):
            columns = line.split("\t")
            fields = dict(pair.split("=", 1) for pair in columns[8].split(";") if "=" in pair)
            if gene not in (fields.get("gene_name"), fields.get("gene")):
                continue
            stretch = int(columns[3]) - 1, int(columns[4])
            if columns[2] == "exon":
                exons.append(stretch)
                strand = columns[6]
            elif columns[2] == "CDS":
                coding.append(stretch)
    exons.sort()
    return Transcript(
        "MANE", gene, gene, variant.chrom, strand, exons[0][0], exons[-1][1], tuple(exons),
        min(start for start, _ in coding), max(end for _, end in coding),
    )  # fmt: skip


@pytest.mark.parametrize("entry", EXCEPTIONS, ids=lambda entry: entry.name)
def test_an_exception_lies_at_the_place_of_its_name(shared: Path, entry: CommonException):
    variant = Variant.parse(entry.GRCh38, Assembly.GRCH38)
    found = TranscriptMap(transcript_of(shared, entry.name.split()[0], variant))
    index = found.index_of(change_of(variant).start)
    assert index is not None
    assert found.coding is not None
    first = index - found.coding[0]
    assert (first + 1 if first >= 0 else first) == PLACES[entry.clinvar]


@pytest.mark.parametrize("entry", EXCEPTIONS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("assembly", [Assembly.GRCH37, Assembly.GRCH38])
def test_ref_of_an_exception_is_that_of_the_reference(
    shared: Path, entry: CommonException, assembly: Assembly
):
    spelled = entry.GRCh37 if assembly is Assembly.GRCH37 else entry.GRCh38
    variant = Variant.parse(spelled, assembly)
    path = shared / "data" / "reference" / f"{assembly}.fa.gz"
    with pysam.FastaFile(str(path)) as reference:
        bases = reference.fetch(variant.chrom, variant.pos - 1, variant.end).upper()
    if bases == "N":
        pytest.skip("outside the stretches of sequence in the test data")
    assert bases == variant.ref
