"""Names of variants against published ones, and there and back again on every MANE transcript."""

import csv
import gzip
from collections import Counter
from functools import partial

import pytest

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.hgvs import hgvs_g
from core.interpret.hgvs_text import parse_hgvs
from core.interpret.hgvs_transcript import TranscriptNames
from core.interpret.legacy import as_it_was, load_legacy
from core.interpret.position import locate
from core.pipeline.asked_variant import asked_variant
from core.pipeline.transcript_catalogue import TranscriptCatalogue
from core.sources.genes import load_genes
from core.sources.reference import Reference
from tests.science.named_variants import names_of, random_variants, transcripts_in_windows

pytestmark = pytest.mark.science

SHIFT = 63
"""Coding bases of exon 31 of NM_001042492 that NM_000267 does not have."""

WRONG_IN_ITS_SOURCE = "chr17-31163180-T-G"
"""Published as c.205-19T>A, an exon farther up and another base than the place beside it says."""


@pytest.fixture(scope="module")
def reference(shared):
    with Reference(shared / "data/reference/GRCh38.fa.gz") as opened:
        yield opened


@pytest.fixture(scope="module")
def mane(shared):
    return load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts


@pytest.fixture(scope="module")
def published(shared) -> list[tuple[Variant, str]]:
    """The variants of the literature with their published c. names."""
    with gzip.open(shared / "data/truth/truth.tsv.gz", "rt") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter="\t") if "ConSplice" in row["dataset"]
        ]
    return [
        (
            Variant(Assembly.GRCH38, row["chrom"], int(row["pos"]), row["ref"], row["alt"]),
            row["extra"].strip(),
        )
        for row in rows
    ]


def name_in(transcript, variant, reference) -> str:
    names = TranscriptNames(transcript, partial(reference.fetch, variant.chrom))
    assert names.why_unnamed(variant) == ""
    return names.c(variant).split(":")[1]


def test_published_names_are_those_on_mane_or_on_the_older_nf1_transcript(
    published, mane, reference
):
    """The base of each name on the older transcript is `SHIFT` lower; its offset is the same but
    for one variant between exons 30 and 31 of MANE, which that transcript has no exon 31 to tell
    from."""
    counts: Counter[str] = Counter()
    others, from_farther = [], []
    (entry,) = (one for one in load_legacy().transcripts if one.gene == "NF1")
    for variant, theirs in published:
        transcript = locate(variant, mane)[0].transcript
        ours = name_in(transcript, variant, reference)
        older = (
            None if transcript.gene_symbol != "NF1" else as_it_was(entry, "NM_000267.3", transcript)
        )
        if ours == theirs:
            counts["on MANE Select"] += 1
        elif older is not None and name_in(older, variant, reference) == theirs:
            counts["on NM_000267.3"] += 1
            one, other = parse_hgvs(f"NM_1:{ours}"), parse_hgvs(f"NM_1:{theirs}")
            assert one.first.base - other.first.base == SHIFT
            if one.first.offset != other.first.offset:
                from_farther.append((theirs, ours))
        else:
            others.append((variant.spelled, theirs, ours))
    assert len(published) == 241
    assert counts == {"on MANE Select": 168, "on NM_000267.3": 72}
    assert from_farther == [("c.4110+4159A>G", "c.4173+278A>G")]
    assert others == [(WRONG_IN_ITS_SOURCE, "c.205-19T>A", "c.289-6T>G")]


def test_published_names_lead_to_their_variants(published, mane, reference):
    """NF1 by the older transcript, others by their gene."""
    catalogue = TranscriptCatalogue(mane)
    n_found = 0
    for variant, theirs in published:
        gene = locate(variant, mane)[0].transcript.gene_symbol
        text = f"{'NM_000267.3' if gene == 'NF1' else gene}:{theirs}"
        if variant.spelled != WRONG_IN_ITS_SOURCE:
            assert asked_variant(text, Assembly.GRCH38, reference, catalogue) == variant
            n_found += 1
    assert n_found == 240


def there_and_back(shared, reference, count: int) -> dict[str, int]:
    transcripts = transcripts_in_windows(shared)
    catalogue = TranscriptCatalogue(transcripts)
    seen = {"+": 0, "-": 0, "p": 0}
    names = names_of(reference, transcripts)
    assert [one.fault for one in names if one.fault] == []
    for named, variant in random_variants(reference, names, count, seed=5):
        fetch = partial(reference.fetch, variant.chrom)
        for text in (hgvs_g(variant, fetch), named.c(variant)):
            assert asked_variant(text, Assembly.GRCH38, reference, catalogue) == variant, text
        protein = named.p(variant)
        assert protein.startswith("p.")
        seen["p"] += protein != "p.?"
        seen[named.transcript.strand] += 1
    return seen


def test_names_lead_there_and_back_in_every_mane_transcript(shared, reference):
    seen = there_and_back(shared, reference, 2_000)
    assert min(seen["+"], seen["-"]) > 500
    assert seen["p"] > 300


@pytest.mark.slow
def test_a_hundred_thousand_names_lead_there_and_back(shared, reference):
    seen = there_and_back(shared, reference, 100_000)
    assert min(seen["+"], seen["-"]) > 25_000
