"""The changed stretch of a variant, without the bases REF and ALT share."""

from typing import NamedTuple

from core.domain.variant import Variant


class Change(NamedTuple):
    """`deleted` starts at 0-based `start`; `inserted` replaces it. One may be empty, never both."""

    start: int
    deleted: str
    inserted: str

    @property
    def end(self) -> int:
        """0-based end, exclusive; equal to `start` for an insertion."""
        return self.start + len(self.deleted)

    @property
    def shift(self) -> int:
        """Bases more, or less where it is negative."""
        return len(self.inserted) - len(self.deleted)


def change_of(variant: Variant) -> Change:
    """Give the change left after cutting the common suffix, then the common prefix."""
    ref, alt, start = variant.ref, variant.alt, variant.pos - 1
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    shared = 0
    while shared < min(len(ref), len(alt)) and ref[shared] == alt[shared]:
        shared += 1
    return Change(start + shared, ref[shared:], alt[shared:])
