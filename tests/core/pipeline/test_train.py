"""A plan becomes a pack that the program uses like any other; research only."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.errors import ProblemError, UsageError
from core.pipeline.engine_kinds import score_file_entry
from core.pipeline.score_vcf import score_file
from core.pipeline.spec import ScoreFileSpec
from core.pipeline.train import train_network
from core.pipeline.training_order import TrainSpec
from core.profile import Profile, choose_profile
from models.packs import cards
from models.runtime import load_regulatory_engine
from models.training.networks import fresh, trainable
from models.training.pack import TrainedPack, keep_trained
from models.training.record import TrainingRecord
from tests.core.pipeline.toy import PLUS, World, drive

PLAN = """
name = "lab-counts"
title = "Counts of G"
{begin}
[data]
kind = "sequences"
table = "table.tsv"
heads = ["{heads}"]
[split]
validation = ["e2"]
test = ["e3"]
[learning]
epochs = 3
batch = 16
rate = 1e-3
"""


def table(folder: Path) -> None:
    rng = np.random.default_rng(1)
    lines = ["sequence\tgroup\tshare of G"]
    for number in range(90):
        share = rng.random() * 0.6
        rest = (1 - share) / 3
        text = "".join(rng.choice(list("ACGT"), 145, p=[rest, rest, share, rest]))
        lines.append(f"{text}\te{1 + number % 3}\t{10 * text.count('G') / 145:.3f}")
    (folder / "table.tsv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def spec(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrainSpec:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    choose_profile(Profile.RESEARCH)
    world.spec()
    table(tmp_path)
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN.format(begin='architecture = "mpra-dragonn"', heads="share of G"))
    return TrainSpec(plan, world.reference, device="cpu")


def test_a_trained_network_is_a_pack_with_a_record_of_how_it_does(spec: TrainSpec, tmp_path: Path):
    steps, outcome = drive(train_network(spec))
    assert outcome.n_examples == (30, 30, 30)
    assert [one.number for one in outcome.epochs] == [1, 2, 3]
    (measured,) = outcome.after
    assert measured.correlation is not None
    assert measured.correlation.low <= measured.correlation.value <= measured.correlation.high
    assert any("round 3" in step.note for step in steps)
    (card,) = [one for one in cards() if one.name == "lab-counts"]
    assert card.version.startswith("trained-")
    record = json.loads((tmp_path / "data/packs/lab-counts/training.json").read_text())
    assert record["plan"]["split"]["test"] == ["e3"]
    assert record["after"][0]["n"] == 30
    engine = load_regulatory_engine("lab-counts", device="cpu")
    assert [one.name for one in engine.tracks] == ["share_of_G"]
    said = engine.outputs(["A" * 145, "G" * 145])
    assert said.shape == (2, 1)


def test_a_pack_is_trained_further_and_measured_before(spec: TrainSpec, tmp_path: Path):
    drive(train_network(spec))
    further = tmp_path / "further.toml"
    text = PLAN.format(begin='start = "lab-counts"', heads="share_of_G")
    further.write_text(text.replace('lab-counts"\ntitle', 'lab-further"\ntitle', 1))
    (tmp_path / "table.tsv").write_text(
        (tmp_path / "table.tsv").read_text().replace("share of G", "share_of_G")
    )
    _, outcome = drive(train_network(replace(spec, plan=further)))
    assert outcome.pack == "lab-further"
    assert len(outcome.before) == 1
    assert outcome.before[0].n == 30


def test_a_network_that_cannot_learn_the_data_is_refused(spec: TrainSpec):
    spec.plan.write_text(PLAN.format(begin='architecture = "splice-sites"', heads="share of G"))
    with pytest.raises(UsageError, match="cannot learn this kind of data"):
        drive(train_network(spec))
    spec.plan.write_text(PLAN.format(begin='architecture = "perceptron"', heads="share of G"))
    with pytest.raises(ProblemError, match="no network 'perceptron'"):
        drive(train_network(spec))
    spec.plan.write_text(PLAN.format(begin='start = "spliceai"', heads="share of G"))
    with pytest.raises(ProblemError):
        drive(train_network(spec))


def test_the_clinical_profile_trains_nothing(spec: TrainSpec, capsys):
    choose_profile(Profile.CLINICAL)
    with pytest.raises(UsageError, match="research"):
        drive(train_network(spec))
    assert main(["train", str(spec.plan), "--reference", str(spec.reference)]) == 2
    assert "profile research" in capsys.readouterr().err


def test_a_trained_splice_network_annotates_a_file_under_a_key_of_its_own(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    found = trainable("splice-sites")
    record = TrainingRecord(
        program="x", plan={}, examples={}, left_out={}, in_two_parts=0, rounds=(), before=(), after=()
    )  # fmt: skip
    pack = TrainedPack(
        "lab-splice", "Sites of ours", "sites", "splice-sites", found.engine, found.kind, found.length,
        (), "", True, record,
    )  # fmt: skip
    keep_trained(pack, fresh(found, 1, 1).state_dict())
    world.add(PLUS[1][1] + 1)
    vcf = world.spec().vcf
    out = tmp_path / "out.vcf"
    asked = ScoreFileSpec(
        vcf, out, world.reference, world.genes, engine_id="lab-splice", device="cpu"
    )
    drive(score_file(asked))
    assert "##INFO=<ID=lab_splice," in out.read_text()
    (line,) = (line for line in out.read_text().splitlines() if not line.startswith("#"))
    assert "lab_splice=" in line
    with pytest.raises(UsageError, match="research"):
        score_file_entry("lab-splice")
    choose_profile(Profile.RESEARCH)
    assert score_file_entry("lab-splice").endswith(":score_file")
    with pytest.raises(UsageError, match=r"Choose one of: lab-splice\."):
        drive(score_file(replace(asked, engine_id="lab-splicing")))
