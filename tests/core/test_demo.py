"""The demo's files beside its case."""

from pathlib import Path

import pytest

from core.demo import CASE_NAME, demo_spec
from core.domain.assembly import Assembly
from core.errors import UsageError


def test_the_demo_is_copied_whole_and_labelled_artificial(tmp_path: Path):
    folder = tmp_path / "new" / "folder"
    spec = demo_spec(folder)
    assert spec.case == folder / CASE_NAME
    assert spec.is_artificial
    assert "artificial" in spec.name
    assert spec.assembly is Assembly.ARTIFICIAL
    for path in (spec.vcf, spec.reference, *spec.genes, spec.ped):
        assert path is not None
        assert path.is_file()
        assert path.parent == folder


def test_a_second_time_the_files_are_fresh_again(tmp_path: Path):
    spec = demo_spec(tmp_path)
    spec.vcf.write_text("spoilt")
    assert demo_spec(tmp_path) == spec
    assert spec.vcf.read_text().startswith("##fileformat")


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_a_folder_that_cannot_be_made_is_a_problem_to_be_mended(tmp_path: Path, kind: str):
    taken = tmp_path / "taken"
    taken.write_text("")
    with pytest.raises(UsageError, match="cannot be written") as caught:
        demo_spec(taken if kind == "file" else taken / "demo")
    assert "--out" in caught.value.remedy
