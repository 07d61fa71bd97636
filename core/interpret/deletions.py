"""Deletions among the intervals: who carries which, and what they mean for small variants inside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.assembly import Assembly
from core.domain.interval import Interval, IntervalKind
from core.domain.sample import Genotype, Pedigree, Sex, Zygosity
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.sex_chromosomes import Inheritance, inheritance_of

_LOSSES = (IntervalKind.DELETION, IntervalKind.COPY_NUMBER)
_LARGE = ((1_000_000, "Mb"), (1_000, "kb"))


@dataclass(frozen=True, slots=True)
class Deletion:
    """A stretch that people of the case lack on one or both copies.

    Attributes
    ----------
    start, end
        0-based half-open.
    genotypes
        In the order of the pedigree's individuals; the ALT is the lost copy.
    is_spelled
        It stands in the file with all its bases, and so is also a variant of its own.
    """

    chrom: str
    start: int
    end: int
    genotypes: tuple[Genotype, ...]
    is_spelled: bool = False

    def covers(self, variant: Variant) -> bool:
        """Tell whether another small variant lies wholly inside."""
        inside = self.start < variant.pos and variant.end <= self.end
        if variant.chrom != self.chrom or not inside:
            return False
        change = change_of(variant)
        return not self.is_spelled or (change.start, change.end) != (self.start, self.end)

    @property
    def named(self) -> str:
        """Size and place: `a deletion of 12.3 kb (chr1:100,000,001-100,012,345)`."""
        where = f"{self.chrom}:{self.start + 1:,}-{self.end:,}"
        return f"a deletion of {size_in_words(self.end - self.start)} ({where})"


def deletions_of(
    intervals: Iterable[Interval], pedigree: Pedigree, assembly: Assembly
) -> tuple[Deletion, ...]:
    """Give the deletions that somebody carries, in the order of the intervals.

    A genotype that was called counts. Where it was not, or the interval only counts copies
    (`<CNV>`), the copies of each person do, against those expected from sex and place; who is
    of unknown sex has an unknown genotype on X and Y.
    """
    found = []
    for interval in intervals:
        if interval.kind not in _LOSSES:
            continue
        genotypes = _genotypes(interval, pedigree, assembly)
        if any(one.is_carrier for one in genotypes):
            found.append(Deletion(interval.chrom, interval.start, interval.end, genotypes))
    return tuple(found)


def spelled_deletion(variant: Variant, genotypes: tuple[Genotype, ...]) -> Deletion:
    """Give a deletion whose bases the file spells."""
    change = change_of(variant)
    return Deletion(variant.chrom, change.start, change.end, genotypes, is_spelled=True)


def deletion_warning(
    variant: Variant, genotype: Genotype, deletions: Sequence[Deletion], person: int
) -> str:
    """Say what a deletion means for one person's call of a small variant inside it, "" for nothing.

    `person` is the 0-based place in the pedigree.
    """
    if not genotype.is_carrier:
        return ""
    for deletion in deletions:
        if person >= len(deletion.genotypes) or not deletion.covers(variant):
            continue
        lost = deletion.genotypes[person].zygosity
        if lost is Zygosity.HETEROZYGOUS and genotype.zygosity is Zygosity.HOMOZYGOUS:
            return (
                f"The call reads homozygous, but {deletion.named} takes away one copy of this "
                "place: there is only one to carry it."
            )
        if lost in (Zygosity.HOMOZYGOUS, Zygosity.HEMIZYGOUS):
            named = deletion.named
            return (
                f"{named[0].upper()}{named[1:]} takes away every copy of this place: one of the "
                "two calls is wrong."
            )
    return ""


def _genotypes(interval: Interval, pedigree: Pedigree, assembly: Assembly) -> tuple[Genotype, ...]:
    people = pedigree.individuals
    called = interval.genotypes or (_UNKNOWN,) * len(people)
    copies = interval.copy_numbers or (None,) * len(people)
    if len(called) != len(people) or len(copies) != len(people):
        return called
    counts_only = interval.kind is IntervalKind.COPY_NUMBER
    return tuple(
        _by_copies(number, _expected(interval, person.sex, assembly))
        if counts_only or one.zygosity is Zygosity.UNKNOWN
        else one
        for one, number, person in zip(called, copies, people, strict=True)
    )


_UNKNOWN = Genotype(alt_copies=0, called=0, ploidy=2)


def _expected(interval: Interval, sex: Sex, assembly: Assembly) -> int | None:
    """Copies a person has of the place; None where the sex that decides is not known."""
    way = inheritance_of(Variant(assembly, interval.chrom, interval.start + 1, "N", "A"))
    if way is Inheritance.AUTOSOMAL:
        return 2
    if way is Inheritance.MITOCHONDRIAL or sex is Sex.UNKNOWN:
        return None
    if sex is Sex.MALE:
        return 1
    return 2 if way is Inheritance.X else None


def _by_copies(copies: float | None, expected: int | None) -> Genotype:
    if copies is None or expected is None:
        return _UNKNOWN
    lost = max(0, expected - round(copies))
    return Genotype(alt_copies=lost, called=expected, ploidy=expected)


def size_in_words(n_bases: int) -> str:
    """Give a length as `540 bases`, `12.3 kb`, `1.2 Mb`."""
    for unit, name in _LARGE:
        if n_bases >= unit:
            return f"{n_bases / unit:.3g} {name}"
    return f"{n_bases} base" if n_bases == 1 else f"{n_bases} bases"
