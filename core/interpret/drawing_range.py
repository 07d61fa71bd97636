"""Which stretch of a transcript is drawn: what changes, with its neighbours."""

from collections.abc import Sequence

from core.interpret.drawing_axis import Span
from core.interpret.drawing_rows import Chain

_FEW = 1
_NEIGHBOURS_OF_FEW, _NEIGHBOURS_OF_MORE = 2, 1
"""Exons drawn on either side of one or no exon that changes, and of more."""


_MOST_FURTHER = 2
"""Further exons drawn to show a new stop codon."""


def drawn_range(
    normal: Chain, predicted: Sequence[Chain], changed: Span | None, stops: Sequence[int]
) -> Span:
    """Give the columns to draw: whole exons, and the change though it lies beside the transcript.

    `stops` are columns behind new stop codons: one that is near is drawn too. Without any change
    it is the whole transcript.
    """
    edges = set(changed or ())
    for chain in predicted:
        edges |= {edge for span in set(chain) ^ set(normal) for edge in span}
    if not edges:
        return normal[0][0], normal[-1][1]
    low, high = min(edges), max(edges)
    first = next((n for n, span in enumerate(normal) if span[1] > low), len(normal))
    last = next((n for n in range(len(normal) - 1, -1, -1) if normal[n][0] < high), -1)
    is_few = last - first + 1 <= _FEW
    n_beside = _NEIGHBOURS_OF_FEW if is_few else _NEIGHBOURS_OF_MORE
    left = min(max(first - n_beside, 0), len(normal) - 1)
    right = max(min(last + n_beside, len(normal) - 1), 0)
    for number in range(right + 1, min(right + 1 + _MOST_FURTHER, len(normal))):
        if any(normal[number][0] < stop <= normal[number][1] for stop in stops):
            right = number
    return min(low, normal[left][0]), max(high, normal[right][1])
