"""A plan is checked before it is trained: what is in each part, what leaks, and the memory."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from core.cli import cli
from core.errors import ProblemError
from core.pipeline import training_ground
from core.pipeline.train import check_training, train_network
from core.pipeline.training_order import TrainSpec
from core.profile import Profile, choose_profile
from models.packs import cards
from models.training import balance, free_memory
from models.training.examples import Examples
from models.training.free_memory import Memory, gibibytes
from tests.core.pipeline.toy import World, drive

PLAN = """
name = "lab-classes"
title = "Rich in G"
architecture = "deepenhancer"
[data]
kind = "sequences"
table = "table.tsv"
heads = ["rich"]
are_classes = true
[split]
validation = ["e2"]
test = ["e3"]
[learning]
epochs = 1
batch = 16
"""


@pytest.fixture
def spec(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrainSpec:
    """12 sequences of each of three groups, a quarter of them positive; two stand in two groups."""
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    choose_profile(Profile.RESEARCH)
    world.spec()
    rng = np.random.default_rng(1)
    lines = ["sequence\tgroup\trich"]
    texts = ["".join(rng.choice(list("ACGT"), 300)) for _ in range(36)]
    texts[1] = texts[2]  # in e2 and e3: one that is positive is left out of validation
    texts[3] = texts[4]  # in e1 and e2: one that is not is left out of what is learned from
    for number, text in enumerate(texts):
        lines.append(f"{text}\te{1 + number % 3}\t{int(number % 12 < 3)}")
    (tmp_path / "table.tsv").write_text("\n".join(lines) + "\n")
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN)
    return TrainSpec(plan, world.reference, device="cpu")


def test_a_check_tells_what_would_be_trained_and_trains_nothing(spec: TrainSpec, tmp_path: Path):
    _, found = drive(check_training(spec))
    assert (found.pack, found.architecture) == ("lab-classes", "deepenhancer")
    assert found.n_examples == (11, 11, 12)
    assert found.n_leaking == 2
    assert [(one.n_positive, one.n_known) for (one,) in found.balance] == [
        (3, 11),
        (2, 11),
        (3, 12),
    ]
    assert found.n_numbers == 1_336_961
    assert found.memory.examples == 11 * (300 + 4)
    assert found.memory.is_enough
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data").rglob("*.safetensors"))
    assert "lab-classes" not in {one.name for one in cards()}


def test_what_a_batch_takes_grows_with_the_batch(spec: TrainSpec):
    sizes = []
    for batch in (16, 32):
        spec.plan.write_text(PLAN.replace("batch = 16", f"batch = {batch}"))
        sizes.append(drive(check_training(spec))[1].memory.learning)
    fixed = 6 * 4 * 1_336_961 + 150 * 2**20
    assert sizes[1] - fixed == pytest.approx(2 * (sizes[0] - fixed), rel=1e-6)
    # What the first convolution gives is kept at least: 128 channels at 300 places or nearly so.
    assert sizes[0] - fixed > 2 * 16 * 128 * 250 * 4


def test_without_the_memory_training_is_refused_before_it_begins(
    spec: TrainSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("models.training.memory.free_memory", lambda: 30 * 2**20)
    _, found = drive(check_training(spec))
    assert not found.memory.is_enough
    with pytest.raises(
        ProblemError, match=r"batch of 16 takes about .* and 30 MiB are free on cpu"
    ):
        drive(train_network(spec))
    assert not (tmp_path / "data/training").exists()


def test_examples_are_refused_while_they_are_read(spec: TrainSpec, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(training_ground, "_LOOK_EVERY", 8)
    monkeypatch.setattr(free_memory, "free_memory", lambda: 2 * 16 * 304)
    with pytest.raises(ProblemError, match="24 examples and more need") as refused:
        drive(check_training(spec))
    assert "per_file" in refused.value.remedy


def test_the_command_tells_parts_balance_and_memory(spec: TrainSpec):
    arguments = ["train", str(spec.plan), "--reference", str(spec.reference), "--check"]
    said = CliRunner().invoke(cli, [*arguments, "--device", "cpu"])
    assert said.exit_code == 0, said.output
    assert "lab-classes: deepenhancer, 1,336,961 numbers; nothing was trained" in said.output
    assert (
        "11 examples to learn from, 11 for validation, 12 for the test; 2 left out" in said.output
    )
    assert "  for the test, rich: 3 of 12 (25.00%)" in said.output
    assert "for a batch of 16; free: " in said.output


def test_heads_are_counted_by_what_they_hold():
    targets = np.array([[0, np.nan], [1, 3.0], [1, 5.0]], np.float32)
    names = np.array(["x"] * 3)
    examples = Examples(np.zeros((3, 4), np.uint8), targets, names, names)
    classes = balance.balance(examples, ("one", "two"), "classes")
    assert [(one.n_known, one.n_positive) for one in classes] == [(3, 2), (2, 2)]
    (_, values) = balance.balance(examples, ("one", "two"), "values")
    assert (values.n_known, values.mean, values.spread) == (2, 4.0, 1.0)
    sites = Examples(examples.codes, np.array([[0, 1, 2], [2, 2, 0], [0, 0, 0]]), names, names)
    found = balance.balance(sites, ("acceptor", "donor"), "sites")
    assert [(one.n_known, one.n_positive) for one in found] == [(9, 1), (9, 3)]


def test_sizes_are_told_for_people_and_an_unknown_size_stops_nothing():
    assert gibibytes(3 * 2**20) == "3 MiB"
    assert gibibytes(3 * 2**30 + 2**29) == "3.5 GiB"
    assert Memory(1, 2, None).is_enough
