"""How a checkpoint is refused, and the limit all readers keep."""

from models.errors import CheckpointError

FETCH_AGAIN = "Fetch it again from a source you trust; nothing was imported."


def refused(name: str, why: str, remedy: str = FETCH_AGAIN) -> CheckpointError:
    """Give the error that says what is wrong with a file; `why` goes on after its name."""
    # Names out of a file may hold anything, sequences that steer a terminal too.
    words = "".join(letter if letter.isprintable() else "?" for letter in f"{name} {why}")
    return CheckpointError(f"{words}.", remedy)


def keep_to(limit: int, declared: int, name: str, what: str) -> None:
    """Refuse what says of itself that it is larger than the limit, both in bytes."""
    if declared > limit:
        raise refused(
            name,
            f"is refused: {what} {_size(declared)}, more than the {_size(limit)} a network of "
            "this kind may take",
            "Check that it is the checkpoint of that architecture; nothing was imported.",
        )


def _size(n_bytes: int) -> str:
    for unit, scale in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:,.1f} {unit}"
    return f"{n_bytes} bytes"
