"""Examples to learn from, as arrays, and their split by chromosome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.errors import TrainingError
from models.sequence import reverse_complement

_WORD = 32
"""Bases that two sequences of different parts may not share in more than a few words."""
_SHARED = 0.5
_EVERY = 4
"""Of the words of a candidate every fourth is looked up: its share is what counts."""


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
    either strand: a duplicated gene, or windows that overlap.

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
    kept_aside = examples.at(np.flatnonzero(is_validation | is_test))
    candidates = np.flatnonzero(~(is_validation | is_test))
    leaks = _leaks(examples.at(candidates), kept_aside)
    parts = [
        examples.at(candidates[~leaks]),
        examples.at(np.flatnonzero(is_validation & ~is_test)),
        examples.at(np.flatnonzero(is_test)),
    ]
    for name, part in zip(("to learn from", "for validation", "for the test"), parts, strict=True):
        if not len(part):
            raise TrainingError(f"No example is left {name}.", "Put other chromosomes aside.")
    return Split(parts[0], parts[1], parts[2], int(leaks.sum()))


def _named(examples: Examples, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.isin(examples.chroms, names) | np.isin(examples.groups, names)


def _leaks(candidates: Examples, aside: Examples) -> NDArray[np.bool_]:
    seen: set[int] = set()
    for row in aside.codes:
        text = _text(row)
        seen.update(_words(text))
        seen.update(_words(reverse_complement(text)))
    shares = [_share(_words(_text(row))[::_EVERY], seen) for row in candidates.codes]
    return np.array(shares, dtype=np.float64).reshape(-1) >= _SHARED


def _words(text: str) -> list[int]:
    parts = (text[at : at + _WORD] for at in range(len(text) - _WORD + 1))
    return [hash(part) for part in parts if "N" not in part]


def _share(words: Sequence[int], seen: set[int]) -> float:
    return sum(word in seen for word in words) / len(words) if words else 0.0


def _text(codes: NDArray[np.uint8]) -> str:
    return np.frombuffer(b"ACGTN", np.uint8)[codes].tobytes().decode("ascii")
