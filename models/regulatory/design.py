"""The fewest base edits that raise or lower what an engine says about a sequence. Research only.

Three ways: `greedy` takes the best single edit again and again; `beam` keeps several sequences at each
step; `gradient` lets the slope of the network name the edits worth trying and evaluates those alone. In
the end edits that the goal does not need are taken back. A sequence with a high score is no proof of
activity: networks can be fooled.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestError
from models.sequence import BASES, STANDS_FOR, base_codes, reverse_complement

Way = Literal["greedy", "beam", "gradient"]
WAYS: tuple[Way, ...] = ("greedy", "beam", "gradient")

Values = Callable[[Sequence[str]], NDArray[np.float32]]
"""Gives one number per sequence."""
Slopes = Callable[[str], NDArray[np.float32]]
"""Gives the slope of the value by each base of a sequence, shape (4, L)."""

_TRIED = 32
"""Edits that are evaluated of those the slope names, for each sequence."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One base put in the place of another; `position` is 0-based."""

    position: int
    old: str
    new: str

    @property
    def words(self) -> str:
        """As people write it, counted from 1."""
        return f"{self.old}{self.position + 1}{self.new}"


@dataclass(frozen=True, slots=True)
class Step:
    """The sequence after one more edit, and its value."""

    edits: tuple[Edit, ...]
    sequence: str
    value: float


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a design has to keep to.

    Attributes
    ----------
    protected
        Stretches that stay as they are, 0-based half-open.
    forbidden
        Motifs of IUPAC letters that may appear on neither strand, such as restriction sites.
    gc
        Least and greatest share of G and C of the whole sequence.

    Raises
    ------
    RequestError
        A motif has other letters, or the shares are no limits.
    """

    protected: tuple[tuple[int, int], ...] = ()
    forbidden: tuple[str, ...] = ()
    gc: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        for one in self.forbidden:
            if not one or not set(one) <= set(STANDS_FOR):
                raise RequestError(
                    f"{one!r} is no motif: it has letters that stand for no base.",
                    f"Use the letters of IUPAC: {' '.join(STANDS_FOR)}.",
                )
        low, high = self.gc
        if not 0 <= low <= high <= 1:
            raise RequestError(
                f"A share of G and C from {low:g} to {high:g} is none.",
                "Give the least share first, then the greatest, both from 0 to 1.",
            )

    def free(self, length: int) -> NDArray[np.bool_]:
        """Tell which positions may be edited, shape (length,)."""
        found = np.ones(length, dtype=bool)
        for start, end in self.protected:
            found[start:end] = False
        return found

    def allow(self, sequence: str, before: str) -> bool:
        """Tell whether an edit keeps to motifs and GC; what was broken before may stay broken."""
        new = any(_places(one, sequence) - _places(one, before) for one in self.forbidden)
        low, high = self.gc
        share, was = _gc(sequence), _gc(before)
        is_kept = low <= share <= high or abs(share - was) < 1e-9
        comes_nearer = (was < low and share > was) or (was > high and share < was)
        return not new and (is_kept or comes_nearer)

    def broken(self, sequence: str, start: str) -> tuple[str, ...]:
        """Tell in sentences what a design does not keep to, since `start` did not either."""
        low, high = self.gc
        share = _gc(sequence)
        told = [
            f"The forbidden motif {one} stands in the result, as in the start."
            for one in self.forbidden
            if _places(one, sequence)
        ]
        if not low <= share <= high:
            told.append(
                "No sequence within the limits of GC was found: the start has a share of "
                f"{_gc(start):.3f}, the result {share:.3f}; wanted is {low:g} to {high:g}."
            )
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: to raise or lower the value, up to `value` if that is given."""

    raises: bool
    most_edits: int
    value: float | None = None

    def is_reached(self, value: float) -> bool:
        """Tell whether a value is as wanted; never where nothing but a direction is."""
        if self.value is None:
            return False
        return value >= self.value if self.raises else value <= self.value

    def gain(self, value: float) -> float:
        """Give a value so that more is better."""
        return value if self.raises else -value


@dataclass(frozen=True, slots=True)
class Designer:
    """Searches for edits.

    Attributes
    ----------
    values, slopes
        What is to be changed; slopes are needed for the way `gradient` alone.
    width
        Sequences kept at each step of the way `beam`.
    """

    values: Values
    slopes: Slopes | None = None
    constraints: Constraints = field(default_factory=Constraints)
    width: int = 8

    def design(self, sequence: str, goal: Goal, way: Way) -> Iterator[Step]:
        """Yield the sequence as it is, then after each edit, at last without edits nobody needs.

        Ends where the goal is reached, no edit helps, or as many as allowed are made.

        Raises
        ------
        RequestError
            Nothing may be edited, or the way is not known or needs slopes that there are not.
        """
        self._check(sequence, way)
        start = Step((), sequence, self._value(sequence))
        yield start
        kept = [start]
        best = start
        while not goal.is_reached(best.value) and len(best.edits) < goal.most_edits:
            found = self._next(start, kept, goal, way)
            if not found or goal.gain(found[0].value) <= goal.gain(best.value):
                break
            kept, best = found, found[0]
            yield best
        pruned = self._pruned(start, best, goal)
        if pruned is not best:
            yield pruned

    def _check(self, sequence: str, way: Way) -> None:
        if way not in WAYS:
            raise RequestError(f"{way} is no way to design.", f"Choose one of: {', '.join(WAYS)}.")
        if way == "gradient" and self.slopes is None:
            raise RequestError(
                "This engine has no slopes, so they cannot guide a design.",
                "Choose greedy or beam.",
            )
        if not self._places(sequence):
            raise RequestError(
                "No base of the sequence may be edited: all are protected or unknown.",
                "Protect less of it.",
            )

    def _places(self, sequence: str) -> list[int]:
        is_known = base_codes(sequence) < len(BASES)
        free: list[int] = np.flatnonzero(self.constraints.free(len(sequence)) & is_known).tolist()
        return free

    def _next(self, start: Step, kept: Sequence[Step], goal: Goal, way: Way) -> list[Step]:
        """Give the best sequences one edit further, the best first."""
        tried = list(
            dict.fromkeys(
                made
                for step in kept
                for edit in self._edits(step.sequence, goal, way)
                if self.constraints.allow(made := _with(step.sequence, edit), step.sequence)
            )
        )
        if not tried:
            return []
        steps = [
            Step(_differences(start.sequence, made), made, float(value))
            for made, value in zip(tried, self.values(tried), strict=True)
        ]
        steps.sort(key=lambda one: (-goal.gain(one.value), one.sequence))
        return steps[: self.width if way == "beam" else 1]

    def _edits(self, sequence: str, goal: Goal, way: Way) -> list[Edit]:
        places = self._places(sequence)
        every = [
            Edit(place, sequence[place], base)
            for place in places
            for base in BASES
            if base != sequence[place]
        ]
        if way != "gradient" or self.slopes is None:
            return every
        slope = self.slopes(sequence)
        rows = {base: row for row, base in enumerate(BASES)}

        def promised(edit: Edit) -> float:
            rise = slope[rows[edit.new], edit.position] - slope[rows[edit.old], edit.position]
            return -goal.gain(float(rise))

        return sorted(every, key=promised)[:_TRIED]

    def _pruned(self, start: Step, best: Step, goal: Goal) -> Step:
        """Take back edits, the one that costs least first, as long as the goal stays reached."""
        if not goal.is_reached(best.value):
            return best
        while len(best.edits) > 1:
            fewer = [tuple(one for one in best.edits if one is not edit) for edit in best.edits]
            made = [_with_all(start.sequence, edits) for edits in fewer]
            values = self.values(made)
            at = int(np.argmax([goal.gain(float(value)) for value in values]))
            allowed = self.constraints.allow(made[at], start.sequence)
            if not allowed or not goal.is_reached(float(values[at])):
                return best
            best = Step(fewer[at], made[at], float(values[at]))
        return best

    def _value(self, sequence: str) -> float:
        return float(self.values([sequence])[0])


def _with(sequence: str, edit: Edit) -> str:
    return sequence[: edit.position] + edit.new + sequence[edit.position + 1 :]


def _differences(before: str, after: str) -> tuple[Edit, ...]:
    pairs = enumerate(zip(before, after, strict=True))
    return tuple(Edit(place, old, new) for place, (old, new) in pairs if old != new)


def _with_all(sequence: str, edits: Sequence[Edit]) -> str:
    for edit in edits:
        sequence = _with(sequence, edit)
    return sequence


def _places(motif: str, sequence: str) -> set[int]:
    """Where a motif of IUPAC letters stands on either strand, 0-based."""
    forward = [STANDS_FOR[letter] for letter in motif]
    backward = [reverse_complement(one) for one in reversed(forward)]
    either = "|".join("".join(f"[{one}]" for one in bases) for bases in (forward, backward))
    return {found.start() for found in re.finditer(f"(?={either})", sequence)}


def _gc(sequence: str) -> float:
    return (sequence.count("G") + sequence.count("C")) / max(len(sequence), 1)
