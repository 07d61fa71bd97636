"""Tracks that read RNA: in the direction of the transcript, or not told. Counted by hand."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.domain.attribution import AskedTrack
from core.domain.regulatory import RegulatoryScore
from core.pipeline import attribute_track as attribution
from core.pipeline.annotation import Place
from core.pipeline.background import _largest, _row
from core.pipeline.intake import read_case
from core.pipeline.regulatory_asking import RegulatoryExaminer, RegulatoryQuestion
from core.pipeline.regulatory_score_vcf import score_file_regulatory
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.pipeline.spec import ScoreFileSpec
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from models.regulatory.protocol import AlleleRequest
from tests.core.pipeline.test_attribute_track import ToyExplained
from tests.core.pipeline.toy import World, drive, put, sequence

ENGINE = "toy-regulatory"
PLUS_EXON, MINUS_UTR, NOWHERE = 20_050, 33_100, 45_000
"""1-based places: in PLUSGENE, in MINUSGENE, in no gene."""


class ToyOfRna(ToyExplained):
    """The first track counts A and T, which both strands share; the second A, of RNA as it is given."""

    reads_rna = np.array([False, True])

    def _count(self, window: str) -> np.ndarray:
        return np.array([window.count("A") + window.count("T"), window.count("A")], np.float32)


@pytest.fixture
def text() -> str:
    """C everywhere near, but for one A before and three T behind each place; each change is C>A."""
    found = sequence()
    for place in (PLUS_EXON, MINUS_UTR, NOWHERE):
        found = put(found, place - 1 - 20, "C" * 16 + "A" + "CCCCC" + "TTT" + "C" * 15)
    return found


@pytest.fixture
def reference(tmp_path: Path, text: str):
    with Reference(World(tmp_path, text=text).reference) as opened:
        yield opened


def asked(reference: Reference, strands: Sequence[str], alt: str = "A") -> RegulatoryScore:
    near = [SimpleNamespace(strand=one) for one in strands]
    examiner = RegulatoryExaminer(ToyOfRna(), reference, lambda *_: near, keeps_all=True)
    question = examiner.question(1, Place("toy1", PLUS_EXON, "C"), alt)
    assert isinstance(question, RegulatoryQuestion)
    ((_, scores),) = examiner.ask([question])
    (score,) = scores
    return score


def values(score: RegulatoryScore) -> dict[str, tuple[float, float]]:
    return {one.track.name: (one.ref, one.alt) for one in score.changes}


def test_rna_of_the_plus_strand_is_read_as_it_stands(reference: Reference):
    score = asked(reference, ["+", "+"])
    assert values(score) == {"count_0": (4, 5), "count_1": (1, 2)}
    assert (score.strand, score.subject, score.n_tracks) == ("+", "RNA of the plus strand", 2)


def test_rna_of_the_minus_strand_is_turned_round_and_dna_says_the_same(reference: Reference):
    """C>A is G>T there: no A more; the three T behind the change are three A before it."""
    score = asked(reference, ["-"])
    assert values(score) == {"count_0": (4, 5), "count_1": (3, 3)}
    assert (score.strand, score.subject, score.n_tracks) == ("-", "RNA of the minus strand", 2)


def test_an_insertion_on_the_minus_strand_is_read_in_its_direction(reference: Reference):
    """CTT inserts TT on the plus strand, AA on the minus strand."""
    assert values(asked(reference, ["-"], "CTT"))["count_1"] == (3, 5)
    assert values(asked(reference, ["+"], "CTT"))["count_1"] == (1, 1)


@pytest.mark.parametrize(
    ("strands", "reason"),
    [([], "no RNA: no transcript lies here"), (["+", "-"], "no RNA: transcripts of both strands lie here")],
)  # fmt: skip
def test_where_the_strand_is_not_known_rna_is_not_told(
    reference: Reference, strands: Sequence[str], reason: str
):
    score = asked(reference, strands)
    assert values(score) == {"count_0": (4, 5)}
    assert (score.strand, score.subject, score.n_tracks) == ("", reason, 1)


def test_a_request_turned_twice_is_the_same():
    request = AlleleRequest.of("ACGT", "G", "GTT", "CCA")
    assert request.turned == AlleleRequest.of("TGG", "C", "AAC", "ACGT")
    assert request.turned.turned == request


def test_in_a_case_each_variant_is_read_along_its_transcript_and_explained_so(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
):
    world = World(tmp_path, text=text, samples=("child",))
    for place in (PLUS_EXON, MINUS_UTR):
        world.add(place, "C", "A", calls=("0/1",), info="gnomAD_AF=0.00001")
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case_regulatory(spec.case, ENGINE, engine=ToyOfRna()))
    with CaseStore.open(spec.case) as store:
        at = {one.variant.pos: one.variant_id for one in store.variants()}
        found = {pos: store.regulatory.of([key])[key] for pos, key in at.items()}
    assert {pos: one[0].strand for pos, one in found.items() if one} == {
        PLUS_EXON: "+",
        MINUS_UTR: "-",
    }
    assert values(found[MINUS_UTR][0])["count_1"] == (3, 3)
    monkeypatch.setattr(attribution, "ready_regulatory_engine", lambda *_: ToyOfRna())
    track = AskedTrack(ENGINE, "count_1")
    _, told = drive(attribution.attribute_track(spec.case, f"toy1-{MINUS_UTR}-C-A", track))
    # The A of the RNA are the three T of the plus strand, two bases behind the variant.
    assert told.ref.sequence == "CCCCCCACCCCCTTTCCCCCC"
    assert told.ref.offsets.tolist() == list(range(-10, 11))
    assert told.ref.offsets[told.ref.contribution > 0.5].tolist() == [2, 3, 4]


def test_a_file_without_gene_models_gets_the_tracks_of_dna(tmp_path: Path, text: str):
    world = World(tmp_path, text=text, samples=())
    world.add(NOWHERE, "C", "A")
    world.add(MINUS_UTR, "C", "A")
    vcf = world.spec().vcf
    tracks = {}
    for genes in (None, world.genes):
        out = tmp_path / f"{genes is None}.vcf"
        drive(
            score_file_regulatory(
                ScoreFileSpec(vcf, out, world.reference, genes, ENGINE), ToyOfRna()
            )
        )
        lines = out.read_text().splitlines()
        assert any("those of RNA only where transcripts of one strand lie" in one for one in lines)
        of_line = (line.split("\t") for line in lines if not line.startswith("#"))
        tracks[genes is None] = {int(one[1]): one[7].count("|count_") for one in of_line}
    assert tracks == {True: {NOWHERE: 1, MINUS_UTR: 1}, False: {NOWHERE: 1, MINUS_UTR: 2}}


def test_a_background_counts_the_tracks_that_are_told(reference: Reference):
    both, dna = asked(reference, ["-"], "CTT"), asked(reference, [])
    rows = np.array([_row([one], {"count_0": 0, "count_1": 1}) for one in (both, dna)])
    assert rows[0].tolist() == [2, 2]
    assert rows[1][0] == 1
    assert np.isnan(rows[1][1])
    nothing = np.array([[np.nan, np.nan]])
    largest = _largest(np.concatenate([np.abs(rows) / [1.0, 0.5], nothing]))
    assert largest[:2].tolist() == [4, 1]
    assert np.isnan(largest[2])
