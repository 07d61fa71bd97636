"""A job: the network of coding potential trained, calibrated, measured and kept."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.interpret.coding_rules import CodingRules, coding_rules
from core.job import Progress
from core.packs import in_our_words
from core.pipeline.coding_sequences import (
    SequenceCutter,
    Spans,
    exon_spans,
)
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.version import VERSION
from models.coding.features import NAMES
from models.coding.figures import NETWORK, Figures, figures
from models.coding.kept import NETWORK as KIND
from models.coding.kept import KeptManifest, keep
from models.coding.model import WEIGHTS, weights_of
from models.coding.reading import Cutoffs
from models.coding.training import (
    LabelledSequence,
    Measured,
    Trained,
    WordCounts,
    measured_alike,
    measured_apart,
    train,
)
from models.measures import Draws, fit_logistic, sigmoid, with_constant

FIGURES = "figures.json"
PARTS = ("training", "calibration", "test")
_LEAST_OF_EACH = 5
_EVEN = 0.5
Parts = dict[str, list[LabelledSequence]]


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What was kept, and how it does on the test chromosomes."""

    manifest: KeptManifest
    figures: Figures


def train_coding_model(
    reference: Path, genes: Path, exons: Path, rules: CodingRules | None = None
) -> Generator[Progress, None, TrainingResult]:
    """Job: train on the chromosomes of the rule set, keep the model, measure on others.

    Parameters
    ----------
    reference
        Indexed FASTA; transcripts whose sequence it does not know are left out.
    genes
        Coding transcripts (MANE).
    exons
        Exons of all transcripts of the same build, where non-coding ones are looked for.

    Raises
    ------
    ProblemError
        A file cannot be read, too few sequences are found, or the model cannot be kept.
    """
    rules = rules or coding_rules()
    parts = yield from _sequences(reference, genes, exons, rules)
    _demand_enough(parts)
    counts = WordCounts(parts["training"])
    tables = counts.tables()
    yield Progress("measuring sequences")
    learnt = measured_apart(parts["training"], counts)
    trained: Trained | None = None
    training = rules.training
    for step in train(
        learnt, tables, n_networks=training.networks, n_rounds=training.rounds, seed=training.seed
    ):
        if isinstance(step, Trained):
            trained = step
        else:
            yield Progress("training", round(100 * step), 100, "%")
    assert trained is not None  # noqa: S101 - the last value of `train`
    yield Progress("measuring on test chromosomes")
    result = _kept(parts, learnt, trained, rules, f"{genes.name} and {exons.name}")
    return result


def _sequences(
    reference: Path, genes: Path, exons: Path, rules: CodingRules
) -> Generator[Progress, None, Parts]:
    yield Progress("reading transcripts")
    coding = load_genes(genes).transcripts
    others = load_genes(exons).transcripts
    parts: Parts = {part: [] for part in PARTS}
    with Reference(reference) as opened:
        cutter = SequenceCutter(opened, rules)
        yield Progress("cutting sequences")
        _share_out(cutter.non_coding(coding, others), parts, rules)
        spans = Spans(exon_spans((*coding, *others)))
        for done, found in enumerate(cutter.of_coding(coding, spans), start=1):
            _share_out(found, parts, rules)
            if done % 100 == 0:
                yield Progress("cutting sequences", done, None, "transcripts")
    return parts


def _share_out(found: Sequence[LabelledSequence], parts: Parts, rules: CodingRules) -> None:
    for one in found:
        is_test, is_calibration = (
            one.chrom in chroms for chroms in (rules.split.test, rules.split.calibration)
        )
        part = "test" if is_test else "calibration" if is_calibration else "training"
        parts[part].append(one)


def _demand_enough(parts: Parts) -> None:
    for part, found in parts.items():
        n_coding = sum(one.is_coding for one in found)
        if min(n_coding, len(found) - n_coding) < _LEAST_OF_EACH:
            raise UsageError(
                f"Too few sequences for {part}: {n_coding} coding and {len(found) - n_coding} "
                "other ones.",
                "Give the reference, the MANE transcripts and the exons of one genome build.",
            )


def _kept(
    parts: Parts, learnt: Measured, trained: Trained, rules: CodingRules, origin: str
) -> TrainingResult:
    calibration = measured_alike(parts["calibration"], trained.tables)
    given = trained.log_odds(calibration)
    slope, intercept = fit_logistic(with_constant(given), calibration.labels)
    chances = sigmoid(slope * given + intercept)
    cutoffs = _cutoffs(chances, calibration.labels, rules.error_rate.value)
    tested = measured_alike(parts["test"], trained.tables)
    log_odds = slope * trained.log_odds(tested) + intercept
    scores = {NETWORK: log_odds, **_simpler(learnt, tested)}
    draws = Draws(rules.training.resamples, rules.training.seed)
    found = figures(parts, scores, (sigmoid(log_odds), cutoffs), draws)
    manifest = KeptManifest(
        kind=KIND,
        title="Intronaut coding potential",
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        made_by=VERSION,
        origin=_origin(parts, rules, origin),
        coding_from=cutoffs.coding_from,
        non_coding_below=cutoffs.non_coding_below,
        cutoffs_source=cutoffs.source,
        numbers={"slope": float(slope), "intercept": float(intercept)},
    )
    files = {WEIGHTS: weights_of(trained), FIGURES: found.model_dump_json(indent=1).encode()}
    with in_our_words():
        return TrainingResult(keep(manifest, files), found)


def _origin(parts: Parts, rules: CodingRules, origin: str) -> str:
    n = {part: len(found) for part, found in parts.items()}
    return (
        f"Trained on {n['training']} sequences of {origin}, calibrated on {n['calibration']} of "
        f"{', '.join(rules.split.calibration)}, tested on {n['test']} of "
        f"{', '.join(rules.split.test)}; {rules.identifier}."
    )


def _cutoffs(chances: NDArray[np.float64], labels: NDArray[np.bool_], rate: float) -> Cutoffs:
    """Where a share of either class is on the wrong side, but never beyond even odds."""
    by_other = float(np.quantile(chances[~labels], 1 - rate))
    by_coding = float(np.quantile(chances[labels], rate))
    return Cutoffs(
        coding_from=max(by_other, _EVEN),
        non_coding_below=min(by_coding, _EVEN),
        source=f"at most {rate:.0%} of the calibration sequences of either class on the wrong side",
    )


def _simpler(learnt: Measured, tested: Measured) -> dict[str, NDArray[np.float64]]:
    """Scores to compare with: one feature each, and a logistic regression on all of them."""
    mean, spread = learnt.values.mean(0), np.maximum(learnt.values.std(0), 1e-6)
    standard = [with_constant((part.values - mean) / spread) for part in (learnt, tested)]
    weights = fit_logistic(standard[0], learnt.labels)
    return {
        "longest frame only": tested.values[:, NAMES.index("orf_length")],
        "hexamers only": tested.values[:, NAMES.index("hexamer")],
        "all features, logistic": standard[1] @ weights,
    }
