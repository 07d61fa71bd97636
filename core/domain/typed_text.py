"""Text as it is typed or pasted, in the characters names are written with."""

_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE63, 0xFF0D), "-")
"""Hyphen, non-breaking hyphen, figure dash, en dash, minus, small and full-width hyphen-minus."""
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
"""Soft hyphen, zero-width blank, word joiner, byte order mark: they take no room in print."""


def plain(text: str) -> str:
    """Give a text with plain hyphens and without characters that are not seen.

    Word processors and journals put them into names of variants; blanks are left as they are.
    """
    return text.translate(_DASHES | _UNSEEN)
