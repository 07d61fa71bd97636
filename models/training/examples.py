"""Examples to learn from, as arrays, and their split by chromosome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.errors import TrainingError
from models.training.free_memory import demand_free

_WORD = 32
"""Bases that two sequences of different parts may not share in more than a few words."""
_SHARED = 0.5
_EVERY = 4
"""Of the words of a candidate every fourth is looked up: its share is what counts."""
_BYTES_OF_A_WORD = 24
"""Every base begins a word of 8 bytes, which stands there three times while they are sorted."""
_CHUNK = 256
"""Sequences whose words are made at once."""


@dataclass(frozen=True, eq=False, slots=True)
class Examples:
    """Sequences with what is known of them.

    Attributes
    ----------
    codes
        (N, W) uint8, base codes of `models.sequence.base_codes`: 0 to 3, 4 unknown. W is the length a
        network reads, and room for shifts on both sides.
    targets
        (N, T) float32: classes (0 or 1) or values of each head, NaN where not known. Of sites
        (N, L): 0 none, 1 acceptor, 2 donor at each base in the middle.
    chroms
        (N,) where each lies: splits are by chromosome.
    groups
        (N,) what belongs together when intervals are drawn (an element, a gene).
    alternative
        (N, W) codes of ALT, for examples that are changes; None where each is one sequence. Targets
        are then those of ALT minus REF.
    """

    codes: NDArray[np.uint8]
    targets: NDArray[np.float32]
    chroms: NDArray[np.str_]
    groups: NDArray[np.str_]
    alternative: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self.codes)

    @property
    def n_bytes(self) -> int:
        """Bytes all of them take."""
        more = 0 if self.alternative is None else self.alternative.nbytes
        return self.codes.nbytes + self.targets.nbytes + more

    def at(self, rows: NDArray[np.intp]) -> Self:
        """Give some of them."""
        alternative = None if self.alternative is None else self.alternative[rows]
        return replace(
            self,
            codes=self.codes[rows],
            targets=self.targets[rows],
            chroms=self.chroms[rows],
            groups=self.groups[rows],
            alternative=alternative,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """Examples to learn from, to stop by, and to measure on; `n_dropped` were in two parts."""

    training: Examples
    validation: Examples
    test: Examples
    n_dropped: int


def split_by_chromosome(
    examples: Examples, validation: Sequence[str], test: Sequence[str]
) -> Split:
    """Put whole chromosomes (or groups, by their name) aside, and drop what leaks between parts.

    An example to learn from leaks if half of its words of 32 bases stand in a sequence put aside, on
    either strand: a duplicated gene, or windows that overlap. So does one for validation, of the test.
    Shorter sequences are not compared.

    Raises
    ------
    TrainingError
        A part would be empty, or a name is in two parts or in none of the examples.
    """
    aside = [*validation, *test]
    known = {*examples.chroms.tolist(), *examples.groups.tolist()}
    for name in aside:
        if name not in known:
            raise TrainingError(
                f"No example lies on {name}, which was to be put aside.",
                "Name chromosomes or groups of the data.",
            )
    if set(validation) & set(test):
        raise TrainingError(
            "A chromosome is put aside for both validation and test.", "Name it once."
        )
    is_validation, is_test = (_named(examples, names) for names in (validation, test))
    kept = examples.at(np.flatnonzero(is_test))
    checked, n_of_test = _without_leaks(examples.at(np.flatnonzero(is_validation & ~is_test)), kept)
    learned, n_of_both = examples.at(np.flatnonzero(~(is_validation | is_test))), 0
    for other in (checked, kept):
        learned, n_leaking = _without_leaks(learned, other)
        n_of_both += n_leaking
    parts = (learned, checked, kept)
    for name, part in zip(("to learn from", "for validation", "for the test"), parts, strict=True):
        if not len(part):
            raise TrainingError(f"No example is left {name}.", "Put other chromosomes aside.")
    return Split(learned, checked, kept, n_of_test + n_of_both)


def _without_leaks(candidates: Examples, aside: Examples) -> tuple[Examples, int]:
    leaks = _leaks(candidates, aside)
    return candidates.at(np.flatnonzero(~leaks)), int(leaks.sum())


def _named(examples: Examples, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.isin(examples.chroms, names) | np.isin(examples.groups, names)


def _leaks(candidates: Examples, aside: Examples) -> NDArray[np.bool_]:
    """Tell which candidates have half of their words in a sequence put aside, on either strand."""
    demand_free(
        _BYTES_OF_A_WORD * aside.codes.size,
        "Words to compare with those put aside",
        "Put fewer chromosomes or groups aside, or give fewer examples.",
    )
    seen = np.unique(np.concatenate([known for codes in _chunks(aside) for known in _words(codes)]))
    shares = [_share(words, seen) for codes in _chunks(candidates) for words in _words(codes)]
    return np.array(shares, dtype=np.float64).reshape(-1) >= _SHARED


def _chunks(examples: Examples) -> Iterator[NDArray[np.uint8]]:
    for first in range(0, len(examples), _CHUNK):
        yield examples.codes[first : first + _CHUNK]


def _words(codes: NDArray[np.uint8]) -> Iterator[NDArray[np.uint64]]:
    """Yield for each sequence its words of 32 known bases, each written as its smaller strand."""
    if codes.shape[1] < _WORD:
        yield from (np.zeros(0, np.uint64) for _ in codes)
        return
    there = _packed(codes)
    # Read backwards and complemented (A 0 with T 3, C 1 with G 2), the last word comes first.
    back = _packed((3 - codes)[:, ::-1])[:, ::-1]
    is_known = np.all(sliding_window_view(codes < 4, _WORD, axis=1), axis=2)
    for words, known in zip(np.minimum(there, back), is_known, strict=True):
        yield words[known]


def _packed(codes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Give every word, two bits a base, by joining words of half the length; N counts for A."""
    words = (codes & 3).astype(np.uint64)
    length = 1
    while length < _WORD:
        words = (words[:, :-length] << np.uint64(2 * length)) | words[:, length:]
        length *= 2
    return words


def _share(words: NDArray[np.uint64], seen: NDArray[np.uint64]) -> float:
    looked_up = words[::_EVERY]
    at = np.minimum(np.searchsorted(seen, looked_up), max(len(seen) - 1, 0))
    return float((seen[at] == looked_up).mean()) if len(looked_up) and len(seen) else 0.0
