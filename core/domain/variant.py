"""One alternative allele of one place in one genome build."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from core.domain.assembly import Assembly, canonical_chrom, contig_order
from core.domain.typed_text import plain
from core.errors import UsageError

_SPELLED = re.compile(
    r"^(?P<chrom>\S+?)[-: ](?:[gm]\.)?(?P<pos>[0-9][0-9,]{0,24})[-: ]?(?P<ref>[ACGTNacgtn]+)[-:> ](?P<alt>[ACGTNacgtn]+)$"
)

_LONGEST_SHOWN = 20


class VariantKind(StrEnum):
    """What an allele does to the sequence, by the lengths of REF and ALT once trimmed."""

    SNV = "SNV"
    MNV = "MNV"
    INSERTION = "insertion"
    DELETION = "deletion"
    DELINS = "delins"


@dataclass(frozen=True, slots=True)
class Variant:
    """One ALT allele, trimmed and left-aligned when it comes from the store.

    Attributes
    ----------
    assembly
        Genome build.
    chrom
        Our own spelling (`chr17`, `chrX`, `chrM`).
    pos
        1-based position of the first base of `ref`, as in VCF.
    ref, alt
        Plus strand, upper case, at least one base each; they differ.
    """

    assembly: Assembly
    chrom: str
    pos: int
    ref: str
    alt: str

    @classmethod
    def parse(cls, text: str, assembly: Assembly) -> Self:
        """Give the variant spelled as `chrom-pos-ref-alt` (`:` and `>` are understood too).

        So is a substitution as HGVS spells it on a chromosome (`NC_000017.11:g.31327485C>G`).

        Raises
        ------
        UsageError
            If the text has another form.
        """
        found = _SPELLED.match(plain(text).strip())
        if found is None:
            raise UsageError(
                f"{text} is not a variant in the form chrom-pos-ref-alt.",
                "Write for example chr17-31327485-C-G.",
            )
        pos = int(found["pos"].replace(",", ""))
        chrom = canonical_chrom(found["chrom"])
        return cls(assembly, chrom, pos, found["ref"].upper(), found["alt"].upper())

    @property
    def end(self) -> int:
        """Last 1-based position covered by `ref`."""
        return self.pos + len(self.ref) - 1

    @property
    def spelled(self) -> str:
        """`chrom-pos-ref-alt`, the form the command line reads and writes."""
        return f"{self.chrom}-{self.pos}-{self.ref}-{self.alt}"

    @property
    def spelled_short(self) -> str:
        """`spelled` for a sentence: long alleles give their first bases and their length."""
        ref, alt = map(_short, (self.ref, self.alt))
        return f"{self.chrom}-{self.pos}-{ref}-{alt}"

    @property
    def sort_key(self) -> tuple[tuple[int, str], int, str, str]:
        """Order in karyotype, then by position and alleles."""
        return contig_order(self.chrom), self.pos, self.ref, self.alt

    @property
    def kind(self) -> VariantKind:
        """What the allele does to the sequence."""
        n_ref, n_alt = len(self.ref), len(self.alt)
        if n_ref == n_alt:
            return VariantKind.SNV if n_ref == 1 else VariantKind.MNV
        if n_ref > 1 and n_alt > 1:
            return VariantKind.DELINS
        return VariantKind.DELETION if n_ref > n_alt else VariantKind.INSERTION


def _short(bases: str) -> str:
    return bases if len(bases) <= _LONGEST_SHOWN else f"{bases[:5]}…({len(bases)} bases)"
