"""Sample checks from the variant file to `case new`, the list, the report and `case checks`."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.cli import main
from core.pipeline.intake import read_case
from core.pipeline.sample_checks import check_case
from core.pipeline.score import score_case
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_dict
from core.store.case_store import CaseStore
from core.store.sample_checks import SampleCheckTable
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive

TOLD = "child and mother do not look like parent and child"


def family(folder: Path, order: Sequence[int]) -> World:
    """A trio whose columns stand in this order: (0, 1, 2) is as the pedigree says."""
    rng, world = random.Random(3), World(folder)
    for pos in range(300, 59_000, 50):
        parents = [(int(rng.random() < 0.4), int(rng.random() < 0.4)) for _ in range(2)]
        child = [rng.choice(parent) for parent in parents]
        copies = [sum(child), *map(sum, parents)]
        calls = [("0/0", "0/1", "1/1")[copies[i]] for i in order]
        if any(copies) and world.base(pos) != "N":
            world.add(pos, calls=calls)
    world.add(PLUS[1][1] + 1, calls=("0/1", "0/0", "0/0"))
    return world


@pytest.fixture
def swapped(tmp_path: Path) -> Path:
    drive(read_case(spec := family(tmp_path, (1, 0, 2)).spec()))
    return spec.case


def test_a_family_as_stated_is_not_doubted(tmp_path: Path):
    drive(read_case(spec := family(tmp_path, (0, 1, 2)).spec()))
    with CaseStore.open(spec.case) as store:
        checks = store.sample_checks.get()
        assert checks is not None
        assert checks.n_trio > 500
        assert checks.n_errors == 1
        assert not any("look like" in text for text in store.info().warnings)


def test_swapped_samples_are_told_by_the_case_the_list_and_every_report(swapped: Path, capsys):
    drive(score_case(swapped, engine=ToyEngine()))
    with CaseStore.open(swapped) as store:
        assert any(text.startswith(TOLD) for text in store.info().warnings)
        data = freeze(store, generated_at="2026-01-01T00:00:00Z")
        assert any(text.startswith(TOLD) for text in data.warnings)
        assert "<h2>Sample checks</h2>" in report_html(data)
        assert any("Mendelian errors: " in text for text in report_dict(data)["sample_checks"])
        rows = store.candidate_rows()
        labelled = [row for row in rows if row.inheritance]
        assert labelled
        for row in labelled:
            (doubt,) = [one for one in row.reasons if one.topic == "family"]
            assert doubt.points == 0
            assert TOLD in doubt.sentence
    assert main(["case", "checks", str(swapped)]) == 0
    out, told = capsys.readouterr()
    assert "Mendelian errors: " in out
    assert f"Note: {TOLD}" in told
    assert main(["case", "checks", str(swapped), "--json"]) == 0
    shape = json.loads(capsys.readouterr().out)
    assert shape["n_errors"] > 0.05 * shape["n_trio"]
    assert shape["warnings"][0].startswith(TOLD)


def test_a_case_without_checks_says_so_and_is_checked_anew(
    swapped: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    with CaseStore.open(swapped) as store:
        before = store.info().warnings
    drive(check_case(swapped))
    with CaseStore.open(swapped) as store:
        assert sorted(store.info().warnings) == sorted(before)
    monkeypatch.setattr(SampleCheckTable, "get", lambda _: None)
    assert main(["case", "checks", str(swapped)]) != 0
    assert "case checks --again" in capsys.readouterr().err


def test_a_patient_who_is_alone_is_not_compared(tmp_path: Path):
    world = World(tmp_path, samples=("child",))
    for pos in range(300, 30_000, 100):
        world.add(pos, calls=("0/1",))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        checks = store.sample_checks.get()
        assert checks is not None
        assert (checks.pairs, checks.chromosomes) == ((), ())
        assert not any("look like" in text for text in store.info().warnings)
