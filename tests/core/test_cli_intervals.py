"""`case intervals`: the list of what is no small variant."""

import json
from pathlib import Path

import pytest

from core.cli import main
from core.pipeline.intake import read_case
from core.pipeline.rank import rank_case
from core.pipeline.score import score_case
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_dict
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive


@pytest.fixture
def case(tmp_path: Path) -> Path:
    world = World(tmp_path)
    world.add(20_900, world.base(20_900), "<DEL>", "SVTYPE=DEL;END=22000")
    world.add(22_500, world.base(22_500), "<DUP>", "SVTYPE=DUP", calls=("0/1", "0/1", "0/0"))
    world.add(40_000, world.base(40_000), "<INV>", "END=41000", calls=("0/1", "0/1", "0/0"))
    world.add(PLUS[1][1] + 1, calls=("1/1", "0/1", "0/1"))
    drive(read_case(spec := world.spec()))
    return spec.case


def test_the_list_has_a_line_for_each_and_names_what_has_no_place(case, capsys):
    assert main(["case", "intervals", str(case)]) == 0
    out, told = capsys.readouterr()
    lines = [line.split("\t") for line in out.splitlines()]
    assert lines == [
        ["kind", "place", "size", "name", "child", "father", "mother", "remarks"],
        ["deletion", "toy1:20,901-22,000", "1.1 kb", "", "heterozygous", "not carried", "not carried", ""],
        ["inversion", "toy1:40,001-41,000", "1 kb", "", "heterozygous", "heterozygous", "not carried", ""],
    ]  # fmt: skip
    assert "Record 3, <DUP>: INFO/END is missing" in told
    assert "2 records listed, none of them scored" in told


def test_one_kind_alone(case, capsys):
    assert main(["case", "intervals", str(case), "--kind", "INV"]) == 0
    out, told = capsys.readouterr()
    assert [line.split("\t")[0] for line in out.splitlines()] == ["kind", "inversion"]
    assert "could not" not in told


def test_as_json_everything_is_there(case, capsys):
    assert main(["case", "intervals", str(case), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"DEL": 1, "INV": 1}
    first = found["intervals"][0]
    assert (first["chrom"], first["start"], first["end"], first["size"]) == (
        "toy1", 20_900, 22_000, 1_100,
    )  # fmt: skip
    assert first["genotypes"]["child"]["zygosity"] == "heterozygous"
    assert first["repeat"] is None
    assert [one["field"] for one in found["not_placed"]] == ["INFO/END"]
    assert found["repeats"] == []


def test_the_report_lists_what_lies_in_the_genes_of_its_candidates(case):
    drive(score_case(case, engine=ToyEngine()))
    drive(rank_case(case))
    with CaseStore.open(case) as store:
        data = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
    assert [line.kind for line in data.others.lines] == ["deletion"]
    shape = report_dict(data)["other_records"]
    assert [one["kind"] for one in shape["in_candidate_genes"]] == ["DEL"]
    assert shape["not_placed"] == 1
    text = report_html(data)
    assert "toy1:20,901-22,000" in text
    assert "1 more could not be placed" in text
    assert "Not assessed: 1 deletion and 1 inversion (listed, not scored)" in text


def test_a_flagged_repeat_is_told_before_all_but_the_patient_and_in_the_report(
    shared, tmp_path, capsys
):
    data = shared / "data"
    case = tmp_path / "str.intronaut"
    arguments = ["--vcf", str(data / "vcf/643594.clinical.str.vcf.gz"), "--assembly", "GRCh37"]
    reference = str(data / "reference/GRCh37.fa.gz")
    assert main(["case", "new", str(case), *arguments, "--reference", reference]) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Note:")]
    assert notes[0].startswith("Note: Nobody was named as the patient")
    assert notes[1] == (
        "Note: 1 repeat at a known disease locus is to be looked at (ATXN3): see Other records."
    )
    assert notes[2].startswith("Note: Not assessed: 24 repeats (listed")
    assert main(["case", "intervals", str(case)]) == 0
    told = capsys.readouterr().err
    assert "ATXN3: 59 and 67 CAG units." in told.splitlines()[0]
    assert told.splitlines()[1] == "1 repeat not judged, as no limits are known here: CBL."
    with CaseStore.open(case) as store:
        report = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
    text = report_html(report)
    assert "no limits are known here: CBL." in text
    assert "Repeats to be looked at" in text
    assert "GeneReviews NBK1196" in text
    assert text.index("ATXN3: 59 and 67 CAG units.") < text.index("The file holds 24 repeats")


REPEATS = """##fileformat=VCFv4.2
##contig=<ID=chr9,length=138394717>
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##INFO=<ID=RU,Number=1,Type=String,Description="Unit">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=REPCN,Number=1,Type=String,Description="Units">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	KID
"""


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (("1/.:700", "./1:900"), "FXN: 700 and 900 GAA units. The longer allele is in"),
        (("1/.:700", "./1:900"), "Both alleles are"),
        (("0/1:9/700", "0/1:9/900"), "look at the other allele, which is not counted here"),
        (("0/1:9/900", "0/0:9/900"), "one such allele alone does not cause it"),
        (("1/.:9", "./1:20"), ""),
    ],
)  # fmt: skip
def test_alleles_that_a_file_splits_into_records_are_judged_together(
    shared, tmp_path, capsys, calls, told
):
    vcf, case = tmp_path / "str.vcf", tmp_path / "str.intronaut"
    line = "chr9\t69037286\t.\tA\t<STR{}>\t.\tPASS\tEND=69037304;RU=GAA\tGT:REPCN\t{}\n"
    vcf.write_text(REPEATS + "".join(line.format(i, call) for i, call in enumerate(calls, 1)))
    reference = str(shared / "data/reference/GRCh38.fa.gz")
    arguments = ["--vcf", str(vcf), "--reference", reference, "--assembly", "GRCh38"]
    assert main(["case", "new", str(case), *arguments]) == 0
    capsys.readouterr()
    assert main(["case", "intervals", str(case), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["repeats"]
    assert told in found["sentence"]
    assert found["is_flagged"] is bool(told)
