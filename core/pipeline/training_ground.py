"""Where examples to learn from are cut, and how they are put together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.transcript import Transcript
from core.errors import UsageError
from core.sources.reference import Reference
from models.sequence import base_codes
from models.training.examples import Examples
from models.training.free_memory import demand_free

MAX_UNKNOWN = 0.1
"""Share of unknown bases from which a window is left out."""

_LOOK_EVERY = 1_024
"""Examples after which it is looked whether there is memory for as many again."""

_FEWER = (
    "Give fewer: of intervals `per_file`, of sites a smaller `background` or fewer genes, of tables "
    "fewer rows; or train on a machine with more memory."
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where examples are cut from.

    Attributes
    ----------
    width
        Bases of an example: what the network reads, and room for shifts.
    transcripts
        Of the gene models; () where none are needed.
    seed
        Of what is drawn.
    whole
        Chromosomes and groups of which every window is taken, with sites or without: those of the
        test, which is to be as hard as a genome is.
    """

    reference: Reference
    width: int
    transcripts: Sequence[Transcript] = ()
    seed: int = 1
    whole: frozenset[str] = frozenset()

    def window(self, chrom: str, middle: int) -> str | None:
        """Give the bases around a place (0-based); None where too many are unknown."""
        start = middle - self.width // 2
        found = self.reference.fetch(chrom, start, start + self.width)
        if len(found) < self.width or found.count("N") > MAX_UNKNOWN * self.width:
            return None
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Built:
    """Examples, the names of their heads, and how many rows were left out, by reason."""

    examples: Examples
    heads: tuple[str, ...]
    left_out: dict[str, int]


class Rows:
    """Examples as they are found."""

    def __init__(self) -> None:
        self._codes: list[NDArray[np.uint8]] = []
        self._alternative: list[NDArray[np.uint8]] = []
        self._targets: list[NDArray[np.float32]] = []
        self._places: list[tuple[str, str]] = []
        self._n_bytes = 0
        self.left_out: dict[str, int] = defaultdict(int)

    def add(
        self,
        sequence: str,
        targets: Sequence[float] | NDArray[np.float32],
        place: tuple[str, str],
        alternative: str | None = None,
    ) -> None:
        """Add one; `place` is its chromosome and its group."""
        self._codes.append(base_codes(sequence))
        self._targets.append(np.asarray(targets, np.float32))
        self._places.append(place)
        self._n_bytes += len(sequence) + self._targets[-1].nbytes
        if alternative is not None:
            self._alternative.append(base_codes(alternative))
            self._n_bytes += len(alternative)
        if len(self._codes) % _LOOK_EVERY == 0:
            # Put together and then put apart they stand there twice more than they do now.
            demand_free(2 * self._n_bytes, f"{len(self._codes):,} examples and more", _FEWER)

    def built(self, heads: Sequence[str]) -> Built:
        """Give them as arrays."""
        if not self._codes:
            reasons = ", ".join(f"{n} {why}" for why, n in self.left_out.items())
            raise UsageError(
                f"No example is left to learn from ({reasons or 'the files are empty'}).",
                "Check that files and reference are of one build.",
            )
        chroms, groups = zip(*self._places, strict=True)
        examples = Examples(
            codes=np.stack(self._codes),
            targets=np.stack(self._targets),
            chroms=np.array(chroms),
            groups=np.array(groups),
            alternative=np.stack(self._alternative) if self._alternative else None,
        )
        return Built(examples, tuple(heads), dict(self.left_out))
