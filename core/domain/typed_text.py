"""Text as it is typed or pasted, in the characters names are written with."""

_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-")
"""Hyphens and dashes of every length, the minus, and their small and full-width forms."""
_FULL_WIDTH = {0xFF1A: ":", 0xFF1E: ">"}
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
"""Soft hyphen, zero-width blank, word joiner, byte order mark: they take no room in print."""


def plain(text: str) -> str:
    """Give a text with plain hyphens, colons and arrows, and without characters that are not seen.

    Word processors and journals put them into names of variants; blanks are left as they are.
    """
    return text.translate(_DASHES | _FULL_WIDTH | _UNSEEN)
