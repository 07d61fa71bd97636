"""A laboratory's own list of pathogenic variants: a VCF or a table, small, read as a whole."""

import csv
import gzip
import re
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from core.domain.assembly import canonical_chrom
from core.errors import InputFileError
from core.sources.known_fields import CLASS, NOTE, load_known_rules

MOST_ROWS = 200_000
_LONGEST_REF = 10_000
_SEPARATORS = re.compile("[;=\t]")
_BASES = re.compile("[ACGTN]+")
_REMEDY = (
    "Give a VCF, or a tab-separated table with a header and the columns chrom, pos, ref, alt and, "
    "if you have them, class and note."
)


class OwnList:
    """The list, asked as an indexed VCF is: `header`, `contigs`, `fetch`.

    Raises
    ------
    InputFileError
        If it cannot be read, has a row that is no variant, is of several builds, or too long.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = _lines(path)
        is_vcf = any(line.startswith("##fileformat=VCF") for line in lines[:1])
        self.header = [line for line in lines if line.startswith("#")] if is_vcf else self._dated()
        rows = self._of_vcf(lines) if is_vcf else self._of_table(lines)
        by_chrom: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, (chrom, pos, line) in enumerate(rows):
            if number >= MOST_ROWS:
                raise InputFileError(path, f"it has more than {MOST_ROWS:,} rows.", "Shorten it.")
            by_chrom[chrom].append((pos, line))
        self._rows = {chrom: sorted(found) for chrom, found in by_chrom.items()}

    @property
    def contigs(self) -> tuple[str, ...]:
        """Contigs with a variant."""
        return tuple(self._rows)

    def fetch(self, chrom: str, start: int, end: int) -> Iterator[str]:
        """Give records that share a base with [start, end), 0-based half-open, by place."""
        rows = self._rows.get(chrom, [])
        for pos, line in rows[bisect_left(rows, (start + 1 - _LONGEST_REF, "")) :]:
            if pos > end:
                return
            if pos - 1 + len(line.split("\t", 4)[3]) > start:
                yield line

    def close(self) -> None:
        """Nothing is open."""

    def _dated(self) -> list[str]:
        """A table has no date of its own: that of the file."""
        changed = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        return [f"##fileDate={changed.date().isoformat()}"]

    def _of_vcf(self, lines: Iterable[str]) -> Iterator[tuple[str, int, str]]:
        for number, line in enumerate(lines, start=1):
            if line.startswith("#") or not line:
                continue
            columns = line.split("\t")
            if len(columns) < 8:
                raise self._no_variant(number, line)
            place = self._place(number, columns[0], columns[1], columns[3])
            yield place[0], place[1], line

    def _of_table(self, lines: list[str]) -> Iterator[tuple[str, int, str]]:
        table = csv.DictReader(lines, delimiter="\t")
        spelled = {name: name.strip().lstrip("#").lower() for name in table.fieldnames or ()}
        lacking = {"chrom", "pos", "ref", "alt"} - set(spelled.values())
        if lacking:
            raise InputFileError(
                self._path, f"it has no column {', '.join(sorted(lacking))}.", _REMEDY
            )
        builds = set()
        for number, found in enumerate(table, start=2):
            row = {spelled[key]: value or "" for key, value in found.items() if key in spelled}
            ref, alt = row["ref"].strip().upper(), row["alt"].strip().upper()
            chrom, pos = self._place(number, row["chrom"].strip(), row["pos"].strip(), ref)
            if not _BASES.fullmatch(alt) or ref == alt:
                raise self._no_variant(number, f"{chrom} {pos} {ref} {alt}")
            builds.add((row.get("build") or row.get("assembly") or "").lower())
            told = "\t".join((chrom, str(pos), ".", ref, alt, ".", ".", _info(row)))
            yield chrom, pos, told
        if len(builds - {""}) > 1:
            raise InputFileError(
                self._path, "its rows are of several builds.", "Give one list for each build."
            )

    def _place(self, number: int, chrom: str, pos: str, ref: str) -> tuple[str, int]:
        is_place = pos.isascii() and pos.isdigit() and int(pos) > 0
        if not (chrom and is_place and _BASES.fullmatch(ref.upper())):
            raise self._no_variant(number, f"{chrom} {pos} {ref}")
        return canonical_chrom(chrom), int(pos)

    def _no_variant(self, number: int, told: str) -> InputFileError:
        return InputFileError(self._path, f"line {number}: {told[:80]} is no variant.", _REMEDY)


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise InputFileError(path, "the file is not there.", "Check the name of the file.")
    try:
        data = path.read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return text.decode("utf-8-sig").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputFileError(path, f"it cannot be read ({error}).", _REMEDY) from error


def _info(row: Mapping[str, str]) -> str:
    """What a row of a table says, as a field of a VCF."""
    keys = load_known_rules().own.keys
    said = next((row[key.lower()] for key in keys if row.get(key.lower())), "")
    notes = (row.get(name, "") for name in ("gene", "note", "comment"))
    told = {CLASS: said, NOTE: ", ".join(filter(None, notes))}
    pairs = (f"{key}={_SEPARATORS.sub(' ', value).strip()}" for key, value in told.items() if value)
    return ";".join(pairs) or "."
