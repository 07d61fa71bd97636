"""Which variants lie on the same chromosome copy as a candidate, as far as the calls say so.

Nothing is guessed: a heterozygous call without phase is left out and told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from itertools import product

from core.domain.haplotype import Beside, LeftOut, LeftOutReason, Neighbours, PhaseBasis
from core.domain.sample import Genotype, Pedigree, Zygosity
from core.domain.variant import Variant
from core.interpret.alleles import Change, change_of
from core.interpret.family import Family


class Phase(Enum):
    """How two heterozygous alleles lie to each other."""

    TRANS = auto()
    CIS = auto()
    UNKNOWN = auto()


class Origin(StrEnum):
    """Where an allele of the patient comes from."""

    FATHER = "father"
    MOTHER = "mother"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Carried:
    """A variant with the family's genotypes in pedigree order.

    `extent` is the stretch (0-based, half-open) along which an insertion or deletion can be moved
    in a repeat without changing the sequence it makes; None where it has one place only.
    """

    variant_id: int
    variant: Variant
    genotypes: tuple[Genotype, ...]
    extent: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What lies on one chromosome copy with a candidate.

    `beside` is in genome order; `left_out` names what lies in the window but cannot be put there.
    """

    beside: tuple[Beside, ...]
    left_out: tuple[LeftOut, ...]


def origins(family: Family) -> tuple[Origin, ...]:
    """Give every way the allele can have come to the patient; a parent without a call is one."""
    parents = ((Origin.FATHER, family.father), (Origin.MOTHER, family.mother))
    found = [origin for origin, parent in parents if parent is None or not parent.lacks]
    if not any(parent is not None and parent.carries for _, parent in parents):
        found.append(Origin.NEW)
    return tuple(found)


def phase_by_parents(first: Family, second: Family) -> Phase:
    """Phase as far as transmission decides it: both heterozygous, origin of each certain."""
    phases = {_phase(one, other) for one, other in product(origins(first), origins(second))}
    return phases.pop() if len(phases) == 1 else Phase.UNKNOWN


def phase_by_sets(one: Genotype, other: Genotype) -> Phase:
    """Phase as the calls say it; calls phased without a set belong to one set (VCF 4.3, 1.6.2)."""
    if not (one.phased and other.phased) or one.phase_set != other.phase_set:
        return Phase.UNKNOWN
    same = one.first_allele_is_alt == other.first_allele_is_alt
    return Phase.CIS if same else Phase.TRANS


def neighbourhoods(
    candidate: Carried, others: Sequence[Carried], pedigree: Pedigree, distance: int
) -> tuple[Neighbourhood, ...]:
    """Give each chromosome copy that carries the candidate and something else beside it.

    A variant is beside the candidate if the patient has it on every copy (homozygous, hemizygous),
    if both are phased to one copy of a phase set, or if both must have come from the same parent.
    Where parents and phase sets disagree nothing is taken. A homozygous candidate lies on both
    copies, so that it can have two neighbourhoods. Only variants whose change lies wholly within
    `distance` bases of the candidate's `pos` count; variants that overlap each other, or the
    candidate, are left out.
    """
    own = _Call.of(candidate, pedigree)
    if not own.is_carried:
        return ()
    everywhere, single = _near(candidate, others, pedigree, distance)
    groups = _groups(single) if own.is_everywhere else [_with(own, single)]
    found = []
    for members, left_out in groups:
        kept, overlapping = _apart(own, [*everywhere, *members])
        if kept:
            told = sorted((*left_out, *overlapping), key=lambda item: item.variant_id)
            found.append(Neighbourhood(kept, tuple(told)))
    return tuple(dict.fromkeys(found))


def same_copy(
    candidate: Carried, others: Sequence[Carried], pedigree: Pedigree, distance: int
) -> Neighbours:
    """Give what both alleles of a candidate are read with where neighbours are asked for.

    As in `neighbourhoods`, but as one answer: beside a candidate on every copy stands only what
    is on every copy too. A neighbour that changes the number of bases is left out, so that every
    base keeps its place on the genome.
    """
    own = _Call.of(candidate, pedigree)
    if not own.is_carried:
        return Neighbours((), (), distance)
    everywhere, single = _near(candidate, others, pedigree, distance)
    members, left_out = _with(own, single)
    if own.is_everywhere:
        members, left_out = [], [call.left_out(LeftOutReason.ONE_COPY) for call in single]
    kept, overlapping = _apart(own, [*everywhere, *members])
    moved = [one for one in kept if change_of(one.variant).shift]
    of_length = [
        LeftOut(one.variant_id, one.variant.spelled, LeftOutReason.LENGTH) for one in moved
    ]
    told = sorted((*left_out, *overlapping, *of_length), key=lambda item: item.variant_id)
    return Neighbours(tuple(one for one in kept if one not in moved), tuple(told), distance)


def stated_copy(variant: Variant, others: Sequence[Variant], distance: int) -> Neighbours:
    """Give what both alleles are read with where a person states the neighbours of the copy.

    Those beyond `distance` are not read; what overlaps or changes the number of bases is left out.
    """
    changes, kept, left_out = [change_of(variant)], [], []
    centre = variant.pos - 1
    for number, other in enumerate(sorted(others, key=lambda one: one.sort_key), 1):
        change = change_of(other)
        if other.chrom != variant.chrom or not (
            centre - distance <= change.start and change.end <= centre + distance + 1
        ):
            continue
        if any(_overlap(change, one) for one in changes):
            left_out.append(LeftOut(number, other.spelled, LeftOutReason.OVERLAPS))
        elif change.shift:
            left_out.append(LeftOut(number, other.spelled, LeftOutReason.LENGTH))
        else:
            kept.append(Beside(number, other, PhaseBasis.STATED))
            changes.append(change)
    return Neighbours(tuple(kept), tuple(left_out), distance)


@dataclass(frozen=True, slots=True)
class _Call:
    """One variant as the patient has it."""

    carried: Carried
    family: Family
    change: Change

    @classmethod
    def of(cls, carried: Carried, pedigree: Pedigree) -> "_Call":
        return cls(carried, Family.of(pedigree, carried.genotypes), change_of(carried.variant))

    @property
    def is_carried(self) -> bool:
        return self.family.patient.carries

    @property
    def is_everywhere(self) -> bool:
        return self.family.patient.has_two_copies

    def phase(self, other: "_Call") -> tuple[Phase, PhaseBasis]:
        """How another heterozygous allele lies, and what says so."""
        calls = (self.family.patient.genotype, other.family.patient.genotype)
        if any(call.zygosity is not Zygosity.HETEROZYGOUS or call.ploidy != 2 for call in calls):
            return Phase.UNKNOWN, PhaseBasis.PHASE_SET
        by_sets = phase_by_sets(*calls)
        by_parents = phase_by_parents(self.family, other.family)
        if Phase.UNKNOWN in {by_sets, by_parents}:
            if by_sets is Phase.UNKNOWN:
                return by_parents, PhaseBasis.PARENTS
            return by_sets, PhaseBasis.PHASE_SET
        agreed = by_sets if by_sets is by_parents else Phase.UNKNOWN
        return agreed, PhaseBasis.PHASE_SET

    def left_out(self, reason: LeftOutReason) -> LeftOut:
        return LeftOut(self.carried.variant_id, self.carried.variant.spelled, reason)


_Near = tuple[list[tuple[_Call, PhaseBasis]], list[_Call]]


def _near(
    candidate: Carried, others: Sequence[Carried], pedigree: Pedigree, distance: int
) -> _Near:
    """What the patient has near a candidate on every copy, and what on one, in genome order."""
    near = [
        _Call.of(other, pedigree)
        for other in sorted(others, key=lambda item: item.variant.sort_key)
        if other.variant_id != candidate.variant_id and _is_within(candidate, other, distance)
    ]
    carried = [call for call in near if call.is_carried]
    everywhere = [(call, PhaseBasis.EVERY_COPY) for call in carried if call.is_everywhere]
    return everywhere, [call for call in carried if not call.is_everywhere]


_Group = tuple[list[tuple[_Call, PhaseBasis]], list[LeftOut]]


def _with(own: _Call, single: Sequence[_Call]) -> _Group:
    """What is on the copy of a variant that is on one copy only."""
    members: list[tuple[_Call, PhaseBasis]] = []
    left_out: list[LeftOut] = []
    for call in single:
        phase, basis = own.phase(call)
        if phase is Phase.CIS:
            members.append((call, basis))
        elif phase is Phase.UNKNOWN:
            left_out.append(call.left_out(LeftOutReason.PHASE_UNKNOWN))
    return members, left_out


def _groups(single: Sequence[_Call]) -> list[_Group]:
    """Copies of a candidate that is on all: one for each set of heterozygous variants in cis."""
    waiting = list(single)
    groups: list[_Group] = []
    while waiting:
        first, rest = waiting[0], [call for call in single if call is not waiting[0]]
        members, left_out = _with(first, rest)
        taken = [call for call, _ in members]
        waiting = [call for call in waiting[1:] if call not in taken]
        basis = PhaseBasis.CANDIDATE_ON_EVERY_COPY
        groups.append(([(call, basis) for call in (first, *taken)], left_out))
    if not groups or (len(groups) == 1 and not groups[0][1]):
        groups.append(([], []))  # the other copy, which has none of them
    return groups


def _apart(
    own: _Call, members: Sequence[tuple[_Call, PhaseBasis]]
) -> tuple[tuple[Beside, ...], list[LeftOut]]:
    """Leave out what changes the same bases as the candidate or as one another."""
    ordered = sorted(members, key=lambda member: member[0].carried.variant.sort_key)
    everyone = [own, *(call for call, _ in ordered)]
    kept: list[Beside] = []
    left_out: list[LeftOut] = []
    for call, basis in ordered:
        others = [one for one in everyone if one is not call]
        if any(_overlap(call.change, one.change) for one in others):
            left_out.append(call.left_out(LeftOutReason.OVERLAPS))
        elif any(_share_a_repeat(call, one) for one in others):
            left_out.append(call.left_out(LeftOutReason.SAME_REPEAT))
        else:
            kept.append(Beside(call.carried.variant_id, call.carried.variant, basis))
    return tuple(kept), left_out


def _overlap(one: Change, other: Change) -> bool:
    """They change a common base, insert at one place, or one inserts into what the other deletes."""
    if one.start == other.start and not (one.deleted and other.deleted):
        return not one.deleted and not other.deleted
    return one.start < other.end and other.start < one.end


def _share_a_repeat(one: _Call, other: _Call) -> bool:
    """One can be placed anywhere in a repeat that the other changes: the copy cannot be told."""
    return any(
        moved.carried.extent is not None and _lies_in(fixed.change, moved.carried.extent)
        for moved, fixed in ((one, other), (other, one))
    )


def _lies_in(change: Change, extent: tuple[int, int]) -> bool:
    low, high = extent
    if not change.deleted:
        return low <= change.start <= high
    return change.start < high and low < change.end


def _is_within(candidate: Carried, other: Carried, distance: int) -> bool:
    if other.variant.chrom != candidate.variant.chrom:
        return False
    change, centre = change_of(other.variant), candidate.variant.pos - 1
    return centre - distance <= change.start and change.end <= centre + distance + 1


def _phase(one: Origin, other: Origin) -> Phase:
    if Origin.NEW in {one, other}:
        return Phase.UNKNOWN
    return Phase.CIS if one is other else Phase.TRANS
