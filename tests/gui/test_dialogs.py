"""Dialogs: what they refuse, and what they give."""

from dataclasses import replace
from pathlib import Path

import pysam
import pytest
from pytestqt.qtbot import QtBot

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import NO_GENES, BuildProof, SourceFile
from core.domain.kit import Kit, KitFile, KitItem, KitKind
from core.domain.sample import Affection, Pedigree, Sex
from core.errors import VcfFormatError
from core.pipeline.kit_installed import kit_folder
from core.pipeline.spec import Inspection
from core.sources.kit_list import write_list
from core.store.case_store import CaseStore
from gui.dialogs.about_dialog import AboutDialog, keyboard_html
from gui.dialogs.case_form import CaseForm
from gui.dialogs.export_dialog import ExportDialog
from gui.dialogs.inspection_html import inspection_html, verdict_of
from gui.dialogs.licence_dialog import LicenceDialog
from gui.dialogs.open_dialog import CHOOSE_PATIENT, UNFINISHED, OpenDialog
from gui.text import RESEARCH_USE
from gui.theme import Theme
from tests.core.pipeline.toy import World
from tests.core.sources.files import write_vcf
from tests.gui.case_files import TRIO, info


def inspection(
    verdict: BuildVerdict, *problems: str, pedigree: Pedigree | None = TRIO
) -> Inspection:
    proof = BuildProof(Assembly.GRCH38, verdict, 200, 199, ("25 of 25 contig lengths agree.",))
    return Inspection(
        proof=proof, samples=("NF1-child", "NF1-father", "NF1-mother", "stranger"), pedigree=pedigree,
        frequency_key="", warnings=("Header line 7: no ID.",), problems=problems, records_read=500,
        estimated_records=48_000, is_exact=False, file_size=2_400_000, kinds=(("SNV", 431), ("symbolic", 2)),
    )  # fmt: skip


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> OpenDialog:
    made = OpenDialog(theme)
    qtbot.addWidget(made)
    return made


def filled(dialog: OpenDialog, tmp_path: Path, found: Inspection) -> OpenDialog:
    """A dialog whose files were looked at with that result."""
    dialog.form.vcf.set_path(tmp_path / "trio.vcf.gz")
    dialog.form.reference.set_path(tmp_path / "ref.fa")
    dialog.form.ped.set_path(tmp_path / "trio.ped")
    dialog._timer.stop()
    dialog._on_inspected(found)
    return dialog


def test_an_empty_dialog_creates_nothing(dialog: OpenDialog):
    assert dialog.form.spec() is None
    assert not dialog.create_button.isEnabled()


def test_nothing_is_created_before_the_files_were_looked_at(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    dialog._on_files_changed()
    assert dialog.form.spec() is not None
    assert not dialog.create_button.isEnabled()


def test_without_any_file_the_dialog_says_what_a_case_is_made_from(dialog: OpenDialog):
    shown = dialog.findings.toPlainText()
    assert {"Variants", "Reference", "Gene models", "Pedigree"} <= set(shown.split("\n"))


def test_the_variant_file_is_looked_at_before_a_reference_is_chosen(
    qtbot: QtBot, dialog: OpenDialog, tmp_path: Path
):
    variants = write_vcf(tmp_path, [], samples=("KID", "MOTHER"))
    dialog.form.vcf.set_path(variants)
    qtbot.waitUntil(lambda: "can be read" in dialog.verdict.text())
    shown = dialog.findings.toPlainText()
    assert "KID, MOTHER" in shown
    assert "Contig lengths in the header are those of GRCh38." in shown
    assert dialog.form.proband.findData("MOTHER") > 0
    assert not dialog.create_button.isEnabled()
    other = tmp_path / "letter.vcf"
    other.write_text("Dear colleague,\n")
    dialog.form.vcf.set_path(other)
    qtbot.waitUntil(lambda: dialog.verdict.property("role") == "danger")
    assert not dialog.create_button.isEnabled()


def test_parents_are_chosen_where_no_pedigree_file_is(dialog: OpenDialog, tmp_path: Path):
    form = dialog.form
    form.vcf.set_path(tmp_path / "trio.vcf")
    form.reference.set_path(tmp_path / "ref.fa")
    form.offer_samples(("KID", "MUM", "DAD", "OTHER"))
    form.family.mother.sample.setCurrentIndex(form.family.mother.sample.findData("MUM"))
    assert "not clear" in form.unfinished
    form.proband.setCurrentIndex(form.proband.findData("KID"))
    form.family.mother.is_affected.setChecked(True)
    form.family.sex.setCurrentIndex(form.family.sex.findData(Sex.MALE))
    assert form.unfinished == ""
    spec = form.spec()
    assert spec is not None
    assert [one.name for one in spec.family] == ["KID", "MUM"]
    assert spec.family[0].sex is Sex.MALE
    assert spec.family[1].affection is Affection.AFFECTED
    form.ped.set_path(tmp_path / "trio.ped")
    assert form.spec().family == ()
    form.preset.setCurrentIndex(form.preset.findData("strict"))
    assert form.spec().preset == "strict"


def test_a_path_without_a_file_is_named(dialog: OpenDialog, tmp_path: Path):
    dialog.form.vcf.set_path(tmp_path / "gone.vcf")
    dialog._timer.stop()
    dialog._on_inspect()
    assert dialog.verdict.text() == f"There is no file {tmp_path / 'gone.vcf'}."


def test_several_variant_files_are_one_line_and_all_are_asked_for(
    dialog: OpenDialog, tmp_path: Path
):
    form = dialog.form
    form.vcf.line.setText(f"{tmp_path / 'child.vcf.gz'}; {tmp_path / 'mother.vcf.gz'} ;")
    form.reference.set_path(tmp_path / "ref.fa")
    spec = form.spec()
    assert spec is not None
    assert [path.name for path in spec.vcfs] == ["child.vcf.gz", "mother.vcf.gz"]
    assert spec.case.name == "child.intronaut"
    odd = tmp_path / "one;two.vcf"
    odd.write_text("")
    form.vcf.set_path(odd)
    assert form.vcf.paths == (odd,)
    sources = [SourceFile("variants", str(tmp_path / name), "", "") for name in ("a.vcf", "b.vcf")]
    form.fill(tmp_path / "again.intronaut", replace(info(), sources=tuple(sources)))
    assert [path.name for path in form.vcf.paths] == ["a.vcf", "b.vcf"]


def test_several_samples_without_a_pedigree_demand_the_choice_of_the_patient(
    dialog: OpenDialog, tmp_path: Path
):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    dialog.form.ped.line.clear()
    dialog._timer.stop()
    dialog._on_inspected(inspection(BuildVerdict.PROVEN))
    assert not dialog.create_button.isEnabled()
    assert dialog.hint.text() == CHOOSE_PATIENT
    assert dialog.form.proband.itemText(0) == "choose the patient…"
    assert "NF1-child, NF1-father, NF1-mother, stranger" in dialog.findings.toPlainText()
    assert "affected" not in dialog.findings.toPlainText()
    dialog.form.proband.setCurrentIndex(dialog.form.proband.findData("NF1-child"))
    dialog._timer.stop()
    dialog._on_inspected(inspection(BuildVerdict.PROVEN))
    assert dialog.create_button.isEnabled()
    assert dialog.form.spec().proband == "NF1-child"


def test_what_was_assumed_about_the_patient_is_left_out_however_it_is_worded(theme: Theme):
    found = replace(
        inspection(BuildVerdict.PROVEN), assumptions=("The first sample is the patient.",)
    )
    assert "The first sample" in inspection_html(found, theme)
    html = inspection_html(found, theme, has_patient=False)
    assert "The first sample" not in html
    assert "Header line 7: no ID." in html


def test_a_proven_build_can_be_read(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    assert dialog.create_button.isEnabled()
    assert dialog.verdict.text() == "GRCh38: proven by the file."
    assert dialog.form.case.path == tmp_path / "trio.intronaut"


def test_a_contradicted_build_is_refused_in_red_with_words(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.CONTRADICTED))
    assert not dialog.create_button.isEnabled()
    assert dialog.verdict.property("role") == "danger"
    assert dialog.verdict.text().startswith("Refused")


def test_a_contradicted_build_stays_refused_when_the_assembly_is_stated(
    dialog: OpenDialog, tmp_path: Path
):
    filled(dialog, tmp_path, inspection(BuildVerdict.CONTRADICTED))
    dialog.form.assembly.setCurrentIndex(2)
    dialog._on_inspected(inspection(BuildVerdict.CONTRADICTED))
    assert not dialog.create_button.isEnabled()


def test_an_unproven_build_needs_the_persons_word(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.UNPROVEN))
    assert not dialog.create_button.isEnabled()
    assert dialog.hint.text() == "State the assembly to go on."
    dialog.form.assembly.setCurrentIndex(2)
    dialog._on_inspected(inspection(BuildVerdict.UNPROVEN))
    assert dialog.create_button.isEnabled()
    assert dialog.form.spec().assembly is Assembly.GRCH38
    assert "not proven" in dialog.verdict.text()


def test_a_problem_in_the_files_stands_in_the_way(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN, "Say who the patient is."))
    assert not dialog.create_button.isEnabled()
    assert dialog.hint.text() == "Say who the patient is."


def test_a_file_that_cannot_be_read_is_told_as_cause_and_remedy(dialog: OpenDialog):
    dialog._on_failed(VcfFormatError("x.vcf", 3, "POS is no number.", "Repair the file."))
    assert dialog.verdict.text() == "x.vcf: line 3: POS is no number.\nRepair the file."
    assert not dialog.create_button.isEnabled() or dialog.form.spec() is None


def test_terms_are_read_from_free_text_and_what_is_none_is_named(
    dialog: OpenDialog, tmp_path: Path
):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    terms = dialog.form.terms
    terms.line.setText("hp:0000957; HP:0001067 HP:0000957")
    terms.enter()
    assert dialog.form.spec().hpo == ("HP:0000957", "HP:0001067")
    assert dialog.create_button.isEnabled()
    terms.line.setText("! hp:0001250, !HP:0001067")
    terms.enter()
    assert dialog.form.spec().hpo == ("HP:0000957",)
    assert dialog.form.spec().hpo_absent == ("HP:0001067", "HP:0001250")
    terms.line.setText("HP:0000957, freckles")
    terms.enter()
    assert "“freckles” is no chosen HPO term" in dialog.hint.text()
    assert not dialog.create_button.isEnabled()


def test_a_case_file_that_exists_is_never_overwritten(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    there = tmp_path / "there.intronaut"
    there.write_text("a case")
    dialog.form.case.set_path(there)
    assert not dialog.create_button.isEnabled()
    assert "exists already" in dialog.hint.text()


@pytest.mark.parametrize("words", ["/", ".", "~", "~nobody-has-this-name", "/data/"])
def test_a_path_that_is_still_being_typed_stops_nothing(dialog: OpenDialog, words: str):
    for field in (dialog.form.vcf, dialog.form.reference, dialog.form.case):
        field.line.setText(words)
    dialog._on_inspect()
    assert dialog.inspection is None
    assert not dialog.create_button.isEnabled()


def test_the_samples_of_the_file_can_be_chosen_as_patient(dialog: OpenDialog, tmp_path: Path):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    dialog.form.proband.setCurrentIndex(dialog.form.proband.findData("stranger"))
    assert dialog.form.spec().proband == "stranger"


def test_what_was_found_names_people_counts_and_warnings(theme: Theme):
    html = inspection_html(inspection(BuildVerdict.PROVEN), theme)
    for words in (
        "NF1-child", "patient", "affected", "Not used: stranger", "About 48,000 records in 2 MB",
        "99.50 %", "Header line 7: no ID.", "No population frequency",
    ):  # fmt: skip
        assert words in html


def test_names_from_a_file_are_shown_as_text_never_as_markup(theme: Theme):
    found = inspection(BuildVerdict.PROVEN, pedigree=None)
    evil = Inspection(
        **{name: getattr(found, name) for name in found.__slots__} | {"samples": ("<img src=x>",)}
    )
    assert "<img" not in inspection_html(evil, theme)


def test_each_verdict_has_its_own_words():
    words = {verdict_of(inspection(verdict))[1] for verdict in BuildVerdict}
    assert len(words) == 3


def test_a_real_file_is_looked_at_by_a_worker(
    dialog: OpenDialog, shared: Path, tmp_path: Path, qtbot: QtBot
):
    data = shared / "data"
    dialog.form.reference.set_path(data / "reference" / "GRCh38.fa.gz")
    dialog.form.ped.set_path(data / "cases" / "nf1-denovo.ped")
    dialog.form.vcf.set_path(data / "cases" / "nf1-denovo.vcf.gz")
    dialog.form.case.set_path(tmp_path / "new.intronaut")
    qtbot.waitUntil(lambda: dialog.inspection is not None)
    assert dialog.inspection.proof.verdict is BuildVerdict.PROVEN
    assert "INFO/gnomAD_AF" in dialog.findings.toPlainText()
    assert dialog.create_button.isEnabled()


def test_the_licence_is_accepted_only_by_someone_who_says_to_have_read_it(qtbot: QtBot):
    dialog = LicenceDialog("The pack", "CC BY-NC 4.0")
    qtbot.addWidget(dialog)
    assert not dialog.install.isEnabled()
    dialog.consent.setChecked(True)
    assert dialog.install.isEnabled()


def test_the_export_names_its_file_after_the_case_and_follows_the_format(
    qtbot: QtBot, tmp_path: Path
):
    dialog = ExportDialog(tmp_path / "trio.intronaut", 0, ("pdf", "html"))
    qtbot.addWidget(dialog)
    assert dialog.path.name == "trio-report.pdf"
    dialog.format_box.setCurrentIndex(1)
    assert (dialog.chosen_format, dialog.path.name) == ("html", "trio-report.html")


def test_about_says_what_it_may_be_used_for_and_names_every_pack(qtbot: QtBot, theme: Theme):
    dialog = AboutDialog([("SpliceAI", "CC BY-NC 4.0")], theme)
    qtbot.addWidget(dialog)
    words = dialog.browser.toPlainText()
    assert RESEARCH_USE in words
    assert "SpliceAI: CC BY-NC 4.0" in words


def test_the_keyboard_page_names_the_keys_of_decisions():
    assert all(f"<b>{key}</b>" in keyboard_html() for key in "MDN")


def test_a_finished_case_is_never_offered_for_replacing(
    dialog: OpenDialog, tmp_path: Path, case: Path
):
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    dialog.form.case.set_path(case)
    assert not dialog.create_button.isEnabled()
    assert "exists already" in dialog.hint.text()
    assert dialog.create_button.text() == "Create case"


def test_an_unfinished_case_can_be_started_again_under_its_name(dialog: OpenDialog, tmp_path: Path):
    path = tmp_path / "cut.intronaut"
    CaseStore.create(path, info()).close()
    filled(dialog, tmp_path, inspection(BuildVerdict.PROVEN))
    dialog.form.case.set_path(path)
    assert dialog.create_button.isEnabled()
    assert dialog.create_button.text() == "Start it again"
    assert dialog.hint.text().startswith(UNFINISHED.format(name="cut.intronaut"))
    assert dialog.hint.text().endswith(NO_GENES)
    assert dialog.hint.property("role") == "warning"
    dialog.form.case.set_path(tmp_path / "new.intronaut")
    assert dialog.create_button.text() == "Create case"
    assert dialog.hint.text() == NO_GENES


def test_a_form_is_filled_with_what_a_case_was_made_from(dialog: OpenDialog, tmp_path: Path):
    sources = (
        SourceFile("variants", "/data/nf1.vcf.gz", ""),
        SourceFile("reference", "/data/ref.fa", ""),
        SourceFile("genes", "/data/mane.gff3.gz", ""),
        SourceFile("pedigree", "/data/trio.ped", ""),
    )
    stated = BuildProof(Assembly.GRCH37, BuildVerdict.UNPROVEN, 0, 0, ())
    path = tmp_path / "cut.intronaut"
    dialog.form.fill(path, info(sources=sources, proof=stated))
    dialog._timer.stop()
    spec = dialog.form.spec()
    assert (spec.case, spec.vcf) == (path, Path("/data/nf1.vcf.gz"))
    assert (spec.reference, spec.ped) == (Path("/data/ref.fa"), Path("/data/trio.ped"))
    assert spec.genes == (Path("/data/mane.gff3.gz"),)
    assert spec.hpo == ("HP:0000957", "HP:0001067")
    assert (spec.assembly, spec.proband) == (Assembly.GRCH37, "NF1-child")


def test_without_a_pedigree_the_patient_is_left_to_the_person(dialog: OpenDialog, tmp_path: Path):
    alone = info(pedigree=TRIO.with_patient_alone())
    dialog.form.fill(tmp_path / "cut.intronaut", alone)
    dialog._timer.stop()
    assert not dialog.form.proband.currentData()
    assert dialog.form.assembly.currentData() is None


def test_parents_stated_by_hand_are_put_in_again(dialog: OpenDialog, tmp_path: Path):
    dialog.form.fill(tmp_path / "cut.intronaut", info())
    dialog._timer.stop()
    form = dialog.form
    assert form.proband.currentData() == "NF1-child"
    assert (form.family.mother.name, form.family.father.name) == ("NF1-mother", "NF1-father")


def test_a_new_case_begins_with_reference_and_genes_of_an_installed_kit(qtbot: QtBot):
    folder = kit_folder()
    folder.mkdir(parents=True)
    items = []
    for kind, name in ((KitKind.REFERENCE, "own.fa"), (KitKind.GENES, "own.gff3")):
        (folder / name).write_text("x")
        items.append(KitItem(kind, (KitFile(name, 1, "0" * 64),), name, name, ""))
    write_list(Kit("t", "2026-01-01", "0", tuple(items)), folder / "kit.json")
    form = CaseForm()
    qtbot.addWidget(form)
    assert (form.reference.path, form.genes.path) == (folder / "own.fa", folder / "own.gff3")


def damaged_files(tmp_path: Path) -> World:
    """Files of a case of which the variants lack their end."""
    world = World(tmp_path)
    for pos in range(20_100, 24_000, 20):
        world.add(pos)
    text = world.spec().vcf.read_bytes()
    with pysam.BGZFile(str(tmp_path / "toy.vcf.gz"), "wb") as out:
        for start in range(0, len(text), 900):
            out.write(text[start : start + 900])
            out.flush()
    whole = (tmp_path / "toy.vcf.gz").read_bytes()
    (tmp_path / "toy.vcf.gz").write_bytes(whole[: 2 * len(whole) // 3])
    return world


def test_a_damaged_file_is_loaded_only_if_the_person_agrees(
    dialog: OpenDialog, tmp_path: Path, qtbot: QtBot
):
    world = damaged_files(tmp_path)
    form = dialog.form
    form.vcf.set_path(tmp_path / "toy.vcf.gz")
    form.reference.set_path(world.reference)
    form.ped.set_path(world.ped)
    form.case.set_path(tmp_path / "new.intronaut")
    qtbot.waitUntil(lambda: not dialog.consent.isHidden())
    assert "the bgzip end block is missing" in dialog.verdict.text()
    assert not dialog.create_button.isEnabled()
    dialog.consent.setChecked(True)
    qtbot.waitUntil(lambda: dialog.inspection is not None)
    assert not dialog.consent.isHidden()
    form.vcf.set_path(world.spec().vcf)
    assert dialog.consent.isHidden()
    assert not dialog.consent.isChecked()
    form.vcf.set_path(tmp_path / "toy.vcf.gz")
    qtbot.waitUntil(lambda: not dialog.consent.isHidden())
    dialog.consent.setChecked(True)
    qtbot.waitUntil(lambda: dialog.inspection is not None)
    dialog.accept()
    assert dialog.spec is not None
    assert dialog.spec.up_to_damage
