"""Damage that shows only while a file is read: the person is asked, and nothing is read without."""

from pathlib import Path

import pysam
import pytest
from pytestqt.qtbot import QtBot

from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from gui.dialogs.damaged_dialog import DamagedDialog
from gui.main_window import MainWindow
from tests.core.pipeline.toy import World


@pytest.fixture
def spec(tmp_path: Path) -> IntakeSpec:
    """A case to be made of a bgzip file with its end block, and damage in the middle."""
    world = World(tmp_path)
    for pos in range(20_100, 24_000, 20):
        world.add(pos)
    text = world.spec().vcf.read_bytes()
    packed = tmp_path / "toy.vcf.gz"
    with pysam.BGZFile(str(packed), "wb") as out:
        for start in range(0, len(text), 900):
            out.write(text[start : start + 900])
            out.flush()
    whole = bytearray(packed.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    packed.write_bytes(bytes(whole))
    return world.spec(vcf=packed)


def asked(window: MainWindow, qtbot: QtBot) -> DamagedDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(DamagedDialog)))
    (dialog,) = window.findChildren(DamagedDialog)
    assert "toy.vcf.gz" in dialog.words.text()
    return dialog


def test_with_consent_what_stands_before_the_damage_is_read(
    window: MainWindow, qtbot: QtBot, spec: IntakeSpec
):
    window.work.create(spec)
    dialog = asked(window, qtbot)
    assert not spec.case.exists()
    dialog.yes.click()
    qtbot.waitUntil(lambda: window.state.is_open)
    qtbot.waitUntil(lambda: window.runner.main_job == "")
    assert window.state.info is not None
    assert window.state.info.warnings[0].startswith("INCOMPLETE: ")
    window.state.close()
    with CaseStore.open(spec.case) as store:
        assert 0 < store.n_variants() < 195


def test_without_consent_there_is_no_case(window: MainWindow, qtbot: QtBot, spec: IntakeSpec):
    window.work.create(spec)
    asked(window, qtbot).no.click()
    qtbot.waitUntil(lambda: window.runner.main_job == "")
    assert not spec.case.exists()
    assert not window.state.is_open
