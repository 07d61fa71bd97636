"""What the program says of ncVarDB and BRCA1 rows in UTRs and near transcription starts: docs/utr.md.

python -m tests.science.validation.utr --shared ../shared --page docs/utr.md
"""

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript
from core.domain.utr import UtrEffect, UtrKind
from core.domain.variant import Variant
from core.interpret.hgvs_transcript import hgvs_c
from core.interpret.utr_effects import utr_effects
from core.interpret.zones import load_zone_rules
from core.sources.genes import load_genes
from core.sources.reference import Reference
from tests.science.validation.alleles import TruthRow, truth_rows
from tests.science.validation.comparison import table
from tests.science.validation.page import END, START

EDITED = "BRCA1_SGE"
LABELS = ("FUNC", "INT", "LOF")
PLACES = ("5utr", "3utr", "intronic", "intergenic", "ncRNA")


@dataclass(frozen=True)
class UtrRow:
    """A row, the place its source gives it, its names and effects in MANE transcripts."""

    row: TruthRow
    place: str
    names: tuple[str, ...]
    effects: tuple[UtrEffect, ...]

    @property
    def in_sequence(self) -> tuple[UtrEffect, ...]:
        """Effects other than a distance."""
        return tuple(one for one in self.effects if one.kind is not UtrKind.NEAR_TSS)


def utr_rows(shared: Path) -> list[UtrRow]:
    """Give every row of ncVarDB and of the BRCA1 experiment with what the program says of it."""
    places = _places(shared)
    transcripts = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts
    with Reference(shared / "data/reference/GRCh38.fa.gz") as reference:
        return [
            _utr_row(row, places.get(row.kind, row.kind), transcripts, reference)
            for row in truth_rows(shared, reference)
            if row.dataset in {"ncVarDB", EDITED}
        ]


def page_of(rows: Sequence[UtrRow]) -> str:
    """Give the tables of the page."""
    parts = [
        "### ncVarDB: rows by what is said of them",
        _counts([one for one in rows if one.row.dataset != EDITED]),
        "### BRCA1 saturation genome editing: rows by what is said of them",
        _edited([one for one in rows if one.row.dataset == EDITED]),
        "### ncVarDB: rows in UTRs, one by one",
    ]
    told = [one for one in rows if one.place in {"5utr", "3utr"}]
    head = ("variant", "listed as", "in MANE transcripts", "what the program says")
    lines = [
        (
            "-".join(map(str, one.row.allele)),
            f"{one.row.label}, {one.place}",
            ", ".join(name if "." in name else f"{name}outside" for name in one.names) or "–",
            " ".join(dict.fromkeys(effect.sentence for effect in one.effects)) or "nothing",
        )
        for one in told
    ]
    return "\n\n".join([*parts, table(head, lines)])


def write_page(page: Path, rows: Sequence[UtrRow]) -> None:
    """Put the tables between the markers of a page."""
    before, _, rest = page.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    page.write_text("\n\n".join([f"{before}{START}", page_of(rows), f"{END}{after}"]), "utf-8")


def _utr_row(
    row: TruthRow, place: str, transcripts: Sequence[Transcript], reference: Reference
) -> UtrRow:
    variant, reach = Variant(Assembly.GRCH38, *row.allele), load_zone_rules().reach
    near = [
        one
        for one in transcripts
        if one.chrom == variant.chrom and one.start - reach <= variant.pos <= one.end + reach
    ]
    fetch = partial(reference.fetch, variant.chrom)
    named = [f"{one.gene_symbol} {hgvs_c(variant, one, fetch).split(':')[-1]}" for one in near]
    effects = tuple(effect for one in near for effect in utr_effects(variant, one, fetch))
    return UtrRow(row, place, tuple(named), effects)


def _counts(rows: Sequence[UtrRow]) -> str:
    """Rows by place and label, and those with each kind of effect."""
    groups = [
        (place, label)
        for place in PLACES
        for label in ("pathogenic", "benign")
        if any((one.place, one.row.label) == (place, label) for one in rows)
    ]
    head = ("what is said", *(f"{label}, {place}" for place, label in groups))
    lines = [("all rows", *(str(len(_group(rows, group))) for group in groups))]
    for kind in UtrKind:
        counts = [_n_with(_group(rows, group), kind) for group in groups]
        if any(counts):
            lines.append((kind.value, *map(str, counts)))
    silent = [sum(not one.effects for one in _group(rows, group)) for group in groups]
    lines.append(("nothing", *map(str, silent)))
    return table(head, lines)


def _edited(rows: Sequence[UtrRow]) -> str:
    """Effects in BRCA1 by concern, and what the experiment found of the rows."""
    found = Counter(
        (effect.kind.value, effect.concern.value, one.row.label)
        for one in rows
        for effect in one.in_sequence
    )
    in_utr = Counter(one.row.label for one in rows if one.place == "5' UTR")
    lines = [("all rows in the 5' UTR", "–", *(str(in_utr[label]) for label in LABELS))]
    for kind, concern in sorted({key[:2] for key in found}):
        lines.append((kind, concern, *(str(found[kind, concern, label]) for label in LABELS)))
    return table(("what is said", "concern", *LABELS), lines)


def _group(rows: Sequence[UtrRow], group: tuple[str, str]) -> list[UtrRow]:
    return [one for one in rows if (one.place, one.row.label) == group]


def _n_with(rows: Sequence[UtrRow], kind: UtrKind) -> int:
    return Counter(kind in {effect.kind for effect in one.effects} for one in rows)[True]


def _places(shared: Path) -> dict[str, str]:
    """Place of each row as ncVarDB has it, by its identifier."""
    with gzip.open(shared / "data/truth/truth.tsv.gz", "rt", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        return {row["extra"]: row["value"] for row in rows if row["dataset"] == "ncVarDB"}


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--page", type=Path, required=True)
    told = parser.parse_args()
    write_page(told.page, utr_rows(told.shared))


if __name__ == "__main__":
    main()
