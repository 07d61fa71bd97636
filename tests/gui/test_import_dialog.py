"""Importing a network of one's own in the window: asked, refused with a sentence, listed, removed."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from core import own_networks, packs
from core.errors import PackError
from core.own_networks import ImportedNetwork, ImportOrder
from gui.dialogs.engines_dialog import EnginesDialog
from gui.dialogs.engines_html import remedy_words, source_words
from gui.dialogs.engines_install import InstallDialog
from gui.dialogs.import_dialog import ImportDialog
from gui.dialogs.question_dialog import QuestionDialog
from gui.theme import Theme
from tests.models.packs.small import small_card, torch_file


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small architecture, in this process; a worker knows those of the program only."""
    monkeypatch.setattr("core.own_networks.known_architectures", lambda: (small_card(),))
    monkeypatch.setattr("models.packs.architectures.architectures", lambda: (small_card(),))


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme, small: None) -> EnginesDialog:
    made = EnginesDialog(theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.state_asked.connect(lambda: made.show_packs(packs.overviews()))
    made.show_packs(packs.overviews())
    made.show()
    return made


def asked(dialog: EnginesDialog) -> ImportDialog:
    dialog.own.add.click()
    (found,) = dialog.findChildren(ImportDialog)
    assert found.isVisible()
    return found


def imported(order: ImportOrder) -> ImportedNetwork:
    """Import without the window."""
    steps = own_networks.import_network(order)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def lab_net(folder: Path) -> ImportOrder:
    source = torch_file(folder / "a.pt")
    return ImportOrder(source, "small", "lab-net", title="Net of <our> lab", licence="Our own")


def test_what_is_needed_is_file_architecture_and_identifier(dialog: EnginesDialog, tmp_path: Path):
    shown = asked(dialog)
    form = shown.form
    assert [form.architecture.itemText(x) for x in range(form.architecture.count())] == ["Small"]
    assert "Reads 12 bases" in form.about.text()
    assert not shown.start.isEnabled()
    form.file.set_path(tmp_path / "a.pt")
    assert not shown.start.isEnabled()
    form.identifier.setText("lab-net")
    assert shown.start.isEnabled()
    shown.reject()


def test_everything_that_is_said_is_in_the_order(dialog: EnginesDialog, tmp_path: Path):
    shown = asked(dialog)
    form = shown.form
    form.file.set_path(tmp_path / "a.pt")
    form.identifier.setText(" lab-net ")
    form.title.setText("Net of our lab")
    form.tracks.set_path(tmp_path / "t.tsv")
    form.licence.setText("Our own")
    choose(form.use, "Yes")
    form.is_changed.setChecked(True)
    assert form.order == ImportOrder(
        tmp_path / "a.pt", "small", "lab-net", "Net of our lab", tmp_path / "t.tsv", "Our own",
        commercial_use=True, is_known_to_differ=True,
    )  # fmt: skip
    choose(form.use, "As stated for the official file, else no")
    assert form.order.commercial_use is None
    shown.reject()


def choose(box: QComboBox, words: str) -> None:
    box.setCurrentIndex(box.findText(words))


def test_a_refusal_is_shown_as_its_sentence_and_what_was_typed_stays(
    dialog: EnginesDialog, qtbot: QtBot, tmp_path: Path
):
    shown = asked(dialog)
    shown.form.file.set_path(tmp_path / "a.pt")
    shown.form.identifier.setText("spliceai")
    shown.start.click()
    assert not shown.form.isEnabled()
    assert shown.bar.isVisible()
    qtbot.waitUntil(shown.form.isEnabled)
    assert shown.told.text().startswith("spliceai is an engine of this program. Choose another")
    assert shown.form.identifier.text() == "spliceai"
    assert shown.start.isEnabled()
    shown.reject()
    assert [one.name for one in (packs.status("spliceai").folder.parent).glob("*")] == []


def test_closing_stops_an_import_first(dialog: EnginesDialog, qtbot: QtBot, tmp_path: Path):
    shown = asked(dialog)
    shown.form.file.set_path(tmp_path / "a.pt")
    shown.form.identifier.setText("lab-net")
    shown.start.click()
    with qtbot.waitSignal(shown.finished):
        shown.reject()
        assert shown.told.text() == "Stopping…"


def test_an_imported_network_is_listed_with_title_licence_and_origin(
    dialog: EnginesDialog, theme: Theme, tmp_path: Path
):
    imported(lab_net(tmp_path))
    dialog.show_packs(packs.overviews())
    dialog.choose("lab-net")
    assert dialog.list.currentItem().text() == "Net of <our> lab\ninstalled"
    said = dialog.about.toPlainText()
    for words in ("Net of <our> lab", "Our own", "a.pt, imported on", "as small: no official digest",
                  "Nobody has known answers to compare with", "Nobody 2000"):  # fmt: skip
        assert words in said
    assert dialog.own.remove.isVisible()
    assert not dialog.install.isEnabled()
    assert not dialog.test.isEnabled()
    assert dialog.verify.isEnabled()
    dialog.choose("spliceai")
    assert not dialog.own.remove.isVisible()
    assert dialog.install.isEnabled()


def test_an_imported_network_is_removed_after_a_question(
    dialog: EnginesDialog, qtbot: QtBot, tmp_path: Path
):
    imported(lab_net(tmp_path))
    dialog.show_packs(packs.overviews())
    dialog.choose("lab-net")
    dialog.own.remove.click()
    (question,) = dialog.findChildren(QuestionDialog)
    assert "Net of <our> lab (lab-net)" in question.words.text()
    question.yes.click()
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert dialog.told.text() == "lab-net is removed."
    assert "lab-net" not in {one.status.card.name for one in packs.overviews()}


def test_what_was_imported_is_told_and_the_list_read_again(dialog: EnginesDialog, tmp_path: Path):
    order = ImportOrder(torch_file(tmp_path / "a.pt"), "small", "lab-net")
    asked(dialog).imported.emit(imported(order))
    assert dialog.told.text().startswith(
        "Small (lab-net) is imported as lab-net: 2 outputs; no off"
    )
    assert "they are called track1 to track2" in dialog.told.text()
    assert "lab-net" in {one.status.card.name for one in dialog._packs}


def test_remedies_speak_of_the_window():
    problem = PackError("a", "import it with --not-official.")
    assert remedy_words(problem) == "import it with “Changed on purpose” ticked."


def test_a_repository_with_an_address_is_fetched_unless_a_folder_is_named(
    qtbot: QtBot, theme: Theme
):
    one = next(x for x in packs.overviews() if x.status.card.name == "pangolin")
    source = one.status.card.source.model_copy(update={"base_url": "https://example.org/net"})
    card = one.status.card.model_copy(update={"source": source})
    one = replace(one, status=replace(one.status, card=card))
    assert source_words(one) == f"{source.page} (commit {source.commit})"
    asked = InstallDialog(one, "notice")
    qtbot.addWidget(asked)
    assert not asked.index.isHidden()
    assert asked.index.isChecked()
    assert asked.source is None
