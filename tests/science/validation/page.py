"""The generated part of docs/validation.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.science.validation.alleles import Allele, Genome, TruthRow
from tests.science.validation.collection import Collection, is_tuned_on
from tests.science.validation.combination import to_unit
from tests.science.validation.comparison import (
    CANONICAL,
    NESTED,
    REGIONS,
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
from tests.science.validation.scoring import DISTANCES, NARROW, WIDE, ScoreFile
from tests.science.validation.screening import (
    CUTOFFS,
    LEAST_RECALL,
    STEPS,
    Answers,
    Choice,
    answers,
    best_choices,
    shown,
)
from tests.science.validation.statistics import Estimate, wilson

START, END = "<!-- generated: start -->", "<!-- generated: end -->"
PUBLISHED = "published SpliceAI"
TITLES = {
    "spliceai": "SpliceAI",
    "openspliceai": "OpenSpliceAI",
    "pangolin": "Pangolin",
    "mmsplice": "MMSplice",
}
N_NETWORKS = 5
PUBLISHED_STEP = 0.01 + 1e-4
SCREENED_AT = (50, NARROW)
OTHER_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02)

OTHER_HEAD = (
    "threshold",
    "BRCA1: recall at 0.2",
    "recall at 0.02",
    "answered alone",
    "other genes: recall at 0.2",
    "recall at 0.02",
    "answered alone",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything the tables are made of."""

    genome: Genome
    found: Collection
    published: Mapping[Allele, float | None]
    scores: Mapping[str, ScoreFile]

    @property
    def site_engines(self) -> list[str]:
        """Engines whose scores are deltas of splice sites."""
        return [name for name in self.scores if name != "mmsplice"]


def write_page(page: Path, measured: Measured) -> None:
    """Put the tables between the markers of a page."""
    before, _, rest = page.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    parts = [_comparison(measured), _saturation(measured), _screening(measured)]
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


def screening_answers(
    measured: Measured, alleles: Sequence[Allele], *, tuned: bool
) -> list[Answers]:
    """Answers at the two distances on those alleles that lie in BRCA1, or on those that do not."""
    chosen = [one for one in alleles if is_tuned_on(measured.genome, one) == tuned]
    scores = measured.scores["spliceai"]
    return [answers(scores, chosen, distance, N_NETWORKS) for distance in SCREENED_AT]


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
        f"{len(all_rows)} rows, of which {len(measured.found.compared)} have at least 5,000 real "
        f"bases on both sides and {len(rows.labels)} are compared; {len(left_out)} were not scored."
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
    apart = rows.only(~rows.at(CANONICAL))
    parts = [
        "## BRCA1 saturation genome editing",
        (
            f"{len(measured.found.saturation)} rows, of which {len(rows.labels)} are compared: LOF "
            "against FUNC among intronic, splice-region, synonymous and canonical splice changes; "
            f"{others} are missense, nonsense, 5' UTR or of intermediate function."
        ),
        counts_table(rows, "LOF", "FUNC"),
        f"### Area under the curve, 500 bases on each side, {CANONICAL} left out",
        area_table(apart),
        *_sensitivities(rows),
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
    return (
        f"MMSplice speaks about {len(alleles) - beyond} of these {len(alleles)} rows: the others "
        "lie too far from any exon, and count as 0 in its row."
    )


def _screening(measured: Measured) -> str:
    found = measured.found
    alleles = list(dict.fromkeys((*found.truth, *found.random)))
    tuning = screening_answers(measured, alleles, tuned=True)
    testing = screening_answers(measured, alleles, tuned=False)
    choices = best_choices(tuning)
    best = choices[0]
    steps = sorted({*OTHER_STEPS, best.threshold})
    other = [_row_of_step(tuning, testing, Choice(best.network, step, 0.0)) for step in steps]
    parts = [
        "## Screening with one network first",
        (
            f"Tuned on BRCA1 alone: {len(tuning[0].exact)} alleles, of which "
            f"{_reaching(tuning[0], CUTOFFS[1])} change by 0.02 or more at distance 50 and "
            f"{_reaching(tuning[1], CUTOFFS[1])} at 500. Of the thresholds {STEPS[0]} to "
            f"{STEPS[-1]} the largest with a recall of at least {LEAST_RECALL:.1%} of those, at "
            "both distances; a network that is not named keeps it at none of them:"
        ),
        _choices(tuning, choices),
        (
            f"Measured on the other genes with network {best.network + 1} and the threshold "
            f"{best.threshold}: unique alleles of all truth sets that lie in a gene "
            f"and {len(found.random)} random substitutions, insertions and deletions within 50 "
            "bases of exons. An allele in two genes counts in each. Recall is of what all networks together put "
            "at the cut-off or above, in two decimals."
        ),
        _measured_screening(testing, best),
        f"In a sentence, as it stands on the card: {card_sentence(testing, best)}",
        "The same at distance 50 by place of the allele, and on two more random sets:",
        _screening_by_place(measured, alleles, best),
        (
            "What other thresholds would give, at distance 50 (chosen on BRCA1, so none of the "
            "right half was used):"
        ),
        table(OTHER_HEAD, other),
    ]
    return "\n\n".join(parts)


def card_sentence(testing: Sequence[Answers], choice: Choice) -> str:
    """What screening finds, in a sentence for the card and the window."""
    part = testing[0]
    (high_hits, high), (low_hits, low) = (
        part.recall(choice.network, choice.threshold, cutoff) for cutoff in CUTOFFS
    )
    return (
        f"On {len(part.exact):,} alleles of other genes at distance {SCREENED_AT[0]} it found "
        f"{high_hits:,} of {high:,} with a delta of 0.2 or more ({_interval(high_hits, high)}) and "
        f"{low_hits:,} of {low:,} with 0.02 or more ({_interval(low_hits, low)})."
    )


def _interval(hits: int, n: int) -> str:
    found = wilson(hits, n)
    return f"95 % CI {100 * found.low:.1f}–{100 * found.high:.1f} %"


def _choices(tuning: Sequence[Answers], choices: Sequence[Choice]) -> str:
    body = []
    for one in choices:
        shares = [f"{part.answered(one.network, one.threshold).value:.1%}" for part in tuning]
        body.append([f"network {one.network + 1}", f"{one.threshold:.4f}", *shares])
    return table(["first network", "threshold", "answered alone at 50", "at 500"], body)


def _measured_screening(testing: Sequence[Answers], choice: Choice) -> str:
    body = []
    for distance, part in zip(SCREENED_AT, testing, strict=True):
        recalls = [_recall(part, choice, cutoff) for cutoff in CUTOFFS]
        alone = part.answered(choice.network, choice.threshold)
        body.append([str(distance), str(len(part.exact)), *recalls, _percent(alone)])
    return table(
        ["distance", "alleles", "recall at 0.2", "recall at 0.02", "answered by one network"], body
    )


def _screening_by_place(measured: Measured, alleles: Sequence[Allele], choice: Choice) -> str:
    groups: dict[str, Sequence[Allele]] = {
        place: [allele for allele in alleles if measured.genome.place(allele) == place]
        for place in (CANONICAL, *REGIONS)
    }
    groups["random, at splice dinucleotides"] = measured.found.canonical
    groups["random, anywhere in genes"] = measured.found.gene_wide
    body = []
    for place, here in groups.items():
        part = screening_answers(measured, here, tuned=False)[0]
        recalls = [_recall(part, choice, cutoff) for cutoff in CUTOFFS]
        alone = part.answered(choice.network, choice.threshold)
        body.append([place, str(len(part.exact)), *recalls, _percent(alone)])
    return table(
        ["place", "alleles", "recall at 0.2", "recall at 0.02", "answered by one network"], body
    )


def _row_of_step(
    tuning: Sequence[Answers], testing: Sequence[Answers], choice: Choice
) -> list[str]:
    cells = [f"{choice.threshold:.4f}"]
    for part in (tuning[0], testing[0]):
        cells += [_recall(part, choice, cutoff) for cutoff in CUTOFFS]
        cells.append(f"{part.answered(choice.network, choice.threshold).value:.1%}")
    return cells


def _recall(part: Answers, choice: Choice, cutoff: float) -> str:
    hits, n = part.recall(choice.network, choice.threshold, cutoff)
    if n == 0:
        return "none"
    return f"{hits}/{n} = {_percent(wilson(hits, n))}"


def _percent(found: Estimate) -> str:
    return f"{found.value:.2%} ({found.low:.2%}–{found.high:.2%})"


def _reaching(part: Answers, cutoff: float) -> int:
    return int((shown(part.exact) >= cutoff - 1e-9).sum())
