"""Our names against those of the biocommons hgvs package, without network.

The package is the extra `oracle`; it brings psycopg2, which needs the headers of libpq to build and
is not used here: `pip install --no-deps hgvs attrs bioutils parsley importlib_resources` does too.

It is asked for a description on the genome, shifted to the 3' side of the transcript, and put into
the transcript. An inversion is a delins to it, so none is drawn here.
"""

import re
import warnings
from collections import Counter
from functools import partial

import pytest

from core.interpret.hgvs import hgvs_g
from core.interpret.hgvs_transcript import transcript_accession
from core.sources.reference import Reference
from tests.science.named_variants import names_of, random_variants, transcripts_in_windows

pytestmark = pytest.mark.science

N_VARIANTS = 5_000


@pytest.fixture(scope="module")
def biocommons():
    """Modules of the package; they warn of old spellings in their own grammar when loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reason = "The hgvs package is not installed (extra oracle)."
        pytest.importorskip("hgvs", reason=reason)
        from hgvs import normalizer, parser, variantmapper

        from tests.science import hgvs_provider

    return parser, normalizer, variantmapper, hgvs_provider


@pytest.fixture(scope="module")
def reference(shared):
    with Reference(shared / "data/reference/GRCh38.fa.gz") as opened:
        yield opened


@pytest.fixture(scope="module")
def drawn(shared, reference):
    """Variants with the names of their transcript; none that is an inversion."""
    transcripts = transcripts_in_windows(shared)
    names = names_of(reference, transcripts)
    found = random_variants(reference, names, N_VARIANTS + 100, seed=11)
    return [(named, one) for named, one in found if not named.c(one).endswith("inv")][:N_VARIANTS]


class Oracle:
    """The package, asked with our transcripts and reference."""

    def __init__(self, modules, transcripts, reference) -> None:
        parser, normalizer, variantmapper, provider = modules
        data = provider.OwnProvider(transcripts, reference)
        self._parse = parser.Parser().parse_hgvs_variant
        self._mapper = variantmapper.VariantMapper(data)
        more = {"validate": False, "alt_aln_method": provider.METHOD}
        self._towards = {
            strand: normalizer.Normalizer(data, shuffle_direction=side, **more)
            for strand, side in (("+", 3), ("-", 5))
        }
        self._method = provider.METHOD

    def genomic(self, text: str) -> str:
        return str(self._towards["+"].normalize(self._parse(text)))

    def coding(self, text: str, strand: str, accession: str):
        shifted = self._towards[strand].normalize(self._parse(text))
        return self._mapper.g_to_c(shifted, accession, self._method)

    def protein(self, coding) -> str:
        return str(self._mapper.c_to_p(coding)).split(":")[1]


@pytest.fixture(scope="module")
def oracle(biocommons, drawn, reference):
    transcripts = {named.transcript.transcript_id: named.transcript for named, _ in drawn}
    return Oracle(biocommons, list(transcripts.values()), reference)


def genomic(variant, reference) -> str:
    return hgvs_g(variant, partial(reference.fetch, variant.chrom))


def test_genomic_names_agree(oracle, drawn, reference):
    assert len(drawn) == N_VARIANTS
    others = [
        (name, theirs)
        for _, variant in drawn
        if (theirs := oracle.genomic(name := genomic(variant, reference))) != name
    ]
    assert others == []


def test_coding_names_agree(oracle, drawn, reference):
    others = []
    for named, variant in drawn:
        transcript = named.transcript
        accession = transcript_accession(transcript)
        theirs = oracle.coding(genomic(variant, reference), transcript.strand, accession)
        ours = re.sub(r"NC_\d+\.\d+\((?P<name>\S+)\)", r"\g<name>", named.c(variant))
        if ours != str(theirs):
            others.append((variant.spelled, ours, str(theirs)))
    assert others == []


def begins_or_ends_an_exon(named, coding) -> bool:
    """A duplication of the outermost bases of an exon, which the package takes for intronic."""
    start, _ = named.places.coding
    pos = coding.posedit.pos
    places = [start + pos.start.base - 1, start + pos.end.base - 1]
    edges = {named.places.index_of(edge) for a, b in named.transcript.exons for edge in (a, b - 1)}
    return coding.posedit.edit.type == "dup" and not edges.isdisjoint(places)


def test_protein_names_agree(oracle, drawn, reference):
    """The package writes a lost start without brackets, and in a selenoprotein reads every UGA
    as selenocysteine, in any frame."""
    counts: Counter[str] = Counter()
    others = []
    for named, variant in drawn:
        ours = named.p(variant)
        if ours == "p.?":
            continue
        accession = transcript_accession(named.transcript)
        coding = oracle.coding(genomic(variant, reference), named.transcript.strand, accession)
        theirs = oracle.protein(coding).replace("p.Met1?", "p.(Met1?)")
        if theirs == "p.?" and begins_or_ends_an_exon(named, coding):
            counts["at the edge of an exon"] += 1
        elif ours == theirs:
            counts["equal"] += 1
        elif named.reading.selenocysteines and "Sec" in theirs:
            counts["another UGA"] += 1
        else:
            others.append((named.c(variant), ours, theirs))
    assert others == []
    assert counts["equal"] > 1_500
    assert counts["at the edge of an exon"] + counts["another UGA"] < 10
