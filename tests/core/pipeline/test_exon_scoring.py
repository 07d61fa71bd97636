"""Exon engines at work: which exons a variant concerns, cases, files, one variant, failures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core import describe
from core.domain.exon_score import TRACK
from core.domain.score import NotScoredReason
from core.elements import unranked_distal
from core.errors import EngineUnavailableError, UsageError
from core.pipeline import exon_describe
from core.pipeline.annotation import Place
from core.pipeline.engine_kinds import score_file_entry, score_job_entry
from core.pipeline.exon_places import exon_request, exons_near
from core.pipeline.exon_score_vcf import score_file_exons
from core.pipeline.exon_scoring import score_case_exons
from core.pipeline.intake import read_case
from core.pipeline.spec import DescribeSpec, ScoreFileSpec
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from models.engine import EngineInfo
from models.splice.exon_protocol import (
    ExonEffect,
    ExonRequest,
    check_exon_request,
    exon_sequences,
)
from models.splice.reference_psi import Exon
from tests.core.pipeline.toy import MINUS, PLUS, UNKNOWN, World, drive

DONOR = PLUS[1][1] + 1
"""First intron base behind the second exon of PLUSGENE."""
INSIDE = PLUS[2][0] + 40
DEEP = 22_000


class ToyExonEngine:
    """Says of an exon by how many of its own and its introns' bases ALT differs from REF."""

    tissues = ("Liver", "Lung")

    def __init__(self, fails_on: Sequence[str] = (), *, is_broken: bool = False) -> None:
        self.info = EngineInfo(
            "mmsplice", "Toy exons", "1", "0" * 64, "float32",
            context_length=600, device="cpu", max_distance=100,
        )  # fmt: skip
        self.asked: list[str] = []
        self._fails_on = set(fails_on)
        self._is_broken = is_broken

    def score(self, requests: Sequence[ExonRequest]) -> Iterator[tuple[int, ExonEffect]]:
        for index, request in reversed(list(enumerate(requests))):
            check_exon_request(request)
            if request.alt in self._fails_on or self._is_broken:
                raise RuntimeError(f"the toy cannot bear {request.alt}")
            self.asked.append(request.alt)
            yield index, _effect(request)

    def reference_psi(
        self, assembly: str, exons: Iterable[Exon]
    ) -> dict[Exon, NDArray[np.float32]]:
        raise AssertionError(f"{assembly}: an artificial contig has no inclusion in people")


def _effect(request: ExonRequest) -> ExonEffect:
    ref, alt = (
        one.acceptor_intron + one.exon + one.donor_intron for one in exon_sequences(request, 100)
    )
    changed = sum(a != b for a, b in zip(ref, alt, strict=False)) + abs(len(ref) - len(alt))
    scores = np.zeros(2, dtype=np.float32)
    return ExonEffect(
        np.zeros(5), np.arange(5.0), -float(changed), 0.25, 0.5, scores, scores + np.float32(0.5)
    )


@pytest.fixture
def case(world: World) -> Path:
    world.add(DONOR)
    world.add(INSIDE)
    world.add(DEEP)
    world.add(45_000)
    world.add(MINUS[1][0] + 1, alt="TTT" if world.base(MINUS[1][0] + 1) != "T" else "GGG")
    world.add(UNKNOWN[0] + 5, ref="N", alt="A")
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


def ids(store: CaseStore) -> dict[int, int]:
    return {stored.variant.pos: stored.variant_id for stored in store.variants()}


def test_each_variant_gets_its_exons_or_a_reason(case: Path):
    _, n_done = drive(score_case_exons(case, engine=ToyExonEngine()))
    assert n_done == 6
    with CaseStore.open(case) as store:
        at = ids(store)
        found, reasons = store.exon_scores(list(at.values())), store.not_scored(list(at.values()))
        (donor,) = found[at[DONOR]]
        assert (donor.gene_symbol, donor.exon_number, donor.n_exons) == ("PLUSGENE", 2, 4)
        assert (donor.start, donor.end) == PLUS[1]
        assert donor.delta_logit_psi == -1
        assert donor.tissues[0].delta == pytest.approx(-0.5)
        assert donor.tissues[0].reference_psi is None
        assert donor.run is not None
        assert (donor.run.engine_id, donor.run.distance) == ("mmsplice", 100)
        assert found[at[INSIDE]][0].exon_number == 3
        assert reasons[at[DEEP]][0].reason is NotScoredReason.NO_EXON_NEARBY
        assert reasons[at[45_000]][0].reason is NotScoredReason.OUTSIDE_GENES
        # What has an exon score alone is in the list too: it must not be lost between two stools.
        # What lies outside genes is counted as unranked distal instead.
        outside = {at[45_000], at[UNKNOWN[0] + 5]}
        assert set(store.candidate_ids()) == set(at.values()) - outside
        assert unranked_distal(store).n_variants == len(outside)
        told = {row.variant_id: row.sentence for row in store.candidate_rows()}
        assert told[at[DONOR]].startswith("Only MMSplice has scored it: exon 2 of PLUSGENE")
        ledger = store.ledger()
        assert ledger.discrepancies() == ()
        assert (ledger.engines["mmsplice"].scored, ledger.engines["mmsplice"].pending) == (3, 0)


def test_exons_of_the_minus_strand_are_numbered_from_their_own_end(case: Path):
    drive(score_case_exons(case, engine=ToyExonEngine()))
    with CaseStore.open(case) as store:
        scores = store.exon_scores(list(ids(store).values())).values()
        (minus,) = [score for of_one in scores for score in of_one if score.strand == "-"]
    assert (minus.exon_number, minus.n_exons, minus.start) == (2, 3, MINUS[1][0])


def test_a_run_that_was_stopped_goes_on_where_it_was(case: Path):
    steps = score_case_exons(case, engine=ToyExonEngine())
    for step in steps:
        if step.changed:
            steps.close()
    engine = ToyExonEngine()
    _, n_done = drive(score_case_exons(case, engine=engine))
    assert (n_done, engine.asked) == (0, [])


def test_one_variant_the_engine_fails_on_stays_alone(case: Path, world: World):
    bad = next(line.split("\t")[4] for line in world.records if f"\t{INSIDE}\t" in line)
    engine = ToyExonEngine(fails_on=[bad])
    drive(score_case_exons(case, engine=engine))
    with CaseStore.open(case) as store:
        at = ids(store)
        reasons = store.not_scored([at[INSIDE]])[at[INSIDE]]
        n_scored = store.ledger().engines["mmsplice"].scored
    assert reasons[0].reason is NotScoredReason.ENGINE_FAILED
    assert "cannot bear" in reasons[0].detail
    assert n_scored >= 1


def test_an_engine_out_of_order_stops_the_run_and_leaves_the_rest_pending(case: Path):
    with pytest.raises(EngineUnavailableError, match="out of order"):
        drive(score_case_exons(case, engine=ToyExonEngine(is_broken=True)))
    with CaseStore.open(case) as store:
        assert store.ledger().engines["mmsplice"].pending == 3


@pytest.mark.parametrize(
    ("pos", "ref", "numbers"),
    [
        (PLUS[1][0] - 99, "A", [2]),
        (PLUS[1][0] - 100, "A", []),
        (PLUS[1][1] + 100, "A", [2]),
        (PLUS[1][1] + 101, "A", []),
        (PLUS[1][0] - 103, "ACGTA", [2]),
        (PLUS[0][0] + 1, "A", [1]),
        (PLUS[0][0], "A", []),
        (PLUS[3][1] + 1, "A", []),
    ],
)
def test_a_variant_concerns_exons_within_a_hundred_intron_bases(world, pos, ref, numbers):
    (gene, _) = load_genes(world.genes).transcripts
    found = exons_near(Place("toy1", pos, ref), [gene])
    assert [exon.number for exon in found] == numbers


def test_an_exon_that_transcripts_share_is_asked_about_once(world):
    gene = load_genes(world.genes).transcripts[0]
    longer = replace(gene, transcript_id="B", exons=(*gene.exons[:3], (24_000, 24_300)), end=24_300)
    place = Place("toy1", INSIDE, "A")
    assert len(exons_near(place, [gene, longer])) == 1
    only = replace(gene, exons=gene.exons[2:3])
    assert exons_near(place, [only]) == ()


def test_the_request_holds_the_exon_the_allele_and_both_introns(world):
    gene = load_genes(world.genes).transcripts[0]
    with Reference(world.reference) as reference:
        place = Place("toy1", DONOR, world.base(DONOR))
        (exon,) = exons_near(place, [gene])
        request = exon_request(place, "A", exon, reference)
    assert isinstance(request, ExonRequest)
    check_exon_request(request)
    assert request.window[request.exon_start : request.exon_end] == world.text[slice(*PLUS[1])]
    assert request.window[request.variant_start] == world.base(DONOR)


def test_a_file_gets_one_entry_per_track_and_says_why_there_is_none(world: World):
    spelled = world.add(DONOR).split("-")
    world.add(DEEP)
    world.add(45_000)
    spec = world.spec()
    out = world.folder / "out.vcf"
    asked = ScoreFileSpec(spec.vcf, out, world.reference, world.genes, "mmsplice")
    _, summary = drive(score_file_exons(asked, ToyExonEngine()))
    assert "3 records written, 1 of them scored" in summary
    donor, deep, outside = (
        line.split("\t") for line in out.read_text().splitlines() if not line.startswith("#")
    )
    info = dict(item.split("=") for item in donor[7].split(";"))
    entries = info["MMSplice"].split(",")
    alt = spelled[3]
    assert entries[0] == f"{alt}|PLUSGENE:PLUSGENE:exon2:{TRACK}|.|.|-1.0000"
    assert entries[2] == f"{alt}|PLUSGENE:PLUSGENE:exon2:acceptor|0.0000|1.0000|1.0000"
    assert len(entries) == 8
    assert donor[8:] == world.records[0].split("\t")[8:]
    assert deep[7] == f"MMSplice_not_scored={deep[4]}|no_exon_nearby"
    assert outside[7] == f"MMSplice_not_scored={outside[4]}|outside_genes"


def test_a_file_of_exon_scores_needs_gene_models(world: World):
    spec = ScoreFileSpec(world.spec().vcf, world.folder / "o.vcf", world.reference)
    with pytest.raises(UsageError, match="gene table"):
        drive(score_file_exons(replace(spec, engine_id="mmsplice"), ToyExonEngine()))


def test_describe_tells_of_the_exon_with_its_modules_and_tissues(world: World, monkeypatch):
    spelled = world.add(DONOR)
    monkeypatch.setattr(exon_describe, "load_exon_engine", lambda *_, **__: ToyExonEngine())
    spec = DescribeSpec(spelled, world.reference, world.genes, ("mmsplice",))
    _, told = drive(describe.describe_variant(spec))
    (score,) = told["scores"]
    assert {key: score[key] for key in ("engine", "track", "ref", "alt", "delta")} == {
        "engine": "mmsplice",
        "track": TRACK,
        "ref": None,
        "alt": None,
        "delta": -1.0,
    }
    assert [one["track"] for one in score["tissues"]] == ["Liver", "Lung"]
    assert score["modules"][1] == {"track": "acceptor", "ref": 0.0, "alt": 1.0, "delta": 1.0}
    assert told["evidence"] == []


def test_describe_says_why_there_is_no_exon(world: World, monkeypatch):
    monkeypatch.setattr(exon_describe, "load_exon_engine", lambda *_, **__: ToyExonEngine())
    spec = DescribeSpec(world.add(DEEP), world.reference, world.genes, ("mmsplice",))
    _, told = drive(describe.describe_variant(spec))
    assert told["scores"] == []
    assert told["not_scored"][0]["reason"] == "no_exon_nearby"


def test_the_engine_decides_which_job_is_run():
    assert score_job_entry("mmsplice").endswith(":score_case_exons")
    assert score_job_entry("spliceai").endswith(":score_case")
    assert score_file_entry("mmsplice").endswith(":score_file_exons")
    assert score_file_entry("spliceai").endswith(":score_file")
