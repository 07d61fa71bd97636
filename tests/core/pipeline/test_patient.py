"""Terms and panels of a case changed later."""

from pathlib import Path

import pytest

from core.cli import main
from core.domain.candidate import InheritanceFit
from core.domain.case import RELATIVES_LEFT_OUT
from core.errors import InputFileError, UsageError
from core.pipeline.intake import read_case
from core.pipeline.panels import look_at_panels
from core.pipeline.patient import change_patient
from core.pipeline.score import score_case
from core.pipeline.spec import PatientChange
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive

THREE = ("HP:0000957", "HP:0001067", "HP:0009737")


def info(case: Path):
    with CaseStore.open(case) as store:
        return store.info()


def test_other_terms_take_the_place_of_the_former_ones_with_their_names(world: World):
    drive(read_case(spec := world.spec(hpo=("HP:0001250",))))
    changed = drive(change_patient(spec.case, PatientChange(THREE, ("HP:0001250",))))[1]
    assert info(spec.case) == changed
    assert (changed.hpo_terms, changed.hpo_absent) == (THREE, ("HP:0001250",))
    assert changed.term_name("HP:0000957") == "Cafe-au-lait spot"


def test_the_hint_on_too_few_terms_goes_with_them_and_other_warnings_stay(world: World):
    drive(read_case(spec := world.spec(hpo=("HP:0000957",))))
    before = info(spec.case).warnings
    (hint,) = [text for text in before if "The phenotype tells little" in text]
    drive(change_patient(spec.case, PatientChange(THREE, ())))
    assert info(spec.case).warnings == tuple(text for text in before if text != hint)


def test_panels_alone_leave_the_terms_as_they_are(world: World, tmp_path: Path):
    panel = tmp_path / "ours.txt"
    panel.write_text("PLUSGENE\n")
    drive(read_case(spec := world.spec(hpo=THREE)))
    drive(change_patient(spec.case, PatientChange(add_panels=(panel,))))
    assert info(spec.case).hpo_terms == THREE
    with CaseStore.open(spec.case) as store:
        assert [one.name for one in store.panels()] == ["ours"]


@pytest.mark.parametrize(
    "change",
    [
        PatientChange(("HP:1234567",), ()),
        PatientChange(("HP:0007359",), ("HP:0001250",)),
        PatientChange(THREE, (), (), ("theirs",)),
        PatientChange(THREE, (), (Path("nowhere.txt"),)),
    ],
)
def test_what_cannot_be_done_changes_nothing(world: World, change: PatientChange):
    drive(read_case(spec := world.spec(hpo=("HP:0001250",))))
    with pytest.raises((UsageError, InputFileError)):
        drive(change_patient(spec.case, change))
    assert info(spec.case).hpo_terms == ("HP:0001250",)


def test_a_panel_file_tells_what_it_is_before_it_is_chosen(tmp_path: Path):
    path = tmp_path / "ours.txt"
    path.write_text("NF1\nSPRED1\n")
    (found,) = drive(look_at_panels([path]))[1]
    assert (found.path, found.title, found.n_genes, found.n_sure) == (path, "ours", 2, 2)


def test_terms_are_shown_and_changed_on_the_command_line(world: World, capsys):
    drive(read_case(spec := world.spec(hpo=("HP:0001250",))))
    case = str(spec.case)
    assert main(["case", "terms", case]) == 0
    assert capsys.readouterr().out == "HP:0001250\tSeizure\tpresent\n"
    assert main(["case", "terms", case, "--hpo", "HP:0000957, !HP:0001250"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out == ["HP:0000957\tCafe-au-lait spot\tpresent", "HP:0001250\tSeizure\tabsent"]


def modes(case: Path):
    with CaseStore.open(case) as store:
        return store.candidate_rows()[0].inheritance


def test_relatives_are_left_out_and_taken_in_again(world: World):
    world.add(PLUS[1][1] + 1, calls=("0/1", "0/1", "0/0"))
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    family, before = modes(spec.case), info(spec.case)
    assert family == (InheritanceFit.INCOMPLETE_PENETRANCE,)
    alone = drive(change_patient(spec.case, PatientChange(is_patient_alone=True)))[1]
    assert modes(spec.case) == (InheritanceFit.UNKNOWN,)
    assert alone.is_patient_alone
    assert alone.pedigree == before.pedigree
    assert alone.warnings == (RELATIVES_LEFT_OUT, *before.warnings)
    assert info(spec.case) == alone
    drive(change_patient(spec.case, PatientChange(is_patient_alone=False)))
    assert modes(spec.case) == family
    assert info(spec.case) == before


def test_relatives_are_left_out_on_the_command_line(world: World, capsys):
    drive(read_case(spec := world.spec()))
    case = str(spec.case)
    assert main(["case", "relatives", case]) == 0
    people = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [state for _, state in people] == ["counts"] * 3
    assert main(["case", "relatives", case, "--leave-out"]) == 0
    left = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    proband = info(spec.case).pedigree.proband
    assert {name for name, state in left.items() if state == "counts"} == {proband}
    assert main(["case", "relatives", case, "--count"]) == 0
    assert "left out" not in capsys.readouterr().out
