"""The logistic regression of CPAT, from its published hexamer table and coefficients.

Wang L, et al. CPAT: Coding-Potential Assessment Tool using an alignment-free logistic regression
model. Nucleic Acids Res 2013;41:e74. The model is `Label ~ mRNA + ORF + Fickett + Hexamer`: length
of the transcript and of its longest frame (bases, stop codon included), TESTCODE and hexamer score
of that frame. Both files are the user's: the program carries none. CPAT itself gives no number, and
calls non-coding, what has no frame of more than 75 bases; here the regression is evaluated as it stands.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import log

import numpy as np

from models.coding.fickett import testcode
from models.coding.hexamers import N_HEXAMERS, WordTable, word_codes
from models.coding.kept import CPAT, KeptManifest, kept
from models.coding.orfs import OpenFrame
from models.coding.reading import CodingReading, Cutoffs, FeatureReading
from models.errors import PackReadError
from models.sequence import base_codes

INTERCEPT = "(Intercept)"
TERMS = ("mRNA", "ORF", "Fickett", "Hexamer")
TABLE_FILE = "hexamers.tsv"

_EXPORT = (
    'Write the coefficients with R: load("Human_logitModel.RData"); write.table(coef(mylogit), '
    '"coefficients.tsv", sep="\\t", quote=FALSE, col.names=FALSE)'
)


@dataclass(frozen=True, eq=False, slots=True)
class CpatModel:
    """Hexamer table and coefficients (log-odds per unit of each term)."""

    name: str
    cutoffs: Cutoffs
    table: WordTable
    coefficients: dict[str, float]

    @staticmethod
    def load() -> "CpatModel":
        """Give the imported model; `PackStateError` and `PackDigestError` as `kept`."""
        manifest, files = kept(CPAT)
        cutoffs = Cutoffs(manifest.coding_from, manifest.non_coding_below, manifest.cutoffs_source)
        name = f"{manifest.title} {manifest.digest[:12]}"
        return CpatModel(name, cutoffs, hexamer_table(files[TABLE_FILE]), manifest.numbers)

    def read(self, sequence: str, frame: OpenFrame | None) -> CodingReading:
        """Read a transcript; contributions are coefficient times value."""
        values = self._values(sequence, frame)
        terms = tuple(
            FeatureReading(term, value, self.coefficients[term] * value)
            for term, value in zip(TERMS, values, strict=True)
        )
        total = self.coefficients[INTERCEPT] + sum(term.contribution for term in terms)
        return CodingReading(total, terms)

    def _values(self, sequence: str, frame: OpenFrame | None) -> tuple[float, float, float, float]:
        if frame is None:
            return float(len(sequence)), 0.0, 0.0, 0.0
        orf = sequence[frame.start : frame.end]
        score = self.table.score(orf)
        return float(len(sequence)), float(len(orf)), testcode(base_codes(orf)), score


def hexamer_table(content: bytes) -> WordTable:
    """Read a hexamer table: a heading, then word, share in coding, share in non-coding sequence.

    A word seen in one kind only counts 1 or -1, as CPAT has it; one seen in neither, or that the
    table lacks, is passed over.

    Raises
    ------
    PackReadError
        Naming the line.
    """
    values = np.full(N_HEXAMERS, np.nan)
    for number, line in enumerate(_lines(content), start=1):
        cells = line.split()
        if (number == 1 and cells[:1] == ["hexamer"]) or not cells:
            continue
        word, coding, other = _hexamer(number, cells)
        values[word] = _log_ratio(coding, other)
    if np.isnan(values).all():
        raise PackReadError("The hexamer table holds no hexamer.", _REMEDY)
    return WordTable(values, 6)


_REMEDY = "Name the hexamer table that CPAT publishes, such as Human_Hexamer.tsv."


def _lines(content: bytes) -> list[str]:
    try:
        return content.decode("ascii").splitlines()
    except UnicodeDecodeError as error:
        raise PackReadError(f"This is no table of text ({error.reason}).", _EXPORT) from error


def _hexamer(number: int, cells: list[str]) -> tuple[int, float, float]:
    try:
        word, coding, other = cells[0].upper(), float(cells[1]), float(cells[2])
        (code,) = word_codes(word, 6, 1)
    except (IndexError, ValueError) as error:
        raise PackReadError(
            f"Line {number} of the hexamer table is not a hexamer and two numbers.", _REMEDY
        ) from error
    if code < 0 or not (0 <= coding < np.inf and 0 <= other < np.inf):
        raise PackReadError(
            f"Line {number} of the hexamer table: {cells[0]} {cells[1]} {cells[2]} is no hexamer "
            "with two shares.",
            _REMEDY,
        )
    return int(code), coding, other


def _log_ratio(coding: float, other: float) -> float:
    if coding > 0 and other > 0:
        return log(coding / other)
    return float("nan") if coding == other else (1.0 if coding > 0 else -1.0)


def coefficients(content: bytes) -> dict[str, float]:
    """Read the coefficients: a line each, the name of the term and a number.

    Raises
    ------
    PackReadError
        A term is missing, twice there, unknown or no number; or this is the RData file of R.
    """
    found: dict[str, float] = {}
    for number, line in enumerate(_lines(content), start=1):
        cells = line.replace('"', "").split()
        if not cells:
            continue
        try:
            term, value = cells[0], float(cells[1])
        except (IndexError, ValueError) as error:
            raise PackReadError(
                f"Line {number} of the coefficients is not a term and a number.", _EXPORT
            ) from error
        if term in found or term not in (INTERCEPT, *TERMS) or not np.isfinite(value):
            raise PackReadError(f"Line {number} of the coefficients: {line.strip()}.", _EXPORT)
        found[term] = value
    missing = [term for term in (INTERCEPT, *TERMS) if term not in found]
    if missing:
        raise PackReadError(f"The coefficients lack {', '.join(missing)}.", _EXPORT)
    return found


def cpat_manifest(
    origin: str, terms: dict[str, float], cutoff: float, made_by: str
) -> KeptManifest:
    """Give the manifest of an imported model, its files not yet listed.

    Parameters
    ----------
    origin
        Which files it comes from.
    cutoff
        Probability from which on CPAT calls coding.
    made_by
        Version of the program.
    """
    return KeptManifest(
        kind=CPAT,
        title="CPAT",
        coding_from=cutoff,
        non_coding_below=cutoff,
        cutoffs_source="stated at import",
        numbers=terms,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        made_by=made_by,
        origin=origin,
    )
