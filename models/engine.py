"""What every engine tells about itself, and how it explains an answer. Loads no torch."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Precision = Literal["float32", "reduced"]

Method = Literal["ism", "gradient_x_input", "integrated_gradients", "saliency", "attention_rollout"]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What stands with every score of an engine.

    `digest` is a SHA-256 over the installed networks, `precision` that of the arithmetic:
    `float32`, or a shorter type, with float32 for what lies near a cut-off. With `screening` one
    network alone answered where it saw nothing move.
    """

    engine_id: str
    name: str
    version: str
    digest: str
    precision: str
    context_length: int
    device: str
    max_distance: int
    screening: bool = False


@dataclass(frozen=True, slots=True)
class AttributionArrays:
    """Which bases of one allele a number rests on: the probability of a splice site, or a track.

    Attributes
    ----------
    allele
        `ref` or `alt`.
    method
        How it was explained.
    start_offset
        Offset from `pos` of the first column.
    offsets
        Shape (L,), offset from `pos` of each column, genome direction. Inserted bases repeat the
        offset of the base before them; deleted ones are absent. Where the site lies far from the
        variant the columns come in two runs.
    sequence
        Plus-strand bases of the columns, as the network saw them (N outside the gene body).
    contribution
        Shape (L,): positive where the base supports the site, or raises the track. Saliency has
        no sign: it says how steeply the number changes with what stands there.
    ism
        Shape (4, L), rows A C G T of the plus strand: the number with that base there minus
        `p`; None for other methods.
    p
        The number in this allele; the probability of a site that is deleted is 0.
    site_column
        Column of the affected base; -1 where this allele lacks it, and for a track.
    done
        Shape (L,): columns that are final. In the others `contribution` is 0 (in-silico
        mutagenesis) or an estimate. None for all.
    residual
        How far the contributions of all bases the network reads are from adding up to `p` minus
        the probability without any known base; None where a method promises no such sum.
    """

    allele: str
    method: Method
    start_offset: int
    offsets: NDArray[np.int32]
    sequence: str
    contribution: NDArray[np.float32]
    ism: NDArray[np.float32] | None
    p: float
    site_column: int
    done: NDArray[np.bool_] | None = None
    residual: float | None = None

    @property
    def n_done(self) -> int:
        """Columns that are final."""
        return len(self.offsets) if self.done is None else int(self.done.sum())


@dataclass(frozen=True, slots=True)
class AttributionStep:
    """Bases done of bases in all, and `arrays`: REF, then ALT.

    The last step holds them complete; steps before hold them as far as they are known, or none.
    """

    done: int
    total: int
    arrays: tuple[AttributionArrays, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class AttentionArrays:
    """Where the bases of one allele look, read on the plus strand.

    Attributes
    ----------
    allele
        `ref` or `alt`.
    sequence, offsets
        Plus-strand bases and their offsets from `pos`, length L, as in `AttributionArrays`.
    layers
        Shape (layers, L, L), mean over the heads of a layer: row looks at column. What goes to bases
        that are not shown, or to special tokens, is missing from a row.
    """

    allele: str
    sequence: str
    offsets: NDArray[np.int32]
    layers: NDArray[np.float32]
