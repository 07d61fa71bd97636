"""A pack that was trained here says on its card what it learned from and how it does."""

import re

from core.report.training_figure import training_figure
from core.report.training_words import training_rows
from models.measures import Bin, Interval
from models.training.record import Epoch, HeadFigures, TrainingRecord, read_record


def record() -> TrainingRecord:
    curve = (Bin(0.0, 40, 0.05, 0.1), Bin(0.9, 30, 0.95, 0.8))
    figures = HeadFigures(
        head="K562",
        n=70,
        n_positive=30,
        roc=Interval(0.9, 0.85, 0.94),
        reliability=curve,
        calibration_error=0.1,
    )
    return TrainingRecord(
        program="intronaut 0",
        plan={
            "name": "lab-x",
            "start": "lab-old",
            "data": {"kind": "intervals"},
            "split": {"validation": ["chr2"], "test": ["chr3", "chr4"]},
        },
        examples={"training": 1200, "validation": 60, "test": 70},
        left_out={},
        in_two_parts=5,
        rounds=tuple(
            Epoch(number=n, training_loss=1 / n, validation_loss=loss, is_best=best)
            for n, loss, best in ((1, 0.8, True), (2, 0.5, True), (3, 0.6, False))
        ),
        before=(),
        after=(figures,),
    )


def test_the_card_tells_data_split_figures_and_what_it_is_not_for():
    rows = dict(training_rows(record()))
    assert (
        "1,200 examples, 3 rounds, number 2 kept; begun with the network of lab-old"
        in (rows["Trained on"])
    )
    assert rows["Put aside"] == (
        "chr2 to stop by (60); chr3, chr4 for the figures (70); "
        "5 left out because they stood in two parts"
    )
    assert rows["On what was put aside"] == (
        "K562: n 70 (30 positive), AUROC 0.900 (0.850 to 0.940)"
    )
    assert "Before training" not in rows
    assert rows["Not for"].startswith("Research only")


def test_losses_and_calibration_are_drawn_where_they_belong():
    svg = training_figure(record())
    assert "round 2 kept" in svg
    assert "K562: share found, off by 0.100" in svg
    # Side 220 from left 64 and top 34: round 1 of 3 at the left edge, 0.8 of the greatest loss 1.
    assert "M64.00 78.00 L174.00 144.00 L284.00 122.00" in svg
    # The curve's frame begins at 348: expected 0.05 and 0.95, observed 0.1 and 0.8.
    assert "M359.00 232.00 L557.00 78.00" in svg
    assert len(re.findall(r'width="5.00"', svg)) == 2


def test_a_record_is_read_back_as_it_was_kept(tmp_path):
    assert read_record(tmp_path) is None
    (tmp_path / "training.json").write_text(record().model_dump_json())
    assert read_record(tmp_path) == record()
