"""What a case says of its records."""

from dataclasses import replace

import pytest

from core.domain.case import CaseInfo, SourceFile
from tests.gui.case_files import info


def made_of(names: tuple[str, ...], numbers: tuple[int, ...]) -> CaseInfo:
    files = tuple(SourceFile("variants", f"/data/{name}", "") for name in names)
    others = (SourceFile("reference", "/data/ref.fa", ""),)
    return replace(info(), sources=(*files, *others), records_per_file=numbers)


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (1, "1 of a.vcf"),
        (1_200, "1,200 of a.vcf"),
        (1_201, "1 of c.vcf"),
        (1_203, "3 of c.vcf"),
        (1_204, "1,204"),
    ],
)
def test_a_record_of_several_files_is_told_by_its_own_number_and_file(number: int, label: str):
    case = made_of(("a.vcf", "b.vcf", "c.vcf"), (1_200, 0, 3))
    assert case.record_label(number) == label
    assert case.record_name(number) == f"record {label}"


def test_records_of_one_file_or_of_an_older_case_are_told_by_their_number():
    assert made_of(("a.vcf",), (1_200,)).record_label(1_100) == "1,100"
    assert made_of(("a.vcf", "b.vcf"), ()).record_label(1_100) == "1,100"
