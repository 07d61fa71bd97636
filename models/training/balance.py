"""What examples hold of each head: how many are known, and of which kind. Loads no torch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.training.examples import Examples


@dataclass(frozen=True, slots=True)
class HeadBalance:
    """One head in one part of the data.

    Attributes
    ----------
    n_known
        Examples, of sites bases, with a value.
    n_positive
        Of classes and sites those that are one; None of values.
    mean, spread
        Of values, with their standard deviation; None of classes and sites.
    """

    head: str
    n_known: int
    n_positive: int | None = None
    mean: float | None = None
    spread: float | None = None


def balance(examples: Examples, heads: Sequence[str], task: str) -> tuple[HeadBalance, ...]:
    """Count what is known of each head; `task` as in `models.training.losses`."""
    targets = examples.targets
    if task == "sites":
        return tuple(
            HeadBalance(head, targets.size, int((targets == number).sum()))
            for number, head in enumerate(heads, 1)
        )
    known = [column[~np.isnan(column)] for column in targets.T]
    if task == "classes":
        return tuple(
            HeadBalance(head, len(one), int((one > 0.5).sum()))
            for head, one in zip(heads, known, strict=True)
        )
    return tuple(
        HeadBalance(
            head,
            len(one),
            mean=float(one.mean()) if len(one) else None,
            spread=float(one.std()) if len(one) else None,
        )
        for head, one in zip(heads, known, strict=True)
    )
