"""Presets on the command line: listed, saved, tried on a case, applied."""

import json

import pytest

from core.cli import main
from core.pipeline.intake import read_case
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import World, drive

__all__ = ["world"]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(words)
    found = capsys.readouterr()
    return status, found.out, found.err


def test_a_preset_is_saved_tried_and_applied(world: World, capsys: pytest.CaptureFixture[str]):
    world.add(22_000, info="gnomAD_AF=0.005")
    world.add(22_010)
    drive(read_case(spec := world.spec()))
    status, _, err = told(
        capsys, "presets", "save", "ours", "--max-frequency", "0.001", "--label", "our limit"
    )
    assert (status, err) == (0, "Saved ours (version 1).\n")
    assert "ours\town\tversion 1\tour limit\n" in told(capsys, "presets", "list")[1]
    shown = json.loads(told(capsys, "presets", "show", "ours")[1])
    assert shown["max_population_frequency"]["value"] == 0.001
    case = str(spec.case)
    status, out, err = told(capsys, "case", "preset", case, "ours")
    assert status == 0
    assert "population frequency\t1\t1\t0\n" in out
    assert "passed\t\t1\t\n" in out
    assert "0 new, 1 no longer." in err
    assert "passed\t\t2\t\n" in told(capsys, "case", "preset", case)[1]
    assert told(capsys, "case", "preset", case, "ours", "--apply")[0] == 0
    assert "went through ours version 1" in told(capsys, "case", "preset", case)[2]
    assert told(capsys, "presets", "remove", "ours")[0] == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("save", "clinical"), "locked"),
        (("save", "changed"), "what gates changed for one case are called"),
        (("save", "x", "--expression", "dept > 3"), "not understood at: dept"),
        (("save", "x", "--region", "moon"), "regions 0"),
        (("show", "nothing"), "no preset nothing"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    words: tuple[str, ...], problem: str, capsys: pytest.CaptureFixture[str]
):
    status, _, err = told(capsys, "presets", *words)
    assert status == 2
    assert problem in err
