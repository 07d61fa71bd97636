"""Lists of ids as one SQL parameter."""

from collections.abc import Iterable


def as_list(ids: Iterable[int]) -> str:
    """Give the text `json_each(?)` turns into rows, so that any number of ids fits a query."""
    return f"[{','.join(str(int(key)) for key in ids)}]"
