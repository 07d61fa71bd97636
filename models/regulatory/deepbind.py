"""DeepBind: how well each of many DNA- and RNA-binding proteins binds, before and after a change.

A score is the best of all windows that overlap the change, of one and a half detectors each; DNA
is read on both strands. RNA-binding proteins read the sequence as a request gives it
(`models.regulatory.engine.RnaEngine`).

Raw scores of two models cannot be compared. `standardised` puts them beside what each model says
to random sequence.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.device import choose_device, in_batches, usable_cores
from models.engine import AttributionStep, EngineInfo, Method
from models.packs import engine_digest, usable
from models.regulatory.deepbind_background import Background, Standardised, read_background
from models.regulatory.deepbind_models import read_models, read_table
from models.regulatory.deepbind_network import UNKNOWN, DeepBindModel, DeepBindNetwork
from models.regulatory.deepbind_scan import ModelGroup, grouped
from models.regulatory.explain import METHODS, explain
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects
from models.regulatory.scanned import Codes, allele_codes, distinct_answers
from models.sequence import base_codes, one_hot

PACK = "deepbind"
HUMAN = "Homo sapiens"

_PAGE = 512
"""Requests between two answers."""
_VALUES = {"cpu": 400_000, "cuda": 50_000_000, "mps": 50_000_000}
"""What detectors say at some bases lies in memory together: that fits in the cache of a core, or
keeps a GPU busy."""


class DeepBindEngine:
    """Models of one species, or all; tracks are named such as `CTCF_D00328.003`."""

    methods: ClassVar[tuple[Method, ...]] = METHODS

    def __init__(
        self,
        models: Sequence[DeepBindModel],
        tracks: Sequence[Track],
        info: EngineInfo,
        background: Background,
        place: torch.device,
        *,
        threads: int = 1,
    ) -> None:
        self.tracks = tuple(tracks)
        self.info = info
        self._models = tuple(models)
        self._background = background
        self._place = place
        self._groups = grouped(models, place)
        # Each group on one thread: threads inside operations this short wait for each other, on a
        # busy machine for longer than they compute.
        self._streams = ThreadPoolExecutor(
            threads, "deepbind", initializer=torch.set_num_threads, initargs=(1,)
        )
        self._flank = max(model.window for model in models) - 1

    @classmethod
    def load(
        cls, *, device: str = "auto", threads: int | None = None, species: str | None = HUMAN
    ) -> Self:
        """Load the installed pack after checking every file of it; `species` None for all."""
        state = usable(PACK)
        place = choose_device(device)
        n_streams = max(threads or usable_cores(), 1) if place.type == "cpu" else 1
        table = read_table(state.folder / "models.tsv", species)
        info = EngineInfo(
            engine_id=PACK,
            name=state.card.title,
            version=state.card.version,
            digest=engine_digest(PACK),
            precision="float32",
            context_length=state.card.context_length,
            device=str(place),
            max_distance=state.card.context_length // 2,
        )
        models = read_models(state.folder / "models.safetensors", list(table))
        background = read_background(list(table))
        return cls(models, list(table.values()), info, background, place, threads=n_streams)

    @property
    def reads_rna(self) -> NDArray[np.bool_]:
        """Shape (T,): the track is about RNA, read in the direction of the request alone."""
        return np.array([not model.reads_both_strands for model in self._models])

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order.

        Raises
        ------
        RequestError
            REF or ALT is longer than `models.regulatory.scanned.LONGEST_CHANGE`.
        """
        for first in range(0, len(requests), _PAGE):
            page = [allele_codes(one, self._flank) for one in requests[first : first + _PAGE]]
            ref = np.empty((len(page), len(self.tracks)), dtype=np.float32)
            alt = np.empty_like(ref)
            self._each_group(partial(self._score_page, page, ref, alt))
            for number in range(len(page)):
                yield first + number, TrackEffects.difference(ref[number], alt[number])

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give the best of all windows of sequences of any length, (N, T); U is read as T."""
        sequences = [sequence.replace("U", "T") for sequence in sequences]
        codes = [base_codes(sequence) for sequence in sequences]
        found = np.empty((len(codes), len(self.tracks)), dtype=np.float32)
        self._each_group(partial(self._fill_outputs, sequences, codes, found))
        return found

    def standardised(self, effects: TrackEffects) -> Standardised:
        """Put an answer of `score` beside what each model says to random sequence."""
        return self._background.standardised(effects)

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> Iterator[AttributionStep]:
        """Yield which bases one track rests on.

        The stretch that is explained ends where no window overlaps the first base that changes.
        """
        yield from explain(self.one_model(track), request, track=0, method=method, flank=flank)

    def one_model(self, track: int) -> "OneModel":
        """Give the model of one track, with the network of the paper's figure."""
        return OneModel(DeepBindNetwork(self._models[track]), 2 * self._models[track].window - 1)

    def _each_group(self, function: Callable[[ModelGroup], None]) -> None:
        """Apply a function to all groups, side by side."""
        list(self._streams.map(function, self._groups))

    @torch.inference_mode()
    def _fill_outputs(
        self,
        sequences: Sequence[str],
        codes: Sequence[Codes],
        found: NDArray[np.float32],
        group: ModelGroup,
    ) -> None:
        """Fill in what the models of a group say to whole sequences."""
        # Where a detector can jut out on both sides at once, the scan does not hold.
        is_long = np.array([len(one) >= group.length - 1 for one in codes], dtype=bool)
        long = np.flatnonzero(is_long)
        found[np.ix_(long, group.numbers)] = self._best(
            group, [codes[one] for one in long.tolist()]
        )
        for number in np.flatnonzero(~is_long).tolist():
            for track in group.numbers:
                found[number, track] = self.one_model(track).outputs([sequences[number]])[0, 0]

    @torch.inference_mode()
    def _score_page(
        self,
        page: Sequence[tuple[Codes, Codes]],
        ref: NDArray[np.float32],
        alt: NDArray[np.float32],
        group: ModelGroup,
    ) -> None:
        """Fill in what the models of a group say."""
        beyond = self._flank - (group.window - 1)
        alleles = [(_without(one, beyond), _without(other, beyond)) for one, other in page]
        is_single = np.array(
            [len(one) == len(other) == 2 * group.window - 1 for one, other in alleles]
        )
        single, others = np.flatnonzero(is_single), np.flatnonzero(~is_single)
        if single.size:
            said = self._pairs(group, [alleles[number] for number in single])
            ref[np.ix_(single, group.numbers)] = said[:, 0]
            alt[np.ix_(single, group.numbers)] = said[:, 1]
        for column, values in enumerate((ref, alt)):
            found = self._best(group, [alleles[number][column] for number in others])
            values[np.ix_(others, group.numbers)] = found

    def _pairs(
        self, group: ModelGroup, pairs: Sequence[tuple[Codes, Codes]]
    ) -> NDArray[np.float32]:
        """Scores of alleles that differ in their middle base, shape (N, 2, models)."""

        def scores(some: Sequence[tuple[Codes, Codes]]) -> Sequence[NDArray[np.float32]]:
            refs = self._tensor(np.stack([ref for ref, _ in some]))
            alts = self._tensor(np.stack([alt for _, alt in some]))[group.window - 1]
            return list(torch.stack(group.pair_scores(refs, alts), dim=1).cpu().numpy())

        size = max(self._bases(group) // (2 * group.window - 1), 1)
        return np.array([one for found, _ in in_batches(scores, pairs, size) for one in found])

    def _best(self, group: ModelGroup, stretches: Sequence[Codes]) -> NDArray[np.float32]:
        """Scores of stretches, shape (N, models)."""

        def scores(codes: Codes) -> NDArray[np.float32]:
            found: NDArray[np.float32] = group.scores(self._tensor(codes)).cpu().numpy()
            return found

        rows = distinct_answers(stretches, scores, self._bases(group))
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(group.numbers))

    def _bases(self, group: ModelGroup) -> int:
        """Bases that a group looks at together."""
        return _VALUES[self._place.type] // group.n_detectors

    def _tensor(self, codes: Codes) -> Tensor:
        """Put codes (N, bases) where the models lie, (bases, N)."""
        turned = np.ascontiguousarray(codes.T, dtype=np.int64)
        return torch.from_numpy(turned).to(self._place)


@dataclass(frozen=True, eq=False, slots=True)
class OneModel:
    """One model as `explain` asks it."""

    network: DeepBindNetwork
    length: int
    unknown: float = UNKNOWN
    methods: tuple[Method, ...] = METHODS

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give the best of all windows of each sequence, (N, 1)."""
        with torch.inference_mode():
            found: NDArray[np.float32] = self.network(self.tensor(sequences))[:, None].numpy()
        return found

    def tensor(self, sequences: Sequence[str]) -> Tensor:
        """Put sequences of one length into an array, (N, 4, L)."""
        arrays = np.stack([one_hot(one) for one in sequences])
        arrays += UNKNOWN * (arrays.sum(axis=1, keepdims=True) == 0)
        return torch.from_numpy(arrays)

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give what the model says of (N, 4, L); it has one track."""
        del window, track
        return self.network


def _without(codes: Codes, beyond: int) -> Codes:
    return codes[beyond : len(codes) - beyond]
