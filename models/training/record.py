"""What is kept of a training run beside its network: plan, losses and figures. Imports no torch."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from models.errors import PackReadError
from models.measures import Bin, Interval

RECORD = "training.json"
"""Its name in the pack."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Epoch(_Record):
    """One round: its number from 1, both losses, and whether none before was better."""

    number: int
    training_loss: float
    validation_loss: float
    is_best: bool


class HeadFigures(_Record):
    """What was measured of one head, with 95 % intervals.

    They come from resamples of whole groups, of rows where there is one group alone.
    `roc` and `precision` are areas, `top_share` is, of sites, the share of true sites among as many
    of the highest probabilities; `correlation` is Pearson's.
    """

    head: str
    n: int
    n_positive: int = 0
    roc: Interval | None = None
    precision: Interval | None = None
    top_share: Interval | None = None
    correlation: Interval | None = None
    reliability: tuple[Bin, ...] = ()
    calibration_error: float | None = None


class TrainingRecord(_Record):
    """Everything of a run.

    Attributes
    ----------
    program
        Which version trained it.
    plan
        As it was read.
    examples
        How many to learn from (`training`), for `validation`, and for the `test`.
    left_out
        Rows of the files that were not used, by reason.
    in_two_parts
        Examples left out because they stand in two parts.
    rounds
        Every round.
    before, after
        Figures of the test part: of the network it began with, () of random numbers; of the trained one.
    """

    program: str
    plan: dict[str, JsonValue]
    examples: dict[str, int]
    left_out: dict[str, int]
    in_two_parts: int
    rounds: tuple[Epoch, ...]
    before: tuple[HeadFigures, ...]
    after: tuple[HeadFigures, ...]


def read_record(folder: Path) -> TrainingRecord | None:
    """Give the record of a pack's folder, None for a network that was not trained here.

    Raises
    ------
    PackReadError
        The file is damaged.
    """
    path = folder / RECORD
    if not path.is_file():
        return None
    try:
        return TrainingRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as problem:
        raise PackReadError(
            f"{path} is no record of a training run.", "Train the network again."
        ) from problem


def as_table(figures: Sequence[HeadFigures]) -> list[Mapping[str, str]]:
    """Give the figures as text, one mapping per head."""
    return [
        {
            "head": one.head,
            "n": f"{one.n:,}" + (f" ({one.n_positive:,} positive)" if one.n_positive else ""),
            **{
                name: f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
                for name, value in (
                    ("AUROC", one.roc),
                    ("AUPRC", one.precision),
                    ("top-k", one.top_share),
                    ("Pearson", one.correlation),
                )
                if value is not None
            },
        }
        for one in figures
    ]
