"""The accounting: where every record and every allele went."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum


class RecordSetAside(StrEnum):
    """Why a whole record was not taken."""

    MALFORMED = "malformed"
    UNKNOWN_CONTIG = "unknown_contig"
    POSITION_OUT_OF_RANGE = "position_out_of_range"
    REFERENCE_MISMATCH = "reference_mismatch"
    REF_NOT_BASES = "ref_not_bases"
    NO_ALTERNATE = "no_alternate_allele"


class AlleleSetAside(StrEnum):
    """Why one ALT allele of a kept record was not taken."""

    SYMBOLIC = "symbolic"
    BREAKEND = "breakend"
    SPANNING_DELETION = "spanning_deletion"
    NON_REF = "non_ref_block"
    ALT_NOT_BASES = "alt_not_bases"
    SAME_AS_REF = "same_as_ref"
    MISSING = "missing"

    @property
    def sentence(self) -> str:
        """The reason in plain words."""
        return _SENTENCES[self]


_SENTENCES = {
    AlleleSetAside.SYMBOLIC: (
        "A symbolic allele does not say its bases: listed among the other records, not scored."
    ),
    AlleleSetAside.BREAKEND: (
        "A breakend joins distant places: listed among the other records, not scored."
    ),
    AlleleSetAside.SPANNING_DELETION: (
        "The place is deleted by a record further up, which stands for the change."
    ),
    AlleleSetAside.NON_REF: (
        "It stands for any other allele that might be there, not for one seen: kept as coverage."
    ),
    AlleleSetAside.ALT_NOT_BASES: "ALT holds something other than A C G T.",
    AlleleSetAside.SAME_AS_REF: "ALT is the same as REF: nothing changes.",
    AlleleSetAside.MISSING: "ALT is missing.",
}


@dataclass(frozen=True, slots=True)
class EngineLedger:
    """`variants` = sum(filtered) + scored + sum(not_scored) + pending.

    `phased_neighbours` counts those of the scored whose alleles carried phased neighbours in a run.
    """

    variants: int
    filtered: dict[str, int]
    scored: int
    not_scored: dict[str, int]
    pending: int
    phased_neighbours: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Sums that agree: what was read equals what was kept, merged and set aside.

    `records_read` = `records_kept` + sum(records_set_aside);
    `alleles_read` (ALT alleles of kept records) = `variants` + `alleles_merged` +
    sum(alleles_set_aside).
    """

    records_read: int
    records_kept: int
    records_set_aside: dict[str, int]
    alleles_read: int
    variants: int
    alleles_merged: int
    alleles_set_aside: dict[str, int]
    engines: dict[str, EngineLedger] = field(default_factory=dict)

    def discrepancies(self) -> tuple[str, ...]:
        """Sentences naming each sum that does not agree; empty when all do."""
        found = []
        if self.records_read != self.records_kept + sum(self.records_set_aside.values()):
            found.append("Records read differ from records kept and set aside.")
        accounted = self.variants + self.alleles_merged + sum(self.alleles_set_aside.values())
        if self.alleles_read != accounted:
            found.append("Alleles read differ from variants, merged and set-aside alleles.")
        for name, engine in self.engines.items():
            parts = sum(engine.filtered.values()) + sum(engine.not_scored.values())
            if engine.variants != parts + engine.scored + engine.pending:
                found.append(
                    f"Variants of {name} differ from filtered, scored, not scored and pending."
                )
        return tuple(found)

    def as_dict(self) -> dict[str, object]:
        """Give the ledger as plain values, in the shape other programs rely on."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """What the ranked engine said of variants that passed every gate and are not in the list.

    Variants still pending are not among them.
    """

    scored: int = 0
    not_scored: dict[str, int] = field(default_factory=dict)

    @property
    def n_variants(self) -> int:
        """All of them."""
        return self.scored + sum(self.not_scored.values())
