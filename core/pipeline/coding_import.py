"""A job: the published model of CPAT taken into the data folder."""

from collections.abc import Generator
from pathlib import Path

from core.errors import InputFileError
from core.interpret.coding_rules import coding_rules
from core.job import Progress
from core.packs import in_our_words
from core.version import VERSION
from models.coding.cpat import TABLE_FILE, coefficients, cpat_manifest, hexamer_table
from models.coding.kept import KeptManifest, keep


def import_cpat(
    hexamers: Path, terms: Path, cutoff: float | None = None
) -> Generator[Progress, None, KeptManifest]:
    """Job: check and keep the hexamer table and the coefficients of CPAT.

    Parameters
    ----------
    terms
        Coefficients as R writes them: a line each, term and number.
    cutoff
        Probability from which on it calls coding; None for that of its human model.

    Raises
    ------
    PackError
        One of them is something else.
    InputFileError
        One of them cannot be read.
    """
    yield Progress("reading")
    table, listed = _bytes(hexamers), _bytes(terms)
    chosen = coding_rules().cpat_human.value if cutoff is None else cutoff
    with in_our_words():
        hexamer_table(table)
        origin = f"Imported from {hexamers.name} and {terms.name}."
        manifest = cpat_manifest(origin, coefficients(listed), chosen, VERSION)
        return keep(manifest, {TABLE_FILE: table})


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputFileError(path, f"cannot be read ({reason}).", "Check the path.") from error
