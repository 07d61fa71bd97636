"""What is to be trained, and what came of it: values that load no network."""

from dataclasses import dataclass
from pathlib import Path

from models.training.balance import HeadBalance
from models.training.free_memory import Memory
from models.training.record import Epoch, HeadFigures


@dataclass(frozen=True, slots=True)
class TrainSpec:
    """A plan and the files it is carried out on.

    Attributes
    ----------
    genes
        Gene models, where splice sites are learned.
    folder
        Where a run is kept so that it can be gone on with; None for one in the data folder.
    """

    plan: Path
    reference: Path
    genes: Path | None = None
    folder: Path | None = None
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class TrainingCheck:
    """What a plan would train.

    Attributes
    ----------
    pack
        Identifier of the pack it would make.
    n_numbers
        That are learned, or frozen.
    n_examples, balance
        To learn from, for validation, for the test: how many, and what is known of each head.
    n_leaking, left_out
        As in `TrainingOutcome`.
    memory
        What a batch of `batch` examples takes, and what is free.
    """

    pack: str
    architecture: str
    n_numbers: int
    n_examples: tuple[int, int, int]
    balance: tuple[tuple[HeadBalance, ...], ...]
    n_leaking: int
    left_out: dict[str, int]
    batch: int
    memory: Memory


@dataclass(frozen=True, slots=True)
class TrainingOutcome:
    """What came of a run.

    Attributes
    ----------
    pack
        Identifier of the pack it made.
    n_examples
        To learn from, for validation, for the test.
    n_leaking
        Left out because they stand in two parts.
    left_out
        Rows of the files that were not used, by reason.
    epochs
        Every round.
    before, after
        What was measured on the test part: of the network it began with (where that was trained
        before), and of the trained one.
    """

    pack: str
    n_examples: tuple[int, int, int]
    n_leaking: int
    left_out: dict[str, int]
    epochs: tuple[Epoch, ...]
    before: tuple[HeadFigures, ...]
    after: tuple[HeadFigures, ...]
