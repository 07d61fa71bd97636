"""`intronaut inhouse`, and the limit it makes possible."""

from pathlib import Path

import pytest

from core.cli import main
from core.gate_presets import preset_named
from core.pipeline.intake import read_case
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, World, drive

AT = PLUS[1][1] + 1


@pytest.fixture
def case(tmp_path: Path) -> Path:
    world = World(tmp_path)
    world.add(AT, calls=("0/1", "0/0", "1/1"))
    drive(read_case(spec := world.spec()))
    return spec.case


def test_a_case_is_added_listed_shown_and_removed(case: Path, capsys) -> None:
    assert main(["inhouse", "show", "chr1-5-A-C"]) == 2
    assert "No family is counted." in capsys.readouterr().err
    assert main(["inhouse", "add", str(case)]) == 0
    assert "1 family of this laboratory counted." in capsys.readouterr().err
    assert main(["inhouse", "list"]) == 0
    listed = capsys.readouterr().out.split("\t")
    assert listed[1::2] == ["artificial", "3 people"]
    assert listed[4] == "1 allele\n"
    with CaseStore.open(case) as store:
        (one,) = store.variants()
    assert main(["inhouse", "show", one.variant.spelled]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "1\t1\t2\t1\t0\t1"
    assert main(["inhouse", "remove", "0000"]) == 2
    assert "No family that was counted is meant by 0000." in capsys.readouterr().err
    assert main(["inhouse", "remove", listed[0]]) == 0
    assert main(["inhouse", "list"]) == 0
    assert capsys.readouterr().out == ""


def test_a_damaged_file_of_counts_is_named_and_never_thrown_away(
    case: Path, own_data_folder: Path, capsys
) -> None:
    file = own_data_folder / "in_house.counts"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"not a database, but somebody's" * 99)
    before = file.read_bytes()
    assert main(["inhouse", "add", str(case)]) == 2
    assert "in_house.counts: the counts of this laboratory cannot be used" in (
        capsys.readouterr().err
    )
    assert main(["case", "annotate", str(case)]) == 0, "it stops nothing"
    assert file.read_bytes() == before
    with CaseStore.open(case) as store:
        assert any("own families were not compared" in one for one in store.info().warnings)


def test_a_preset_keeps_the_share_of_families_and_the_least_number_of_them() -> None:
    assert main(["presets", "save", "ours", "--max-in-house", "0.1"]) == 0
    rules = preset_named("ours").rules
    assert rules.max_in_house is not None
    assert rules.max_in_house.value == 0.1
    assert rules.min_families is not None
    assert rules.min_families.value == 20
    assert main(["presets", "save", "any", "--like", "ours", "--max-in-house", "1"]) == 0
    assert preset_named("any").rules.max_in_house is None
