"""What else a place is, beside where it lies in a transcript. Zones overlap; a place may be in several."""

from enum import StrEnum


class Zone(StrEnum):
    """A kind of stretches."""

    BRANCH_POINT = "branch-point zone"
    PROMOTER = "promoter"
    ELEMENT = "enhancer or other regulatory element"
    LISTED = "listed region"


LINKS = "link to a gene"
"""Stretches kept beside those of the zones: where a table of links has something to say."""

CHOSEN = (Zone.BRANCH_POINT, Zone.PROMOTER, Zone.ELEMENT)
"""Zones by which a gate can keep variants; a listed region makes a call doubtful."""
