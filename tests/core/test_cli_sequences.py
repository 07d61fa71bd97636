"""FASTA of normal and predicted transcripts, by the command and as values."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import review
from core.cli.program import cli
from core.errors import UsageError
from core.interpret.sequences import sequences
from core.interpretation import interpretation
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.report.sequences import variant_fasta
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.interpret.outcomes.toy_gene import EXONS, PROTEIN, SEQUENCE
from tests.core.pipeline.coding_world import DONOR_2, OFFSET, SHORT, coding_world
from tests.core.pipeline.toy import MINUS, ToyEngine, World, drive, other

MISSENSE = OFFSET + 338
"""c.8, the middle base of ACC (Thr3): ATC reads isoleucine."""
BETWEEN = 10_000
MRNA = "".join(SEQUENCE[start:end] for start, end in EXONS)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return coding_world(tmp_path)


@pytest.fixture
def case(world: World) -> Path:
    world.add(DONOR_2)
    world.add(MISSENSE, alt="T")
    world.add(BETWEEN)
    drive(read_case(world.spec()))
    drive(score_case(world.spec().case, engine=ToyEngine()))
    return world.spec().case


def spelled(world: World, pos: int, alt: str = "") -> str:
    return f"toy1-{pos}-{world.base(pos)}-{alt or other(world.base(pos))}"


def run(*arguments: object) -> str:
    words = ["case", "sequences", *map(str, arguments)]
    found = CliRunner().invoke(cli, words, obj={"printer": None}, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def read(text: str) -> dict[str, tuple[dict[str, str], str]]:
    """What each record tells, and its letters, by name."""
    found = {}
    for record in text.split(">")[1:]:
        header, *lines = record.splitlines()
        name, _, told = header.partition(" ")
        assert name not in found
        assert all(len(line) == 60 for line in lines[:-1])
        found[name] = dict(part.split("=", 1) for part in told.split(" | ")), "".join(lines)
    return found


def test_normal_transcripts_stand_before_predicted_ones(case: Path, world: World):
    found = read(run(case, spelled(world, DONOR_2)))
    mine = [name for name in found if name.startswith("NM_7.1")]
    assert mine[:2] == ["NM_7.1_normal_mRNA", "NM_7.1_normal_protein"]
    assert found["NM_7.1_normal_mRNA"] == (
        {"gene": "TOY1", "transcript": "NM_7.1", "outcome": "normal"},
        MRNA,
    )
    assert found["NM_7.1_normal_protein"][1] == PROTEIN
    assert any(name.startswith("NM_8.1") for name in found)


def test_the_skipped_exon_is_missing_from_both_sequences(case: Path, world: World):
    found = read(run(case, spelled(world, DONOR_2)))
    (name,) = [one for one in found if one.startswith("NM_7.1_exon_skipping") and "mRNA" in one]
    told, mrna = found[name]
    start, end = 60, 120  # exon 2 in the mRNA
    assert mrna == MRNA[:start] + MRNA[end:]
    protein, letters = found[name.replace("mRNA", "protein")]
    assert letters == PROTEIN[:10] + PROTEIN[30:]
    assert protein == told
    assert told["outcome"] == "exon skipping"
    assert told["hgvs_r"] == "r.(31_90del)"
    assert told["hgvs_p"].startswith("p.(Asp11_His30del")
    shares = [
        float(told["share"])
        for name, (told, _) in found.items()
        if name.startswith("NM_7.1_") and name.endswith("_mRNA") and "share" in told
    ]
    assert len(shares) == 2
    assert sum(shares) == pytest.approx(1, abs=0.011), "the donor is lost altogether"


def test_a_change_in_an_exon_is_given_spliced_as_ever(case: Path, world: World):
    found = read(run(case, spelled(world, MISSENSE, "T")))
    at = MISSENSE - 1 - OFFSET - 300
    told, mrna = found["NM_7.1_splicing_as_ever_mRNA"]
    assert mrna == MRNA[:at] + "T" + MRNA[at + 1 :]
    assert (told["share"], told["hgvs_p"]) == ("1.00", "p.(Thr3Ile)")
    assert found["NM_7.1_splicing_as_ever_protein"][1] == "MKI" + PROTEIN[3:]
    short = "".join(SEQUENCE[start:end] for start, end in SHORT)
    assert found["NM_8.1_normal_mRNA"][1] == short


def test_the_file_has_what_is_shown_otherwise(case: Path, world: World, tmp_path: Path):
    out = tmp_path / "found.fa"
    assert run(case, spelled(world, DONOR_2), "-o", out) == ""
    assert out.read_text() == run(case, spelled(world, DONOR_2))


def test_outside_transcripts_there_are_none(case: Path, world: World):
    with pytest.raises(UsageError, match="lies in no transcript"):
        run(case, spelled(world, BETWEEN))


def test_without_the_reference_none_are_made_up(case: Path, world: World):
    asked = spelled(world, DONOR_2)
    world.reference.unlink()
    with pytest.raises(UsageError, match="not at hand"):
        run(case, asked)


def test_a_variant_the_case_does_not_have_is_an_error(case: Path):
    with CaseStore.open(case) as store, pytest.raises(KeyError):
        variant_fasta(store, 999)


def test_a_non_coding_transcript_on_the_minus_strand_says_why_it_has_no_protein(tmp_path: Path):
    world = World(tmp_path)
    world.add(MINUS[1][0])
    drive(read_case(world.spec()))
    drive(score_case(world.spec().case, engine=ToyEngine()))
    found = read(run(world.spec().case, spelled(world, MINUS[1][0])))
    assert not [name for name in found if name.endswith("protein")]
    told, mrna = found["MINUSGENE_normal_mRNA"]
    assert told["no_protein"] == "it has no coding sequence in its exons"
    assert len(mrna) == sum(end - start for start, end in MINUS)
    turned = str.maketrans("ACGT", "TGCA")
    assert mrna[:60] == world.text[MINUS[-1][1] - 60 : MINUS[-1][1]].translate(turned)[::-1]
    predicted = [told for told, _ in found.values() if "share" in told]
    assert all("no coding sequence" in told["no_protein"] for told in predicted)


def test_a_lost_start_gives_an_mrna_and_says_why_no_protein(case: Path, world: World):
    with CaseStore.open(case) as store, Reference(world.reference) as reference:
        (stored,) = [one for one in store.variants() if one.variant.pos == MISSENSE]
        variant = stored.variant
        places = [one.transcript for one in review.detail(store, stored.variant_id).facts.positions]
        lost = replace(variant, pos=OFFSET + 331, ref="A", alt="C")
        found = interpretation(lost, places, (), reference)
        told = sequences(lost, places, found, partial(reference.fetch, "toy1"))
        named = {one.name: dict(one.told) for one in told}
    assert named["NM_7.1_splicing_as_ever_mRNA"]["no_protein"] == "its start codon is lost"
    assert "NM_7.1_splicing_as_ever_protein" not in named
    assert "share" not in named["NM_7.1_splicing_as_ever_mRNA"]
