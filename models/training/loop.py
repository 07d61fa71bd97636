"""Learning: losses, augmentation, early stopping, and going on where a run was stopped.

Every random choice of an epoch follows from the seed and the number of the epoch, so a run that was
stopped and gone on with gives the network of one that was not, on the same machine.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from math import cos, pi
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.errors import TrainingError
from models.training.examples import Examples, Split
from models.training.losses import Options, as_windows, class_weights, loss
from models.training.record import Epoch


def fit(
    network: nn.Module, split: Split, options: Options, folder: Path, place: torch.device
) -> Iterator[Epoch]:
    """Learn, yielding each round; at the end the network holds the best arrays seen.

    Rounds that `folder` holds from an earlier, stopped run of the same options are not done again.

    Raises
    ------
    TrainingError
        The loss is no number, or the folder holds a run of other options or other networks.
    """
    run = _Run(network.to(place), split, options, folder, place)
    yield from run.rounds()


class _Run:
    def __init__(
        self,
        network: nn.Module,
        split: Split,
        options: Options,
        folder: Path,
        place: torch.device,
    ) -> None:
        self._network, self._split, self._options = network, split, options
        self._folder, self._place = folder, place
        for name, parameter in network.named_parameters():
            parameter.requires_grad_(not name.startswith(options.frozen or ("\0",)))
        learned = [one for one in network.parameters() if one.requires_grad]
        if not learned:
            raise TrainingError("Every array is frozen: nothing can be learned.", "Freeze fewer.")
        self._optimiser = torch.optim.AdamW(learned, lr=options.rate, weight_decay=options.decay)
        self._weights = class_weights(split.training, options).to(place)
        self._epochs: list[Epoch] = []
        self._about = {"options": _plain(asdict(options)), "begun_with": _digest(network, split)}

    def rounds(self) -> Iterator[Epoch]:
        self._take_up()
        yield from self._epochs
        while len(self._epochs) < self._options.epochs and not self._is_stale:
            epoch = self._round(len(self._epochs) + 1)
            self._epochs.append(epoch)
            self._keep(epoch)
            yield epoch
        self._network.load_state_dict(load_file(self._arrays(self._best)))
        self._network.eval()

    @property
    def _is_stale(self) -> bool:
        return len(self._epochs) - self._best >= self._options.patience

    def _round(self, number: int) -> Epoch:
        options = self._options
        rng = np.random.default_rng((options.seed, number))
        torch.manual_seed(options.seed * 100_003 + number)
        for group in self._optimiser.param_groups:
            group["lr"] = options.rate * (1 + cos(pi * (number - 1) / options.epochs)) / 2
        self._network.train()
        self._freeze_norms()
        losses = []
        for rows in _batches(len(self._split.training), options.batch, rng):
            loss = self._loss(self._split.training.at(rows), rng)
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
            losses.append(float(loss.detach()))
        validation = self._validation_loss()
        if not np.isfinite([*losses, validation]).all():
            raise TrainingError(
                f"The loss of round {number} is no number.",
                "Lower the learning rate, or look for values that are far from all others.",
            )
        best = min((one.validation_loss for one in self._epochs), default=np.inf)
        return Epoch(
            number=number,
            training_loss=float(np.mean(losses)),
            validation_loss=validation,
            is_best=validation < best,
        )

    def _freeze_norms(self) -> None:
        """Frozen layers keep the statistics they came with."""
        for name, module in self._network.named_modules():
            if name and name.startswith(self._options.frozen or ("\0",)):
                module.eval()

    def _loss(self, examples: Examples, rng: np.random.Generator | None) -> Tensor:
        options = self._options
        if rng is None:
            offset, turned = options.shift, np.zeros(len(examples), bool)
        else:
            offset = int(rng.integers(0, 2 * options.shift + 1))
            is_turned = options.both_strands and options.task != "sites"
            turned = rng.random(len(examples)) < 0.5 * is_turned
        targets = torch.from_numpy(examples.targets).to(self._place)
        x = self._windows(examples.codes, offset, turned)
        if examples.alternative is None:
            return loss(options.task, self._given(x), targets, self._weights)
        alternative = self._windows(examples.alternative, offset, turned)
        # One pass for both, so that batch normalisation sees the same statistics.
        both = self._given(torch.cat([x, alternative]))
        change = both[len(x) :] - both[: len(x)]
        return loss(options.task, change, targets, self._weights)

    def _given(self, x: Tensor) -> Tensor:
        with torch.autocast(self._place.type, torch.bfloat16, enabled=self._options.mixed):
            found: Tensor = self._network(x)
        return found.float()

    def _windows(self, codes: NDArray[np.uint8], offset: int, turned: NDArray[np.bool_]) -> Tensor:
        length = codes.shape[1] - 2 * self._options.shift
        x = as_windows(codes[:, offset : offset + length], self._place)
        if turned.any():
            at = torch.from_numpy(turned).to(self._place)
            x[at] = x[at].flip(1, 2)
        return x

    @torch.inference_mode()
    def _validation_loss(self) -> float:
        self._network.eval()
        examples = self._split.validation
        size = self._options.batch
        total = 0.0
        for first in range(0, len(examples), size):
            rows = np.arange(first, min(first + size, len(examples)))
            total += float(self._loss(examples.at(rows), None)) * len(rows)
        return total / len(examples)

    def _take_up(self) -> None:
        """Go on where an earlier run of the same options was stopped."""
        progress = self._folder / "progress.json"
        if not progress.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            return
        stored = json.loads(progress.read_text("utf-8"))
        for name, words in (("options", "other options"), ("begun_with", "other data or networks")):
            if stored.get(name) != self._about[name]:
                raise TrainingError(
                    f"{self._folder} holds a run with {words}.",
                    "Name another folder, or delete that one to begin anew.",
                )
        self._epochs = [Epoch.model_validate(one) for one in stored["epochs"]]
        last = self._epochs[-1].number
        self._network.load_state_dict(load_file(self._arrays(last)))
        self._optimiser.load_state_dict(torch.load(self._state(last), weights_only=True))

    def _keep(self, epoch: Epoch) -> None:
        """Write what going on needs: arrays under the number of the round, then the list of rounds.

        A run killed in between goes on from the round before.
        """
        arrays = self._network.state_dict().items()
        save_file(
            {name: one.detach().cpu().contiguous() for name, one in arrays},
            self._arrays(epoch.number),
        )
        torch.save(self._optimiser.state_dict(), self._state(epoch.number))
        stored = {**self._about, "epochs": [one.model_dump() for one in self._epochs]}
        partial = self._folder / f".progress.{os.getpid()}"
        partial.write_text(json.dumps(stored, indent=1), "utf-8")
        partial.replace(self._folder / "progress.json")
        for number in range(1, epoch.number):
            self._state(number).unlink(missing_ok=True)
            if number != self._best:
                self._arrays(number).unlink(missing_ok=True)

    @property
    def _best(self) -> int:
        return max((one.number for one in self._epochs if one.is_best), default=0)

    def _arrays(self, number: int) -> Path:
        return self._folder / f"round{number}.safetensors"

    def _state(self, number: int) -> Path:
        return self._folder / f"round{number}.optimiser.pt"


def _plain(options: dict[str, object]) -> object:
    """Give options as they come back from a file."""
    return json.loads(json.dumps(options))


def _digest(network: nn.Module, split: Split) -> str:
    """SHA-256 of the arrays a run begins with and of everything it learns from and stops by."""
    found = hashlib.sha256(repr(network).encode())
    for one in network.state_dict().values():
        found.update(one.detach().cpu().numpy().tobytes())
    for part in (split.training, split.validation):
        for array in (part.codes, part.targets, part.alternative):
            if array is not None:
                found.update(np.ascontiguousarray(array).data)
    return found.hexdigest()


def _batches(n: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    order = rng.permutation(n)
    for first in range(0, n, size):
        # A batch of one has no statistics to normalise by.
        if n - first > 1 or n == 1:
            yield order[first : first + size]
