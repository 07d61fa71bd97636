"""Variants on one chromosome copy, and what they do to splicing together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.domain.counting import counted
from core.domain.score import SpliceDelta, SpliceEffect
from core.domain.variant import Variant

_NAMED = 3
"""Neighbours a sentence names; the others are counted."""

_SPELLED_OUT = 12
"""Bases of an allele that a sentence spells out; longer ones are counted."""

NOTABLE = 0.1
"""Difference of a delta between alone and together from which a person is told of it."""


class PhaseBasis(StrEnum):
    """What says that a variant lies on the same copy as the candidate."""

    EVERY_COPY = "on every copy"
    CANDIDATE_ON_EVERY_COPY = "the candidate is on every copy"
    PHASE_SET = "same phase set"
    PARENTS = "phased by the parents"
    STATED = "as stated"


class LeftOutReason(StrEnum):
    """Why a variant in the window was not combined."""

    PHASE_UNKNOWN = "phase unknown or contradictory"
    OVERLAPS = "overlaps another variant of this copy"
    SAME_REPEAT = (
        "lies in one repeat with another variant of this copy, so that the copy cannot be told"
    )
    ONE_COPY = "lies on one chromosome copy, the variant on both"
    LENGTH = "changes the number of bases"


@dataclass(frozen=True, slots=True)
class Beside:
    """A variant on the same chromosome copy as the candidate."""

    variant_id: int
    variant: Variant
    basis: PhaseBasis


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A variant in the window that was not combined; `spelled` is `chrom-pos-ref-alt`."""

    variant_id: int
    spelled: str
    reason: LeftOutReason


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What both alleles of a variant were read with, and what was left out although it lies near.

    Attributes
    ----------
    beside
        In genome order.
    distance
        Bases on either side within which neighbours were looked for.
    """

    beside: tuple[Beside, ...]
    left_out: tuple[LeftOut, ...]
    distance: int

    @property
    def sentence(self) -> str:
        """What a person reads beside the score."""
        told = f"No neighbour within {self.distance:,} bases is sure to lie on the same copy."
        if self.beside:
            bases = sorted({str(one.basis) for one in self.beside})
            told = (
                f"Both alleles carry {_named(self.beside)}, on the same chromosome copy "
                f"({', '.join(bases)})."
            )
        if not self.left_out:
            return told
        reasons = Counter(one.reason.value for one in self.left_out)
        counts = "; ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()))
        return (
            f"{told} {counted(len(self.left_out), 'neighbour')} within {self.distance:,} bases left "
            f"out: {counts}."
        )


@dataclass(frozen=True, slots=True)
class HaplotypeScore:
    """A candidate scored together with what lies on the same chromosome copy, in one gene.

    Attributes
    ----------
    beside, left_out
        What was combined with the candidate, what was not although it lies in the window.
    alone, together
        Raw deltas of the candidate alone and of the whole copy against the reference, of the same
        engine and window. Offsets count from the candidate's `pos` on the reference. `distance`
        is what was looked at: it may be less than asked for where inserted bases push the edge
        of the window out of the engine's reach.
    explained_by
        Id of the neighbour that does, by its own score, what differs most: same effect, same site.
        None where none does, or where none was scored.
    """

    engine_id: str
    transcript_id: str
    gene_symbol: str
    strand: str
    beside: tuple[Beside, ...]
    left_out: tuple[LeftOut, ...]
    alone: SpliceDelta
    together: SpliceDelta
    explained_by: int | None = None

    @property
    def most_changed(self) -> SpliceEffect:
        """The effect that differs most between alone and together."""
        return max(SpliceEffect, key=lambda effect: abs(self.difference(effect)))

    def difference(self, effect: SpliceEffect) -> float:
        """Delta together minus delta alone, of the two decimals that are shown."""
        together, alone = self.together.of(effect)[0], self.alone.of(effect)[0]
        return round(round(together, 2) - round(alone, 2), 2)

    @property
    def is_notable(self) -> bool:
        """Some effect differs by `NOTABLE` or more, and no neighbour does as much by itself."""
        return self.explained_by is None and self.differs

    @property
    def differs(self) -> bool:
        """Some effect differs by `NOTABLE` or more."""
        return abs(self.difference(self.most_changed)) >= NOTABLE

    @property
    def sentence(self) -> str:
        """What a person reads beside the candidate's own score."""
        effect = self.most_changed if self.differs else self.alone.strongest
        names = _named(self.beside)
        before, after = self.alone.of(effect)[0], self.together.of(effect)[0]
        bases = sorted({str(one.basis) for one in self.beside})
        cause = next(
            (
                f"; {_short(one.variant)} does so by itself"
                for one in self.beside
                if one.variant_id == self.explained_by
            ),
            "",
        )
        return (
            f"Together with {names} on the same chromosome copy ({', '.join(bases)}): "
            f"{effect} {before:.2f} → {after:.2f} in {self.gene_symbol}, within "
            f"{self.together.distance:,} bases{cause}"
        )


def _named(beside: Sequence[Beside]) -> str:
    """The first few, and how many more there are."""
    named = [_short(one.variant) for one in beside[:_NAMED]]
    if len(beside) > _NAMED:
        named.append(f"{len(beside) - _NAMED} more")
    return " and ".join(named)


def _short(variant: Variant) -> str:
    ref, alt = (
        bases if len(bases) <= _SPELLED_OUT else f"{bases[:5]}…({len(bases):,} bases)"
        for bases in (variant.ref, variant.alt)
    )
    return f"{variant.chrom}-{variant.pos}-{ref}-{alt}"
