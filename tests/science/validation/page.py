"""The generated part of docs/validation.md."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.science.validation.alleles import Allele, TruthRow
from tests.science.validation.combination import to_unit
from tests.science.validation.comparison import (
    NESTED,
    SPECIFICITIES,
    Rows,
    area_table,
    counts_table,
    distance_table,
    n_candidates,
    put_together,
    sensitivity_table,
    table,
    transferred,
)
from tests.science.validation.exons import EXON_DISTANCE
from tests.science.validation.measured import Measured
from tests.science.validation.scoring import DISTANCES, NARROW, WIDE
from tests.science.validation.screening_page import screening_section

START, END = "<!-- generated: start -->", "<!-- generated: end -->"
PUBLISHED = "published SpliceAI"
TITLES = {
    "spliceai": "SpliceAI",
    "openspliceai": "OpenSpliceAI",
    "pangolin": "Pangolin",
    "mmsplice": "MMSplice",
}
PUBLISHED_STEP = 0.01 + 1e-4


def write_page(page: Path, measured: Measured) -> None:
    """Put the tables between the markers of a page."""
    before, _, rest = page.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    parts = [_comparison(measured), _saturation(measured), screening_section(measured)]
    page.write_text("\n\n".join([f"{before}{START}", *parts, f"{END}{after}"]), "utf-8")


def compared_rows(measured: Measured, distance: int) -> Rows:
    """CI-SpliceAI rows that every engine of splice sites scores."""
    rows = [row for row in measured.found.compared if _is_scored(measured, row, distance)]
    found = _rows(measured, rows, distance, {"splice_altering"})
    published = [measured.published[row.allele] for row in rows]
    return found.plus(PUBLISHED, np.array(published, dtype=np.float64))


def saturation_rows(measured: Measured) -> Rows:
    """BRCA1 rows that are LOF or FUNC and could act through splicing alone."""
    rows = [row for row in measured.found.decided if _is_scored(measured, row, NARROW)]
    return _rows(measured, rows, NARROW, {"LOF"})


def _is_scored(measured: Measured, row: TruthRow, distance: int) -> bool:
    return all(
        measured.scores[name].largest(row.allele, distance) is not None
        for name in measured.site_engines
    )


def _rows(measured: Measured, rows: Sequence[TruthRow], distance: int, high: set[str]) -> Rows:
    scores = {}
    for name, file in measured.scores.items():
        is_delta = name in measured.site_engines
        at = distance if is_delta else EXON_DISTANCE
        values = [file.largest(row.allele, at) or 0.0 for row in rows]
        scores[TITLES[name]] = to_unit(values, is_delta=is_delta)
    return Rows(
        np.array([row.label in high for row in rows]),
        tuple(measured.genome.place(row.allele) for row in rows),
        tuple("/".join(measured.genome.symbols(row.allele)) for row in rows),
        scores,
    )


def _comparison(measured: Measured) -> str:
    rows = compared_rows(measured, WIDE)
    names = [TITLES[name] for name in measured.scores]
    together = put_together(rows, names)
    all_rows = measured.found.comparison
    left_out = [row for row in all_rows if not row.has_context]
    counted = (
        f"{len(all_rows)} rows, of which {len(rows.labels)} have at least 5,000 real bases on both "
        f"sides and are compared; {len(left_out)} were not scored."
    )
    chosen = [f"- {gene} left out: {which}" for gene, which in together.chosen.items()]
    ranking = [[which, f"{area:.3f}"] for which, area in together.areas[:6]]
    parts = [
        "## CI-SpliceAI comparison set",
        counted,
        counts_table(rows, "splice-altering", "no effect"),
        "### Area under the curve, 4,999 bases on each side",
        area_table(together.rows, PUBLISHED),
        (
            f"{np.isnan(rows.scores[PUBLISHED]).sum()} of the rows have no published score (REF and "
            "ALT longer than one base): they count in the rows of the other scorers, not in the "
            "differences."
        ),
        "### Area under the curve by distance, all rows",
        distance_table(
            {distance: compared_rows(measured, distance) for distance in DISTANCES},
            [TITLES[name] for name in measured.site_engines],
        ),
        *_sensitivities(together.rows),
        _agreement(rows),
        _reach(measured, [row.allele for row in measured.found.compared]),
        (
            f"`{NESTED}` is the plain mean of some of the engines; which, is chosen on the other "
            f"genes, out of {n_candidates(len(names))} sets:"
        ),
        "\n".join(chosen),
        (
            "Areas of whole combinations, rows of each gene scored without it (the first of many, "
            "so a little flattered; ranks and regressions of different training genes are not "
            "quite on one scale):"
        ),
        table(["combination", "area"], ranking),
        "### Rows that were not scored",
        f"Fewer than 5,000 real bases on one side ({len(left_out)}):",
        ", ".join("-".join(map(str, row.allele)) for row in left_out),
    ]
    return "\n\n".join(parts)


def _saturation(measured: Measured) -> str:
    rows = saturation_rows(measured)
    names = [TITLES[name] for name in measured.scores]
    train = compared_rows(measured, NARROW)
    tested_on = np.array(["BRCA1" in gene for gene in train.genes])
    rows, which = transferred(train.only(~tested_on), rows, names)
    others = len(measured.found.saturation) - len(rows.labels)
    parts = [
        "## BRCA1 saturation genome editing",
        (
            f"{len(measured.found.saturation)} rows, of which {len(rows.labels)} are compared: LOF "
            "against FUNC among intronic, splice-region, synonymous and canonical splice changes; "
            f"{others} are missense, nonsense, 5' UTR or of intermediate function."
        ),
        counts_table(rows, "LOF", "FUNC"),
        "### Area under the curve, 500 bases on each side",
        area_table(rows),
        *_sensitivities(rows),
        _reach(measured, [row.allele for row in measured.found.decided]),
        (
            f"`{NESTED}` is what is best on the CI-SpliceAI rows of the other genes: {which}. "
            "Nothing of it was learned on BRCA1."
        ),
    ]
    return "\n\n".join(parts)


def _sensitivities(rows: Rows) -> list[str]:
    parts: list[str] = []
    for specificity in SPECIFICITIES:
        parts += [
            f"### Sensitivity at {specificity:.0%} specificity",
            sensitivity_table(rows, specificity),
        ]
    return parts


def _agreement(rows: Rows) -> str:
    """How near our single values are to the published ones."""
    apart = np.abs(rows.scores[TITLES["spliceai"]] - rows.scores[PUBLISHED])
    apart = apart[~np.isnan(apart)]
    near = int((apart <= PUBLISHED_STEP).sum())
    return (
        f"Of the {len(apart)} rows with both, our SpliceAI score differs from the published one by "
        f"at most 0.01 in {near}, and by {apart.max():.2f} at most."
    )


def _reach(measured: Measured, alleles: Sequence[Allele]) -> str:
    if "mmsplice" not in measured.scores:
        return "MMSplice was not measured."
    file = measured.scores["mmsplice"]
    beyond = sum(1 for allele in alleles if file.largest(allele, EXON_DISTANCE) is None)
    if not beyond:
        return "MMSplice scores all of these rows: all lie near an exon."
    return (
        f"MMSplice scores {len(alleles) - beyond} of these {len(alleles)} rows: the others "
        "lie too far from any exon, and count as 0."
    )
