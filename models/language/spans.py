"""Which tokens of two windows have to be hidden to compare some of their bases."""

import numpy as np
from numpy.typing import NDArray

from models.language.pairs import AllelePair
from models.language.tokens import Tokens

Hidden = NDArray[np.bool_]


def hidden_tokens(
    ref: Tokens, alt: Tokens, pair: AllelePair, *, overlaps: bool
) -> tuple[Hidden, Hidden]:
    """Say which tokens of REF and of ALT hold the compared bases.

    Where each base stands in one token, tokens are hidden in both windows from a common boundary
    to a common boundary, so that both guesses are about the same number of bases. A substitution
    may move the boundaries of byte pairs further away: these tokens are hidden, too.
    """
    start, end = pair.start, pair.end
    if overlaps:
        return ref.over(start, end), alt.over(start, end)
    one, other = _spans(ref), _spans(alt)
    if pair.is_substitution:
        start, end = _around(_differing(ref, alt), start, end)
    while True:
        both = (ref.over(start, end), alt.over(start, end))
        wider = _around(np.concatenate([one[both[0]], other[both[1]]]), start, end)
        if wider == (start, end):
            return both
        start, end = wider


def _spans(tokens: Tokens) -> NDArray[np.int64]:
    return np.stack([tokens.starts, tokens.ends], axis=1)


def _around(spans: NDArray[np.int64], start: int, end: int) -> tuple[int, int]:
    """Widen a stretch so that it holds all of some others, (n, 2)."""
    return int(spans[:, 0].min(initial=start)), int(spans[:, 1].max(initial=end))


def _differing(ref: Tokens, alt: Tokens) -> NDArray[np.int64]:
    """Spans, (n, 2), from the first to the last token that is not the same in both."""
    one, other = (np.column_stack([_spans(x), x.ids])[x.of_bases] for x in (ref, alt))
    before = _n_equal(one, other)
    after = _n_equal(one[before:][::-1], other[before:][::-1])
    return np.concatenate([x[before : len(x) - after, :2] for x in (one, other)])


def _n_equal(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """How many rows both begin with."""
    n = min(len(one), len(other))
    differing = np.flatnonzero((one[:n] != other[:n]).any(axis=1))
    return int(differing[0]) if len(differing) else n
