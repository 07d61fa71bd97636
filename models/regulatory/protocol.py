"""The allele effect protocol of every regulatory engine, without any network.

A request holds the same stretch of a chromosome copy twice, with REF and with ALT, in the
direction it is read. Windows are cut around the change: several shifts of it, and for alleles
that change the length once with the left flank and once with the right flank held still. The
mean over these, and over both strands, is what the engine says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestError
from models.sequence import reverse_complement


@dataclass(frozen=True, slots=True)
class AlleleRequest:
    """One change in the sequence around it.

    Attributes
    ----------
    ref_sequence, alt_sequence
        Both alleles with all the bases around them that an engine may look at, 5' to 3', upper
        case, N where unknown. Other changes on the same chromosome copy stand in both.
    start
        Index of the first base of the allele, the same in both sequences.
    ref_length, alt_length
        Bases of REF and of ALT.
    """

    ref_sequence: str
    alt_sequence: str
    start: int
    ref_length: int
    alt_length: int

    @classmethod
    def of(cls, left: str, ref: str, alt: str, right: str) -> Self:
        """Put an allele between its flanks."""
        return cls(left + ref + right, left + alt + right, len(left), len(ref), len(alt))

    @property
    def turned(self) -> Self:
        """The same change on the other strand, read in its direction."""
        sequences = (reverse_complement(self.ref_sequence), reverse_complement(self.alt_sequence))
        start = len(self.ref_sequence) - self.start - self.ref_length
        return type(self)(*sequences, start, self.ref_length, self.alt_length)

    @property
    def ref(self) -> str:
        """REF as it was given."""
        return self.ref_sequence[self.start : self.start + self.ref_length]

    @property
    def alt(self) -> str:
        """ALT as it was given."""
        return self.alt_sequence[self.start : self.start + self.alt_length]

    @property
    def change(self) -> tuple[int, int, int]:
        """Index of the first base that changes, and how many change in REF and in ALT.

        Bases both alleles share do not count, so that a change is cut the same way however it was
        spelled.
        """
        ref, alt = self.ref, self.alt
        before = _n_shared(ref, alt)
        ref, alt = ref[before:], alt[before:]
        after = _n_shared(ref[::-1], alt[::-1])
        return self.start + before, len(ref) - after, len(alt) - after


@dataclass(frozen=True, slots=True)
class Track:
    """What one output of an engine is about; words are empty where they do not apply.

    Attributes
    ----------
    name
        Unique within the engine, without `|`, `,`, `;`, `=` or blanks.
    assay
        What was measured to train it, such as `MPRA`, `ChIP-seq`, `HT-SELEX`.
    cell_type
        In which cells.
    factor
        Gene symbol of the factor the output is about.
    unit
        Of REF and ALT; delta has the same, unless the engine says otherwise.
    species
        Scientific name, `Homo sapiens` unless said otherwise.
    """

    name: str
    assay: str = ""
    cell_type: str = ""
    factor: str = ""
    unit: str = ""
    species: str = "Homo sapiens"


@dataclass(frozen=True, eq=False, slots=True)
class TrackEffects:
    """What an engine says about one change, one number per track in the engine's order.

    Attributes
    ----------
    ref, alt
        Shape (T,) float32: the output for each allele.
    delta
        Shape (T,) float32: the effect as the engine publishes it (ALT minus REF, or what its
        module says).
    """

    ref: NDArray[np.float32]
    alt: NDArray[np.float32]
    delta: NDArray[np.float32]

    @classmethod
    def difference(cls, ref: NDArray[np.float32], alt: NDArray[np.float32]) -> Self:
        """Give ALT minus REF."""
        return cls(ref, alt, alt - ref)

    @property
    def is_finite(self) -> bool:
        """Every value is a number."""
        return all(np.isfinite(one).all() for one in (self.ref, self.alt, self.delta))


def window_pairs(
    request: AlleleRequest, length: int, shifts: Sequence[int] = (0,)
) -> tuple[tuple[str, str], ...]:
    """Cut windows of one length around the change, REF and ALT.

    The first changed base lies at `length // 2 + shift`. Beyond the end of a sequence stands N.
    Where the alleles differ in length, the second pair of each shift keeps the bases right of
    the change in place, and what is pushed out leaves on the left.

    Raises
    ------
    RequestError
        The change does not fit: more than half the window would be nothing but the allele.
    """
    start, n_ref, n_alt = request.change
    if max(n_ref, n_alt) > length // 2:
        raise RequestError(
            f"The change of {max(n_ref, n_alt)} bases is too long for a window of {length}.",
            f"Alleles of up to {length // 2} bases can be scored.",
        )
    pairs: list[tuple[str, str]] = []
    for shift in shifts:
        first = start - length // 2 - shift
        pairs.append(
            (cut(request.ref_sequence, first, length), cut(request.alt_sequence, first, length))
        )
        if n_ref != n_alt:
            # The base after the change stays where it is in the window of REF.
            moved = first + n_alt - n_ref
            pairs.append((pairs[-1][0], cut(request.alt_sequence, moved, length)))
    return tuple(pairs)


def _n_shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    differing = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def cut(sequence: str, first: int, length: int) -> str:
    """Cut so many bases from index `first` on, which may be negative; N beyond the sequence."""
    inside = sequence[max(first, 0) : max(first + length, 0)]
    left = "N" * min(max(-first, 0), length)
    return (left + inside).ljust(length, "N")


def surroundings(request: AlleleRequest, flank: int) -> tuple[str, str]:
    """Cut what changes with `flank` bases on either side, REF and ALT; N beyond a sequence."""
    start, n_ref, n_alt = request.change
    return (
        cut(request.ref_sequence, start - flank, n_ref + 2 * flank),
        cut(request.alt_sequence, start - flank, n_alt + 2 * flank),
    )


def flank_for(length: int, shifts: Sequence[int] = (0,)) -> int:
    """Bases a request needs on either side of the change so that no window runs out of it."""
    return length // 2 + max(map(abs, shifts), default=0) + length // 2


def mean_effects(
    pairs: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]],
) -> TrackEffects:
    """Give the mean over windows of what was said to REF and to ALT."""
    ref = np.asarray(np.mean([one for one, _ in pairs], axis=0), dtype=np.float32)
    alt = np.asarray(np.mean([other for _, other in pairs], axis=0), dtype=np.float32)
    return TrackEffects.difference(ref, alt)


def distinct(windows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield each sequence once, in order of appearance."""
    return iter(dict.fromkeys(one for pair in windows for one in pair))
