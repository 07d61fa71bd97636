"""What a published file says about one allele, as far as gates can use it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.domain.local_value import LocalEntry


class KnownKind(StrEnum):
    """What a file of alleles is about; as the kind and the layout of a source are stored."""

    FREQUENCY = "frequency"
    CLINVAR = "clinvar"
    OWN = "own-pathogenic"


class ClinVarMark(IntEnum):
    """How far ClinVar's word goes; the greater one counts where several records are of one allele."""

    NOTHING = 0
    KNOWN = 1
    RESCUES = 2
    """Pathogenic or likely pathogenic: in ClinVar not conflicting and with a star or more, or in the
    laboratory's own list."""


@dataclass(frozen=True, slots=True)
class KnownAllele:
    """One record of a file about one allele.

    Attributes
    ----------
    frequency
        A share (0-1) by which a variant may be called common, None where the record tells none,
        or where the file itself doubts the record.
    n_homozygous, n_carriers_xy
        People; None where the file does not count them. The second are carriers with one X, which
        are hemizygous outside the pseudoautosomal regions.
    """

    entry: LocalEntry
    frequency: float | None = None
    n_homozygous: int | None = None
    n_carriers_xy: int | None = None
    clinvar: ClinVarMark = ClinVarMark.NOTHING


@dataclass(frozen=True, slots=True)
class WantedAllele:
    """An allele of a case in its one spelling; `pos` is 1-based, `place` is the caller's number."""

    place: int
    pos: int
    ref: str
    alt: str
