"""What an action of the session changed; each panel decides for itself what to re-read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """Parts of the session's state that are no longer what they were.

    Attributes
    ----------
    case
        Another case is open, or none.
    candidates
        Scores, ranks or the list itself.
    decisions
        Marks or notes.
    info
        What the open case says about itself: terms, warnings.
    variant_ids
        Variants concerned; empty means any.
    """

    case: bool = False
    candidates: bool = False
    decisions: bool = False
    info: bool = False
    variant_ids: tuple[int, ...] = ()
