"""UTR variants of the literature, on the real reference, and ncVarDB rows in UTRs."""

from functools import partial

import pytest

from core.domain.assembly import Assembly
from core.domain.utr import Concern, OrfKind, UtrKind
from core.domain.variant import Variant
from core.interpret.mrna import reverse_complement
from core.interpret.transcript_map import TranscriptMap
from core.interpret.utr_effects import utr_effects
from core.sources.reference import Reference
from tests.core.real_genes import mane_transcript, nf1
from tests.science.validation.utr import page_of, utr_rows

pytestmark = pytest.mark.science

PLACES = {
    "NF2": ("chr22", 29_500_000, 29_800_000),
}


@pytest.fixture(scope="module")
def reference(shared):
    with Reference(shared / "data/reference/GRCh38.fa.gz") as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(shared):
    return utr_rows(shared)


def effects(transcript, reference, before_start, ref, alt):
    """Effects of a substitution of c.-`before_start`, in bases of the transcript."""
    places = TranscriptMap(transcript)
    pos = places.pos_of(places.coding[0] - before_start)
    if transcript.strand == "-":
        ref, alt = reverse_complement(ref), reverse_complement(alt)
    fetch = partial(reference.fetch, transcript.chrom)
    assert fetch(pos, pos + 1) == ref
    variant = Variant(Assembly.GRCH38, transcript.chrom, pos + 1, ref, alt)
    return utr_effects(variant, transcript, fetch)


def test_nf1_start_gained_overlaps_the_coding_sequence(shared, reference):
    """NF1 c.-272G>A, named by Ellingford 2022, table 1, for a new upstream start."""
    first, second = effects(nf1(shared), reference, 272, "G", "A")
    assert (first.kind, first.concern) == (UtrKind.UPSTREAM_START_GAINED, Concern.HIGH)
    assert (first.orf_after.to_cds, first.orf_after.kind) == (272, OrfKind.OVERLAPPING)
    assert second.kind is UtrKind.NEAR_TSS


def test_nf2_insertion_shifts_its_upstream_frames(shared, reference):
    """NF2 c.-66_-65insT of Whiffin 2020: the frame of an upstream start then overlaps."""
    transcript = mane_transcript(shared, "NF2", *PLACES["NF2"])
    places = TranscriptMap(transcript)
    pos = places.pos_of(places.coding[0] - 66)
    fetch = partial(reference.fetch, transcript.chrom)
    base = fetch(pos, pos + 1)
    variant = Variant(Assembly.GRCH38, transcript.chrom, pos + 1, base, base + "T")
    found = utr_effects(variant, transcript, fetch)
    assert found[0].kind is UtrKind.UPSTREAM_FRAMESHIFT
    assert found[0].concern is Concern.HIGH
    assert (found[0].orf_before.kind, found[0].orf_after.kind) == (
        OrfKind.UPSTREAM,
        OrfKind.OVERLAPPING,
    )


def test_rows_of_ncvardb_are_all_looked_at(rows):
    assert sum(one.row.dataset == "ncVarDB" for one in rows) == 207
    in_utr = [one for one in rows if one.place in {"5utr", "3utr"}]
    assert len(in_utr) == 27
    assert page_of(rows).count("\n| chr") == 27
    assert not any(effect.kind is UtrKind.NOT_ASSESSED for one in rows for effect in one.effects)


def test_splice_sites_of_utr_introns_are_found_among_them(rows):
    """PAX6 c.-129+2T>A and PRKAR1A c.-7+1G>A lose a donor, GAA c.-32-13T>G lies near an acceptor."""
    told = {
        name: {
            effect.concern
            for effect in one.in_sequence
            if effect.kind is UtrKind.SPLICE_SITE_TOUCHED
        }
        for one in rows
        for name in one.names
    }
    assert told["PAX6 c.-129+2T>A"] == {Concern.MODERATE}
    assert told["PRKAR1A c.-7+1G>A"] == {Concern.MODERATE}
    assert told["GAA c.-32-13T>G"] == {Concern.UNGRADED}
