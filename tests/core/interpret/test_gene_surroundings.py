"""The surroundings of genes as ExPecto reads them: strand, start of transcription, reach."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.domain.score import NotScoredReason
from core.domain.transcript import Mane, TranscriptTrait
from core.interpret.gene_surroundings import GENE_REACH, gene_surroundings
from core.interpret.subject import NoSubject, Subject
from core.pipeline.annotation import Place
from core.pipeline.regulatory_reading import reach_of_neighbours, reader
from models.engine import EngineInfo
from models.packs.architectures import architecture
from models.registry import GENE
from models.regulatory import reach
from models.regulatory.architectures import expecto
from models.regulatory.expecto import ExpectoEngine
from models.regulatory.protocol import Track
from models.sequence import reverse_complement
from tests.core.interpret.builders import transcript, variant
from tests.models.regulatory.architectures.test_expecto import TISSUES, chromatin, port, raw
from tests.models.regulatory.architectures.twins import encoded

__all__ = ["chromatin", "port", "raw"]

BASES = "".join(random.Random(1).choices("ACGT", k=90_000))
FIRST, LAST = 40_000, 47_999
"""First base of the gene on the plus strand, and of that on the minus strand (0-based)."""


def fetch(start: int, end: int) -> str:
    return BASES[max(start, 0) : end]


def gene(strand: str, **more: object):
    return transcript(strand=strand, exons=((FIRST, FIRST + 500), (LAST - 499, LAST + 1)), **more)


def at(place: int, alt: str = ""):
    """A change of the base at a 0-based place."""
    ref = BASES[place]
    return variant(place + 1, ref, alt or ("C" if ref != "C" else "A"))


def only(place: int, *genes, alt: str = "") -> Subject | NoSubject:
    (found,) = gene_surroundings(at(place, alt), genes, fetch)
    return found


def test_the_lengths_are_those_of_the_network():
    assert reach.GENE == (expecto.TSS, expecto.LENGTH - expecto.TSS)
    assert reach.AROUND_CHANGE == (800 + expecto.CENTRE, expecto.AROUND - 800 - expecto.CENTRE)
    assert architecture("expecto").kind == GENE
    assert (
        reach_of_neighbours(GENE, EngineInfo("x", "X", "1", "", "", 41_800, "cpu", 0)) == GENE_REACH
    )


@pytest.mark.parametrize(("strand", "start", "step"), [("+", FIRST, 1), ("-", LAST, -1)])
def test_both_strands_are_read_along_the_gene_from_its_first_base(strand, start, step):
    """The change lies 100 bases before the start, in the direction of the gene."""
    found = only(start - 100 * step, gene(strand))
    assert isinstance(found, Subject)
    request = found.request
    assert found.phrase == "surroundings of GENE, 100 bases before the start of transcription"
    assert (found.strand, len(request.ref_sequence), request.start) == (strand, 41_800, 20_899)
    plus = request.ref_sequence if strand == "+" else reverse_complement(request.ref_sequence)
    at_first = start - 20_999 if strand == "+" else start - 20_800
    assert plus == BASES[at_first : at_first + 41_800]
    told = BASES[start] if strand == "+" else reverse_complement(BASES[start])
    assert request.ref_sequence[20_999] == told
    assert found.places is not None
    assert found.places[20_999] == start
    assert request.change == (20_899, 1, 1)


def test_bases_beyond_the_contig_are_unknown_and_too_many_are_a_reason():
    near_end = transcript(exons=((20_000, 20_500), (21_000, 21_500)))
    found = only(20_100, near_end)
    assert isinstance(found, Subject)
    assert found.request.ref_sequence.startswith("N" * 999 + BASES[0])
    farther = transcript(exons=((15_000, 15_500), (21_000, 21_500)))
    reason = only(15_100, farther)
    assert isinstance(reason, NoSubject)
    assert reason.reason is NotScoredReason.REFERENCE_UNKNOWN


def test_a_change_is_read_as_far_as_all_around_it_lies_within():
    assert isinstance(only(FIRST - 19_200, gene("+")), Subject)
    assert list(gene_surroundings(at(FIRST - 19_201), [gene("+")], fetch)) == []
    assert isinstance(only(FIRST + 19_000, gene("+")), Subject)
    assert list(gene_surroundings(at(FIRST + 19_001), [gene("+")], fetch)) == []


def test_of_a_gene_the_transcript_that_represents_it_counts():
    select = gene("+", transcript_id="NM_SELECT", gene_id="G1")
    other = replace(select, transcript_id="NM_OTHER", start=FIRST + 100, mane=Mane.NONE)
    beside = gene("-", symbol="OTHER", gene_id="G2")
    silent = replace(beside, gene_id="G3", cds_start=None, cds_end=None)
    found = list(gene_surroundings(at(FIRST - 50), [other, beside, select, silent], fetch))
    assert {one.transcript_id for one in found} == {"NM_SELECT", beside.transcript_id}


@pytest.mark.parametrize(
    ("place", "alt", "traits", "reason"),
    [
        (FIRST, "", {TranscriptTrait.RNA_START_UNKNOWN}, NotScoredReason.TRANSCRIPT_START_UNKNOWN),
        (FIRST, "", set(), NotScoredReason.TRANSCRIPT_START_CHANGED),
        (FIRST - 9, BASES[FIRST - 9] + "A" * 1_801, set(), NotScoredReason.CHANGE_TOO_LONG),
    ],
)
def test_where_a_gene_is_not_asked_about_the_reason_is_told(place, alt, traits, reason):
    found = only(place, gene("+", traits=frozenset(traits)), alt=alt)
    assert isinstance(found, NoSubject)
    assert found.reason is reason


def test_expecto_is_asked_at_the_right_distance_on_either_strand(port):
    info = EngineInfo("own", "Own", "1", "0" * 64, "float32", expecto.LENGTH, "cpu", 0)
    engine = ExpectoEngine(port, [Track(one) for one in TISSUES], info, torch.device("cpu"))
    for strand, start, step in (("+", FIRST, 1), ("-", LAST, -1)):
        place = start + 300 * step
        read = reader(GENE, info, lambda *_, strand=strand: [gene(strand)])
        subjects = read(
            Place("chr1", place + 1, BASES[place]), at(place).alt, lambda _, *ends: fetch(*ends)
        )
        assert not isinstance(subjects, NotScoredReason)
        ((_, effects),) = engine.score([subjects[0].request])
        low, high = (1_799, 1_801) if strand == "+" else (1_800, 1_800)
        ref = BASES[place - low : place + high]
        alt = ref[:low] + at(place).alt + ref[low + 1 :]
        windows = [one if strand == "+" else reverse_complement(one) for one in (ref, alt)]
        with torch.inference_mode():
            expected = port.part(encoded(windows), torch.tensor([300, 300])).numpy()
        assert np.abs(expected[1] - expected[0]).max() > 1e-4
        np.testing.assert_allclose(effects.delta, expected[1] - expected[0], atol=1e-5)
