"""Networks learn what can be learned, stop where they should, and go on where they were stopped."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import TrainingError
from models.sequence import base_codes
from models.splice.openspliceai_network import openspliceai_network
from models.training.examples import Examples, Split, split_by_chromosome
from models.training.figures import measure, predictions
from models.training.loop import fit
from models.training.losses import Options, as_windows, loss
from models.training.record import Epoch, as_table
from models.training.splice_sites import CONTEXT, SpliceSiteNetwork

CPU = torch.device("cpu")
LENGTH = 20


class Motif(nn.Module):
    """One convolution, its best place, one chance per head."""

    def __init__(self, n_heads: int = 1, *, is_value: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, 8, 4)
        self.norm = nn.BatchNorm1d(8)
        self.head = nn.Linear(8, n_heads)
        self._is_value = is_value

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found = self.head(self.norm(self.conv(x)).relu().amax(2))
        return found if self._is_value else found.sigmoid()


def texts(n: int, length: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    return ["".join(rng.choice(list("ACGT"), length)) for _ in range(n)]


def examples(n: int = 600, *, shift: int = 0, seed: int = 3) -> Examples:
    """Sequences of which those with GATA (on either strand) are positives."""
    width = LENGTH + 2 * shift
    sequences = texts(n, width, seed)
    for number in range(0, n, 2):
        one = sequences[number]
        sequences[number] = one[:8] + "GATA" + one[12:]
    has_motif = [("GATA" in one[shift : shift + LENGTH]) or "TATC" in one for one in sequences]
    targets = np.array(has_motif, np.float32)[:, None]
    chroms = np.array([f"chr{1 + number % 5}" for number in range(n)])
    return Examples(np.stack([base_codes(s) for s in sequences]), targets, chroms, chroms)


def split_of(found: Examples) -> Split:
    return split_by_chromosome(found, ["chr4"], ["chr5"])


OPTIONS = Options("classes", epochs=30, patience=30, batch=32, rate=2e-2)


def test_a_motif_is_learned_and_found_on_chromosomes_that_were_put_aside(tmp_path: Path):
    split = split_of(examples())
    torch.manual_seed(1)
    network = Motif()
    epochs = list(fit(network, split, OPTIONS, tmp_path / "run", CPU))
    assert epochs[-1].training_loss < epochs[0].training_loss / 2
    (found,) = measure(network, split.test, ["motif"], OPTIONS, CPU)
    assert found.roc is not None
    assert found.roc.low > 0.75
    assert found.roc.low < found.roc.value < found.roc.high
    assert found.precision is not None
    assert found.precision.value > 0.8
    assert as_table([found])[0]["head"] == "motif"


def test_labels_without_any_rule_are_not_learned(tmp_path: Path):
    found = examples()
    shuffled = np.random.default_rng(9).permutation(found.targets)
    split = split_of(replace(found, targets=shuffled))
    torch.manual_seed(1)
    network = Motif()
    list(fit(network, split, OPTIONS, tmp_path / "run", CPU))
    (measured,) = measure(network, split.test, ["nothing"], OPTIONS, CPU)
    assert measured.roc is not None
    assert measured.roc.low < 0.6


def test_a_run_that_was_stopped_gives_the_network_of_one_that_was_not(tmp_path: Path):
    split = split_of(examples(120))
    options = replace(OPTIONS, epochs=4)

    def arrays(folder: Path, stop_after: int | None) -> dict[str, torch.Tensor]:
        torch.manual_seed(1)
        network = Motif()
        steps = fit(network, split, options, folder, CPU)
        for epoch in steps:
            if epoch.number == stop_after:
                steps.close()  # type: ignore[attr-defined]
                torch.manual_seed(1)
                network = Motif()
                torch.manual_seed(77)
                again = list(fit(network, split, options, folder, CPU))
                assert [one.number for one in again] == [1, 2, 3, 4]
                break
        return network.state_dict()

    whole, resumed = arrays(tmp_path / "a", None), arrays(tmp_path / "b", 2)
    for name, one in whole.items():
        assert torch.equal(one, resumed[name]), name


def test_a_folder_with_a_run_of_other_options_is_refused(tmp_path: Path):
    split = split_of(examples(60))
    options = replace(OPTIONS, epochs=1)
    list(fit(Motif(), split, options, tmp_path, CPU))
    with pytest.raises(TrainingError, match="other options"):
        list(fit(Motif(), split, replace(options, rate=1e-4), tmp_path, CPU))


def test_a_folder_with_a_run_on_other_data_or_of_another_network_is_refused(tmp_path: Path):
    split = split_of(examples(60))
    options = replace(OPTIONS, epochs=1)

    def begun() -> Motif:
        torch.manual_seed(1)
        return Motif()

    list(fit(begun(), split, options, tmp_path, CPU))
    assert len(list(fit(begun(), split, options, tmp_path, CPU))) == 1
    with pytest.raises(TrainingError, match="other data or networks"):
        list(fit(begun(), split_of(examples(60, seed=4)), options, tmp_path, CPU))
    with pytest.raises(TrainingError, match="other data or networks"):
        list(fit(Motif(), split, options, tmp_path, CPU))


def test_learning_ends_once_the_validation_loss_no_longer_falls(tmp_path: Path):
    found = examples(120)
    rng = np.random.default_rng(2)
    split = split_of(replace(found, targets=rng.permutation(found.targets)))
    options = replace(OPTIONS, epochs=60, patience=3)
    torch.manual_seed(1)
    epochs: list[Epoch] = list(fit(Motif(), split, options, tmp_path, CPU))
    best = max(one.number for one in epochs if one.is_best)
    assert len(epochs) == best + 3 < 60
    assert sorted(p.name for p in tmp_path.glob("round*.safetensors")) == sorted(
        {f"round{best}.safetensors", f"round{len(epochs)}.safetensors"}
    )


def test_frozen_arrays_stay_as_they_are_and_the_others_move(tmp_path: Path):
    torch.manual_seed(1)
    network = Motif()
    before = {name: one.clone() for name, one in network.state_dict().items()}
    options = replace(OPTIONS, epochs=2, frozen=("conv", "norm"))
    list(fit(network, split_of(examples(120)), options, tmp_path, CPU))
    for name, one in network.state_dict().items():
        assert torch.equal(one, before[name]) == name.startswith(("conv", "norm")), name
    with pytest.raises(TrainingError, match="frozen"):
        list(fit(Motif(), split_of(examples(60)), replace(options, frozen=("",)), tmp_path, CPU))


def test_a_value_is_followed_and_what_is_not_known_counts_nothing(tmp_path: Path):
    found = examples()
    values = np.stack(
        [(found.codes == 2).mean(1) * 10, np.full(len(found), np.nan)], axis=1
    ).astype(np.float32)
    values[::7, 0] = np.nan
    split = split_of(replace(found, targets=values))
    options = replace(OPTIONS, task="values")
    torch.manual_seed(1)
    network = Motif(2, is_value=True)
    list(fit(network, split, options, tmp_path, CPU))
    first, second = measure(network, split.test, ["share of G", "nobody knows"], options, CPU)
    assert first.correlation is not None
    assert first.correlation.low > 0.2
    assert first.n == int((~np.isnan(split.test.targets[:, 0])).sum())
    assert second.n == 0


def test_a_change_is_learned_from_both_alleles(tmp_path: Path):
    found = examples()
    alternative = found.codes.copy()
    alternative[:, 9] = 1
    effect = (alternative == 1).sum(1) - (found.codes == 1).sum(1)
    changes = replace(found, targets=effect[:, None].astype(np.float32), alternative=alternative)
    split = split_of(changes)
    options = replace(OPTIONS, task="changes")
    torch.manual_seed(1)
    network = Motif(1, is_value=True)
    list(fit(network, split, options, tmp_path, CPU))
    (measured,) = measure(network, split.test, ["change"], options, CPU)
    assert measured.correlation is not None
    assert measured.correlation.low > 0.3
    same = replace(split.test, alternative=split.test.codes)
    assert np.abs(predictions(network, same, options, CPU)).max() == 0


def test_windows_are_moved_within_their_room(tmp_path: Path):
    options = replace(OPTIONS, shift=5, epochs=2)
    split = split_of(examples(120, shift=5))
    list(fit(Motif(), split, options, tmp_path, CPU))
    assert predictions(Motif(), split.test, options, CPU).shape == (len(split.test), 1)


def test_a_rare_class_weighs_as_much_as_the_other():
    given = torch.tensor([[0.5], [0.5], [0.5], [0.5]])
    targets = torch.tensor([[1.0], [0.0], [0.0], [0.0]])
    half = float(np.log(2))
    assert loss("classes", given, targets, torch.tensor([3.0])) == pytest.approx(half * 6 / 4)
    unknown = torch.tensor([[1.0], [float("nan")], [0.0], [0.0]])
    assert loss("classes", given, unknown, torch.ones(1)) == pytest.approx(half)


def test_whole_chromosomes_are_put_aside_and_what_stands_in_two_parts_is_dropped():
    long = texts(50, 120, 4)
    long[7] = long[4]  # chr3 holds a copy of what lies on chr5
    chroms = np.array([f"chr{1 + number % 5}" for number in range(50)])
    codes = np.stack([base_codes(one) for one in long])
    found = Examples(codes, np.zeros((50, 1), np.float32), chroms, chroms)
    split = split_by_chromosome(found, ["chr4"], ["chr5"])
    assert set(split.test.chroms) == {"chr5"}
    assert set(split.validation.chroms) == {"chr4"}
    assert split.n_dropped == 1
    assert len(split.training) == 29


def test_a_copy_on_the_other_strand_leaks_too():
    from models.sequence import reverse_complement

    long = texts(50, 120, 4)
    long[7] = reverse_complement(long[4])
    chroms = np.array([f"chr{1 + number % 5}" for number in range(50)])
    codes = np.stack([base_codes(one) for one in long])
    found = Examples(codes, np.zeros((50, 1), np.float32), chroms, chroms)
    assert split_by_chromosome(found, ["chr4"], ["chr5"]).n_dropped == 1


@pytest.mark.parametrize(
    ("validation", "test", "words"),
    [(["chr9"], ["chr5"], "No example lies on chr9"), (["chr5"], ["chr5"], "both")],
)
def test_parts_that_cannot_be_are_refused(validation, test, words):
    with pytest.raises(TrainingError, match=words):
        split_by_chromosome(examples(60), validation, test)


def test_a_trained_splice_network_is_what_the_engine_folds(tmp_path: Path):
    torch.manual_seed(5)
    network = SpliceSiteNetwork()
    codes = np.stack([base_codes(one) for one in texts(4, CONTEXT + 60, 8)])
    targets = np.random.default_rng(1).integers(0, 3, (4, 60)).astype(np.float32)
    chroms = np.array(["chr1", "chr2", "chr3", "chr1"])
    found = Examples(codes, targets, chroms, chroms)
    split = Split(found, found, found, 0)
    options = Options("sites", epochs=2, batch=2, both_strands=False)
    list(fit(network, split, options, tmp_path, CPU))
    folded = openspliceai_network(network.state_dict())
    from models.cone import as_input, evaluate
    from models.sequence import one_hot

    text = texts(1, CONTEXT + 60, 9)[0]
    with torch.inference_mode():
        wanted = network(as_windows(base_codes(text)[None], CPU))
        given = evaluate(folded, as_input(one_hot(text)[None], CPU), 60)
    assert torch.allclose(given, wanted, atol=1e-4)
    figures = measure(network, found, (), options, CPU)
    assert [one.head for one in figures] == ["acceptor", "donor"]
