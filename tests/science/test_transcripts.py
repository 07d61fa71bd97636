"""Real transcripts read on the real reference: MANE, RefSeq, and the exons of all of GENCODE."""

from functools import partial

import pytest

from core.domain.transcript import TranscriptTrait
from core.interpret.hgvs_transcript import TranscriptNames
from core.interpret.u12 import u12_introns
from core.sources.genes import load_genes
from core.sources.reference import Reference
from models import packs
from models.errors import PackStateError
from tests.science.named_variants import transcripts_in_windows

pytestmark = pytest.mark.science

KNOWN_U12 = {("STK11", 2), ("PTEN", 1), ("CACNA1A", 1), ("SCN9A", 3)}
"""Introns of the minor spliceosome that the literature names (general knowledge, not re-read)."""


@pytest.fixture(scope="module")
def reference(shared):
    with Reference(shared / "data/reference/GRCh38.fa.gz") as opened:
        yield opened


@pytest.fixture(scope="module")
def names(shared, reference) -> list[TranscriptNames]:
    found = transcripts_in_windows(shared)
    return [TranscriptNames(one, partial(reference.fetch, one.chrom)) for one in found]


def test_every_mane_transcript_agrees_with_the_reference(names):
    assert len(names) > 400
    assert [one.fault for one in names if one.fault] == []


def test_starts_and_selenocysteines_out_of_the_rule_are_seen(names):
    odd = {
        one.transcript.gene_symbol: one.reading.start_codon
        for one in names
        if one.reading.start_codon != "ATG"
    }
    assert odd == {"WT1": "CTG"}
    (sec,) = (one for one in names if one.reading.selenocysteines)
    assert (sec.transcript.gene_symbol, sec.reading.protein[-5:]) == ("TXNRD2", "GCUG*")


def test_known_u12_introns_are_flagged_and_few_others(names, reference):
    n_introns, flagged = 0, set()
    for one in names:
        n_introns += len(one.transcript.exons) - 1
        fetch = partial(reference.fetch, one.transcript.chrom)
        flagged |= {
            (one.transcript.gene_symbol, number) for number in u12_introns(one.transcript, fetch)
        }
    assert flagged >= KNOWN_U12
    assert len(flagged) < 0.005 * n_introns


def test_refseq_tells_its_selenocysteines(shared):
    loaded = load_genes(shared / "data/genes/RefSeq.chr22.GRCh38.gff3.gz").transcripts
    told = {one.gene_symbol for one in loaded if TranscriptTrait.SELENOCYSTEINE in one.traits}
    assert told == {"SELENOM", "SELENOO", "TXNRD2"}


def test_exons_of_all_transcripts_are_those_of_mane(shared, spliceai_pack):
    """The spliceai pack names the data folder."""
    del spliceai_pack
    try:
        path = packs.exon_table_path("mmsplice", "GRCh38")
    except PackStateError:
        pytest.skip("The mmsplice pack is not installed with its tables of exons.")
    loaded = load_genes(path)
    mane = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts
    by_name = {one.transcript_id: one for one in mane}
    shared_ones = [one for one in loaded.transcripts if one.transcript_id in by_name]
    assert (len(loaded.transcripts), loaded.warnings) == (208_621, ())
    assert len(shared_ones) > 11_000
    for one in shared_ones:
        twin = by_name[one.transcript_id]
        assert (one.chrom, one.strand, one.exons) == (twin.chrom, twin.strand, twin.exons)
