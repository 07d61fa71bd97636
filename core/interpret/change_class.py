"""How much a change changes: random changes can tell what is usual only for changes of their own size."""

from dataclasses import dataclass

from core.interpret.alleles import Change


@dataclass(frozen=True, slots=True)
class ChangeClass:
    """Changes that are compared with each other.

    Attributes
    ----------
    is_indel
        Bases are put in or taken out; else bases are exchanged for others, of any number.
    longest
        Bases that change at most. Random changes of the class are all as long as that, so that a
        shorter one looks less unusual than it is, never more.
    """

    is_indel: bool
    longest: int

    @property
    def name(self) -> str:
        """What files call it."""
        return f"{'indel' if self.is_indel else 'exchange'} {self.longest}"


CHANGE_CLASSES = (
    *(ChangeClass(is_indel=False, longest=longest) for longest in (1, 2, 5, 20, 50)),
    *(ChangeClass(is_indel=True, longest=longest) for longest in (1, 4, 12, 50)),
)
ONE_BASE = CHANGE_CLASSES[0]
LONGEST = max(one.longest for one in CHANGE_CLASSES)


def change_class(change: Change) -> ChangeClass | None:
    """Give the class of a change; None for one that is longer than all that are compared."""
    size = max(len(change.deleted), len(change.inserted))
    is_indel = not (change.deleted and change.inserted)
    fitting = (one for one in CHANGE_CLASSES if one.is_indel == is_indel and size <= one.longest)
    return next(fitting, None)
