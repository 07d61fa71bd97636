"""The tables of screening in docs/validation.md."""

from collections.abc import Sequence

from tests.science.validation.alleles import Allele
from tests.science.validation.collection import is_tuned_on
from tests.science.validation.comparison import CANONICAL, REGIONS, table
from tests.science.validation.measured import Measured
from tests.science.validation.scoring import NARROW
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

N_NETWORKS = 5
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


def screening_section(measured: Measured) -> str:
    """Give the tables of screening."""
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
            "What other thresholds would give, at distance 50; the left half chooses, the right half "
            "is for information:"
        ),
        table(OTHER_HEAD, other),
    ]
    return "\n\n".join(parts)


def screening_answers(
    measured: Measured, alleles: Sequence[Allele], *, tuned: bool
) -> list[Answers]:
    """Answers at the two distances on those alleles that lie in BRCA1, or on those that do not."""
    chosen = [one for one in alleles if is_tuned_on(measured.genome, one) == tuned]
    scores = measured.scores["spliceai"]
    return [answers(scores, chosen, distance, N_NETWORKS) for distance in SCREENED_AT]


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
