"""One symbol for a factor, whatever a collection of motifs or models calls it.

`resources/rules/factor_symbols.toml` lists names that are not the symbol of the human gene.
"""

import tomllib
from functools import cache
from importlib import resources

COMPLEX = "::"
"""Divides the factors that bind a motif together."""


def factor_symbol(name: str) -> str:
    """Give a factor by its human gene symbol, a complex as `A::B` in the order it was named.

    Mouse symbols become those of the human gene of the same name, in capitals.
    """
    known = _symbols()
    parts = [part.strip().upper() for part in name.split(COMPLEX)]
    return COMPLEX.join(known.get(part, part) for part in parts)


def factor_genes(name: str) -> tuple[str, ...]:
    """Give the genes of all factors that a name stands for."""
    return tuple(dict.fromkeys(factor_symbol(name).split(COMPLEX)))


@cache
def _symbols() -> dict[str, str]:
    file = resources.files("resources").joinpath("rules", "factor_symbols.toml")
    symbols: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["symbols"]
    return symbols
