"""REF and ALT windows on one strand, and the bases whose likelihood is compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from models.regulatory.protocol import AlleleRequest, window_pairs
from models.sequence import reverse_complement


@dataclass(frozen=True, slots=True)
class AllelePair:
    """Two windows of one length, and where they are compared.

    Attributes
    ----------
    ref, alt
        The windows, as a network reads them.
    start, end
        Bases compared, 0-based half-open, the same in both windows: as many as the longer allele
        has, so that the likelihoods of both are about equally many bases.
    is_substitution
        Beyond these bases both windows are the same, base for base.
    """

    ref: str
    alt: str
    start: int
    end: int
    is_substitution: bool

    def turned(self) -> Self:
        """Give the same on the other strand."""
        return type(self)(
            reverse_complement(self.ref),
            reverse_complement(self.alt),
            len(self.ref) - self.end,
            len(self.ref) - self.start,
            self.is_substitution,
        )


def allele_pairs(
    request: AlleleRequest, length: int, shifts: Sequence[int] = (0,)
) -> Iterator[AllelePair]:
    """Give the windows of the protocol (`window_pairs`), each on both strands.

    Raises
    ------
    RequestError
        The change does not fit into a window.
    """
    _, n_ref, n_alt = request.change
    longest = max(n_ref, n_alt)
    pairs = iter(window_pairs(request, length, shifts))
    for shift in shifts:
        start = length // 2 + shift
        places = [start]
        if n_ref != n_alt:
            # The second windows of a shift hold still what lies right of the change.
            places.append(start + n_ref - longest)
        for place in places:
            ref, alt = next(pairs)
            pair = AllelePair(ref, alt, place, place + longest, n_ref == n_alt)
            yield pair
            yield pair.turned()
