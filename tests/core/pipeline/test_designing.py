"""Designs of a region of the genome: edits by place, the region alone, research only."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.errors import ProblemError, UsageError
from core.pipeline.design_spec import DesignSpec
from core.pipeline.designing import design_region
from core.profile import Profile, choose_profile
from models.engine import EngineInfo
from models.regulatory.protocol import Track
from tests.core.pipeline.toy import World, drive

LENGTH = 31


class CountingEngine:
    """Counts G in windows of 31 bases."""

    methods = ()
    tracks = (Track("n_g", unit="bases"), Track("n_a"))

    def __init__(self) -> None:
        self.info = EngineInfo(
            "counting", "Counting", "1", "0" * 64, "float32",
            context_length=LENGTH, device="cpu", max_distance=15,
        )  # fmt: skip

    def outputs(self, sequences: Sequence[str]) -> np.ndarray:
        assert all(len(one) == LENGTH for one in sequences)
        return np.array([[one.count("G"), one.count("A")] for one in sequences], np.float32)


@pytest.fixture
def spec(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DesignSpec:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    choose_profile(Profile.RESEARCH)
    world.spec()
    return DesignSpec("counting", world.reference, "toy1:40001-40011", most_edits=2)


def test_edits_lie_in_the_region_and_every_step_has_its_value(spec: DesignSpec, world: World):
    _, design = drive(design_region(spec, CountingEngine()))
    before = world.text[40_000 - 10 : 40_000 + 21]
    assert [one.value for one in design.steps] == [before.count("G") + n for n in range(3)]
    for step in design.steps:
        for edit in step.edits:
            assert 40_001 <= edit.pos <= 40_011
            assert world.base(edit.pos) == edit.ref
            assert step.sequence[edit.pos - 40_001] == edit.alt == "G"
    assert design.steps[0].sequence == world.text[40_000:40_011]
    assert (design.track, design.unit) == ("n_g", "bases")


def test_the_steps_found_so_far_go_along_with_the_progress(spec: DesignSpec):
    told, design = drive(design_region(spec, CountingEngine()))
    known = [one.so_far for one in told if one.so_far is not None]
    assert [len(one.steps) for one in known] == [1, 2, 3]
    assert known[-1] == design
    assert design.head == ("edits", "n_g (bases)", "changed bases", "sequence")
    assert [row[0] for row in design.rows] == ["0", "1", "2"]


def test_one_edit_is_told_as_one(spec: DesignSpec):
    told, _ = drive(design_region(spec, CountingEngine()))
    notes = [one.note.partition(":")[0] for one in told if one.note]
    assert notes == ["0 edits", "1 edit", "2 edits"]


def test_another_track_is_lowered_where_nothing_is_protected(spec: DesignSpec, world: World):
    asked = replace(spec, track="n_a", raises=False, protected=("40001-40008",), most_edits=9)
    _, design = drive(design_region(asked, CountingEngine()))
    assert world.text[40_000:40_008] == design.steps[-1].sequence[:8]
    assert "A" not in design.steps[-1].sequence[8:]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"region": "toy1"}, "no region"),
        ({"region": "toy1:9-3"}, "no stretch"),
        ({"region": "toy1:40001-40100"}, "has 100 bases"),
        ({"region": "toy1:1-10"}, "too near the end"),
        ({"track": "n_c"}, "no track"),
        ({"protected": ("1-5",)}, "protects nothing"),
        ({"protected": ("40012-40020",)}, "protects nothing"),
        ({"forbidden": ("XZ",)}, "no motif"),
        ({"gc": (0.9, 0.2)}, "share of G and C"),
    ],
)
def test_what_cannot_be_designed_is_told(spec: DesignSpec, change: dict[str, object], words: str):
    with pytest.raises(ProblemError, match=words):
        drive(design_region(replace(spec, **change), CountingEngine()))


def test_a_result_outside_the_limits_is_never_told_as_if_within(spec: DesignSpec):
    _, design = drive(design_region(replace(spec, gc=(0.97, 0.98)), CountingEngine()))
    assert "No sequence within the limits of GC was found" in " ".join(design.broken)
    _, kept = drive(design_region(spec, CountingEngine()))
    assert kept.broken == ()


def test_both_directions_at_once_are_refused(spec: DesignSpec, capsys):
    arguments = ["design", "toy1:40001-40011", "--reference", str(spec.reference)]
    assert main([*arguments, "--raise", "--lower"]) == 2
    assert "--raise and --lower" in capsys.readouterr().err


def test_the_clinical_profile_has_no_designs(spec: DesignSpec):
    choose_profile(Profile.CLINICAL)
    with pytest.raises(UsageError, match="research"):
        drive(design_region(spec, CountingEngine()))


def test_the_command_refuses_in_the_clinical_profile(spec: DesignSpec, capsys):
    choose_profile(Profile.CLINICAL)
    arguments = ["design", "toy1:40001-40011", "--reference", str(spec.reference)]
    assert main(arguments) == 2
    assert "profile research" in capsys.readouterr().err
