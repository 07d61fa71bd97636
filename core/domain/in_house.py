"""How often an allele was seen among the families a laboratory has counted itself."""

import hashlib
from dataclasses import dataclass

from core.domain.counting import counted

KIND = "in-house"
"""Kind and layout of this source among the others of a computer."""

_BASES = "ACGT"
_LONGER = 1 << 63


@dataclass(frozen=True, slots=True)
class InHouseFamily:
    """A family that was counted.

    Attributes
    ----------
    digest
        Of its variant files and people; the program keeps no name.
    added
        Day it was counted, as YYYY-MM-DD.
    n_alleles
        Alleles that somebody of the family carries.
    """

    digest: str
    assembly: str
    added: str
    n_people: int
    n_alleles: int


@dataclass(frozen=True, slots=True)
class InHouseCount:
    """What the families of a laboratory say about one allele.

    Attributes
    ----------
    n_families, n_index
        Families in which somebody, and in which the index patient carries it.
    n_carriers, n_homozygous, n_hemizygous
        People.
    of_families
        Families counted for that build; the family that asks is never among them.
    """

    n_families: int
    n_index: int
    n_carriers: int
    n_homozygous: int
    n_hemizygous: int
    of_families: int

    @property
    def sentence(self) -> str:
        """What a person reads."""
        of = f"of {self.of_families:,} other {'family' if self.of_families == 1 else 'families'}"
        if not self.n_families:
            return f"not seen in any {of} of this laboratory"
        people = [counted(self.n_carriers, "carrier")]
        people += [f"{self.n_homozygous:,} homozygous"] if self.n_homozygous else []
        people += [f"{self.n_hemizygous:,} hemizygous"] if self.n_hemizygous else []
        index = f"in the index patient of {self.n_index:,}"
        return f"seen in {self.n_families:,} {of} of this laboratory ({', '.join(people)}; {index})"


def allele_code(ref: str, alt: str) -> int:
    """Give 64 bits that stand for REF and ALT at one place: SNVs as they are, others digested."""
    if len(ref) == len(alt) == 1 and ref in _BASES and alt in _BASES:
        return 4 * _BASES.index(ref) + _BASES.index(alt)
    digest = hashlib.blake2b(f"{ref}>{alt}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") | _LONGER
