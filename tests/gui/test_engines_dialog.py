"""The dialog on engines, installing from it, and which engines score a case."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from core import packs, paths
from core.packs import ExaminedEngine, PackOverview, PackState
from core.pipeline.engine_kinds import computing_for, scoring_engines
from core.pipeline.spec import Computing
from gui.dialogs.engines_dialog import EnginesDialog
from gui.dialogs.engines_html import NOT_CALIBRATED, commercial_words, pack_html, state_words
from gui.dialogs.engines_install import InstallDialog
from gui.dialogs.licence_dialog import LicenceDialog
from gui.jobs import Outcome
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.theme import Theme

FAILED = ExaminedEngine(
    "pangolin", False, 6, "cpu", "float32", "The engine pangolin failed.",
    ("donor lost by a substitution: donor loss 0.1000 instead of 0.8333", "pseudoexon: no answer"),
)  # fmt: skip


def overview(name: str) -> PackOverview:
    return next(one for one in packs.overviews() if one.status.card.name == name)


def installed(name: str, **changes: object) -> PackOverview:
    one = overview(name)
    return replace(one, status=replace(one.status, state=PackState.INSTALLED), **changes)


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> EnginesDialog:
    """The dialog in a data folder without packs; it reads them again by itself."""
    made = EnginesDialog(theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.state_asked.connect(lambda: made.show_packs(packs.overviews()))
    made.show_packs(packs.overviews())
    made.show()
    return made


def ended(dialog: EnginesDialog, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: not dialog.is_busy)
    return dialog.told.text()


def install_dialog(dialog: EnginesDialog, name: str) -> InstallDialog:
    dialog.choose(name)
    dialog.install.click()
    return next(one for one in dialog.findChildren(InstallDialog) if one.isVisible())


def test_every_engine_is_listed_with_its_state(dialog: EnginesDialog):
    lines = [dialog.list.item(line).text() for line in range(dialog.list.count())]
    assert "SpliceAI\nnot installed" in lines
    assert len(lines) == len(packs.all_statuses())
    assert dialog.install.isEnabled()
    assert not dialog.verify.isEnabled()
    assert not dialog.test.isEnabled()


@pytest.mark.parametrize(
    ("name", "words"), [("spliceai", "no"), ("openspliceai", "yes, copyleft"), ("mmsplice", "yes")]
)
def test_commercial_use_is_said_in_one_word(name: str, words: str):
    assert commercial_words(overview(name)) == words


def test_a_card_says_licence_size_source_and_citation(theme: Theme):
    html = pack_html(overview("pangolin"), theme)
    for words in ("GPL-3.0", "34 MB", "https://github.com/tkzeng/Pangolin", "Genome Biol 2022",
                  "Not tested on this computer yet", NOT_CALIBRATED):  # fmt: skip
        assert words in html


def test_only_a_calibrated_engine_names_cut_offs(theme: Theme):
    assert "PP3 from 0.20" in pack_html(overview("spliceai"), theme)
    assert NOT_CALIBRATED not in pack_html(overview("spliceai"), theme)
    own = replace(overview("mmsplice"), laboratory="Example Lab")
    assert "Example Lab has likelihood ratios of its own." in pack_html(own, theme)


def test_a_failed_self_test_says_what_differed_question_by_question(theme: Theme):
    one = installed("pangolin", test=FAILED)
    assert state_words(one) == "failed self-test"
    assert not one.is_usable
    html = pack_html(one, theme)
    assert "is not used on this computer" in html
    for deviation in FAILED.deviations:
        assert deviation in html


def test_installing_needs_consent_to_the_whole_notice(dialog: EnginesDialog):
    asked = install_dialog(dialog, "spliceai")
    notice = asked.findChild(QTextBrowser)
    assert notice.toPlainText().split() == packs.licence_text("spliceai").split()
    assert asked.index.isChecked()
    assert not asked.install.isEnabled()
    asked.consent.setChecked(True)
    assert asked.install.isEnabled()
    assert asked.source is None
    asked.reject()


def test_a_pack_of_a_folder_names_the_project_and_needs_a_source(dialog: EnginesDialog):
    asked = install_dialog(dialog, "openspliceai")
    assert asked.index.isHidden()
    assert "https://github.com/Kuanhao-Chao/OpenSpliceAI" in asked._where()
    asked.consent.setChecked(True)
    assert not asked.install.isEnabled()
    asked.line.setText("/somewhere")
    assert asked.install.isEnabled()
    assert asked.source == "/somewhere"
    asked.reject()


def test_what_cannot_be_installed_is_said_and_leaves_nothing(
    dialog: EnginesDialog, qtbot: QtBot, tmp_path: Path
):
    asked = install_dialog(dialog, "openspliceai")
    asked.consent.setChecked(True)
    asked.line.setText(str(tmp_path))
    asked.install.click()
    assert dialog.is_busy
    assert not dialog.install.isEnabled()
    assert dialog.cancel.isVisible()
    assert "holds neither the archive nor the file" in ended(dialog, qtbot)
    assert packs.status("openspliceai").state is PackState.NOT_INSTALLED


def test_a_damaged_pack_is_found_and_named(dialog: EnginesDialog, qtbot: QtBot):
    (paths.data_dir() / "packs" / "mmsplice").mkdir(parents=True)
    dialog.show_packs(packs.overviews())
    dialog.choose("mmsplice")
    assert "damaged" in dialog.list.currentItem().text()
    dialog.verify.click()
    assert "damaged, manifest.json is missing" in ended(dialog, qtbot)


def test_closing_stops_the_job_first(dialog: EnginesDialog, qtbot: QtBot):
    (paths.data_dir() / "packs" / "mmsplice").mkdir(parents=True)
    dialog.show_packs(packs.overviews())
    dialog.choose("mmsplice")
    dialog.verify.click()
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
        assert dialog.isVisible()


def test_a_pack_is_installed_and_tested_from_the_dialog(
    dialog: EnginesDialog, qtbot: QtBot, shared: Path
):
    asked = install_dialog(dialog, "openspliceai")
    asked.consent.setChecked(True)
    asked.line.setText(str(shared / "weights" / "openspliceai-mane"))
    asked.install.click()
    words = ended(dialog, qtbot)
    assert "openspliceai on cpu (float32): all 6 known answers agree." in words
    one = dialog.current
    assert one is not None
    assert one.is_usable
    assert one.status.licence_accepted_by == packs.user_name()
    assert "openspliceai-400nt on cpu" in dialog.about.toPlainText()
    dialog.verify.click()
    assert "every digest agrees" in ended(dialog, qtbot)


def test_the_first_page_leads_to_the_engines_while_one_is_missing(window: MainWindow, qtbot: QtBot):
    qtbot.waitUntil(window.welcome.engines.isVisible)
    assert "No engine is installed yet" in window.welcome.engines.text()
    window.welcome.engines.click()
    (dialog,) = window.findChildren(EnginesDialog)
    qtbot.waitUntil(lambda: dialog.list.count() > 0)
    window.engines.on_task("engines", tuple(installed(one) for one in ("spliceai", "pangolin")))
    assert window.welcome.engines.isHidden()
    dialog.reject()


def test_a_pack_installed_elsewhere_in_the_window_is_noticed(window: MainWindow, qtbot: QtBot):
    qtbot.waitUntil(lambda: bool(window.engines.known))
    window.engines.known = ()
    window.engines._on_ended(Outcome("install"))
    qtbot.waitUntil(lambda: bool(window.engines.known))


def test_without_any_engine_scoring_asks_for_consent_first(open_window: MainWindow, qtbot: QtBot):
    with qtbot.waitSignal(open_window.work.consent_needed) as asked:
        open_window.work.score()
    assert "NonCommercial" in asked.args[0]
    (dialog,) = open_window.findChildren(LicenceDialog)
    dialog.reject()


def test_who_may_not_accept_the_licence_is_led_to_the_other_engines(window: MainWindow):
    window.commands.on_consent_needed("Non-commercial")
    (asked,) = window.findChildren(LicenceDialog)
    asked.others.click()
    (dialog,) = window.findChildren(EnginesDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_engines_to_score_with_are_ticked_in_the_menu_and_remembered(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    known = tuple(installed(name) for name in ("openspliceai", "pangolin", "spliceai"))
    monkeypatch.setattr(
        "gui.main_window.engines.scoring_engines", lambda names: names or ("spliceai",)
    )
    window.engines.on_task("engines", known)
    ticks = {action.text(): action for action in window.actions_.scorers.actions()}
    assert [words for words, action in ticks.items() if action.isChecked()] == ["SpliceAI"]
    ticks["Pangolin (not calibrated)"].trigger()
    assert window.work.chosen_engines == ("pangolin", "spliceai")
    assert WindowMemory().engines == ("pangolin", "spliceai")


def test_the_chosen_engines_score_one_after_the_other(
    open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    started: list[object] = []
    monkeypatch.setattr(
        open_window.runner, "run", lambda _, job: started.append(job.kwargs["engine_id"]) or True
    )
    work = open_window.work
    work._on_task("pack for scoring", ("spliceai", "pangolin"))
    assert started == ["spliceai"]
    work._on_ended(Outcome("score", 1))
    assert started == ["spliceai", "pangolin"]
    work._on_ended(Outcome("score", 1))
    work._on_task("pack for scoring", ("spliceai", "pangolin"))
    work._on_ended(Outcome("score", is_cancelled=True))
    work._on_ended(Outcome("score", 1))
    assert started == ["spliceai", "pangolin", "spliceai"]


@pytest.mark.parametrize(
    ("engine_id", "said"),
    [
        ("spliceai", "All variants are scored."),
        (
            "mpra-dragonn",
            "Scored, but not for splicing: none of the chosen engines reads splice sites.",
        ),
    ],
)
def test_it_is_told_when_no_chosen_engine_reads_splice_sites(
    open_window: MainWindow, monkeypatch: pytest.MonkeyPatch, engine_id: str, said: str
):
    monkeypatch.setattr(open_window.runner, "run", lambda *_: True)
    told: list[str] = []
    open_window.work.told.connect(told.append)
    open_window.work._on_task("pack for scoring", (engine_id,))
    open_window.work._on_ended(Outcome("score", 1))
    assert told == [said]


@pytest.mark.parametrize(
    ("there", "chosen", "used"),
    [
        (("mmsplice", "openspliceai", "spliceai"), (), ("spliceai",)),
        (("mmsplice", "openspliceai"), (), ("openspliceai",)),
        (("mmsplice", "pangolin"), (), ()),
        (("mmsplice", "pangolin", "spliceai"), ("mmsplice", "spliceai"), ("spliceai", "mmsplice")),
        (("spliceai",), ("pangolin",), ("spliceai",)),
        (("mpra-dragonn", "xpresso", "spliceai"), (), ("spliceai", "mpra-dragonn")),
        (("mpra-dragonn", "xpresso", "spliceai"), ("xpresso",), ("xpresso",)),
    ],
)
def test_without_a_choice_spliceai_scores_or_else_openspliceai(
    monkeypatch: pytest.MonkeyPatch,
    there: tuple[str, ...],
    chosen: tuple[str, ...],
    used: tuple[str, ...],
):
    kinds = {"mmsplice": "exon", "mpra-dragonn": "sequence", "xpresso": "promoter"}
    monkeypatch.setattr(
        "core.pipeline.engine_kinds.installed_engines",
        lambda *asked: tuple(name for name in there if kinds.get(name, "splice") in asked),
    )
    assert scoring_engines(chosen) == used


def test_an_engine_without_short_cuts_computes_in_full():
    wanted = Computing(uses_cache=False, precision="reduced", screening=True)
    assert computing_for("mmsplice", wanted) == Computing(uses_cache=False)
    assert computing_for("pangolin", wanted) == Computing(uses_cache=False, precision="reduced")
