"""Variants of the second intron whose PS1 is asked for, and known ones beside them."""

from tests.core.interpret.evidence.cases import (
    NO_STOP,
    inputs,
    known,
    lost_donor,
    outcome,
    splice,
)

DRAWN = (outcome(),)


def outside(pos=2095, **more):
    """+5 of the second intron, predicted to skip exon 2: PP3."""
    fields = {"splice": splice(0.6), "outcomes": DRAWN} | more
    return inputs(pos, "G", "A", **fields)


def full(**more):
    """+1 of the second intron: PVS1 in full."""
    return lost_donor(**more)


def reduced(**more):
    """+1 of the second intron, an in-frame skip: PVS1 reduced."""
    return lost_donor(outcomes=(outcome(nmd=NO_STOP),), **more)


def other(pos, classified, *, is_reduced=False, **more):
    drawn = (outcome(nmd=NO_STOP),) if is_reduced else DRAWN
    fields = {"ref": "G", "alt": "C", "outcomes": drawn} | more
    return known(pos, classified, **fields)
