"""What is told of a network that was trained here: `packs card`, and the rows of the dialog."""

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from core import packs
from core.cli import cli
from core.report.training_words import NOT_FOR, training_rows
from gui.dialogs.engines_html import pack_html
from gui.theme import Theme
from models.measures import Interval
from models.packs.track_list import TrackRow
from models.training.pack import TrainedPack, keep_trained
from models.training.record import Epoch, HeadFigures, TrainingRecord

RECORD = TrainingRecord(
    program="intronaut 9.9",
    plan={
        "name": "lab-classes",
        "start": "lab-older",
        "data": {"kind": "intervals"},
        "split": {"validation": ["chr2", "chr3"], "test": ["chr1"]},
    },
    examples={"training": 1_200, "validation": 80, "test": 100},
    left_out={},
    in_two_parts=7,
    rounds=(
        Epoch(number=1, training_loss=0.7, validation_loss=0.6, is_best=True),
        Epoch(number=2, training_loss=0.5, validation_loss=0.65, is_best=False),
    ),
    before=(HeadFigures(head="open", n=100, n_positive=40, roc=Interval(0.5, 0.4, 0.6)),),
    after=(HeadFigures(head="open", n=100, n_positive=40, roc=Interval(0.81, 0.7, 0.9)),),
)
TOLD = {
    "Trained on": "regions against others of the same GC and repeat content: 1,200 examples, 2 rounds, "
    "number 1 kept; begun with the network of lab-older (intronaut 9.9)",
    "Put aside": "chr2, chr3 to stop by (80); chr1 for the figures (100); 7 left out because they "
    "stood in two parts",
    "Before training": "open: n 100 (40 positive), AUROC 0.500 (0.400 to 0.600)",
    "On what was put aside": "open: n 100 (40 positive), AUROC 0.810 (0.700 to 0.900)",
    "Not for": NOT_FOR,
}


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))
    made = TrainedPack(
        name="lab-classes",
        title="Open here",
        predicts="What it was trained on: intervals",
        architecture="basset",
        engine="models.regulatory.imported:ImportedEngine",
        kind="sequence",
        length=600,
        tracks=(TrackRow("open"),),
        licence="",
        commercial_use=True,
        record=RECORD,
    )
    keep_trained(made, {"weight": torch.zeros(2)})
    return made.name


def test_a_record_becomes_rows_with_split_figures_and_what_it_is_not_for():
    assert dict(training_rows(RECORD)) == TOLD
    fresh = RECORD.model_copy(update={"before": ()})
    assert "Before training" not in dict(training_rows(fresh))


def test_the_command_shows_the_card_and_draws_the_losses(pack: str, tmp_path: Path):
    figure = tmp_path / "training.svg"
    said = CliRunner().invoke(cli, ["packs", "card", pack, "--figure", str(figure)])
    assert said.exit_code == 0, said.output
    lines = dict(line.split(": ", 1) for line in said.output.splitlines())
    assert lines["Title"].startswith("Open here trained-")
    assert lines["Reads"] == "600 bases of context; GRCh37 and GRCh38"
    assert {name: lines[name] for name in TOLD} == TOLD
    assert figure.read_text().startswith("<svg")


def test_a_pack_that_was_not_trained_here_has_no_such_rows_and_no_figure(tmp_path: Path):
    said = CliRunner().invoke(cli, ["packs", "card", "framepool"])
    assert "Trained on" not in said.output
    figure = tmp_path / "none.svg"
    refused = CliRunner().invoke(cli, ["packs", "card", "framepool", "--figure", str(figure)])
    assert refused.exit_code != 0
    assert "was not trained here" in str(refused.exception)
    assert not figure.exists()


def test_the_dialog_has_the_same_rows(pack: str, theme: Theme):
    html = pack_html(packs.overview(pack), theme)
    for name, words in TOLD.items():
        assert f">{name}</td>" in html
        assert words in html
    assert "training on this computer" in html
    assert "600 bases of context" in html
    assert "Trained on" not in pack_html(packs.overview("framepool"), theme)
