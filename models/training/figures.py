"""How a trained network does on what was put aside."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.measures import (
    Draws,
    area_under_roc,
    average_precision,
    calibration_error,
    pearson,
    reliability,
    resampled,
)
from models.training.examples import Examples
from models.training.losses import Options, as_windows
from models.training.record import HeadFigures

DRAWS = Draws(1_000, 1)
SITES = ("acceptor", "donor")


def predictions(
    network: nn.Module, examples: Examples, options: Options, place: torch.device
) -> NDArray[np.float32]:
    """Give what the network says: (N, T), or of sites probabilities (N, 3, L)."""
    network.eval()
    found = []
    for first in range(0, len(examples), options.batch):
        rows = np.arange(first, min(first + options.batch, len(examples)))
        found.append(_said(network, examples.at(rows), options, place))
    return np.concatenate(found)


def measure(
    network: nn.Module,
    examples: Examples,
    heads: Sequence[str],
    options: Options,
    place: torch.device,
) -> tuple[HeadFigures, ...]:
    """Measure every head on examples that were put aside."""
    said = predictions(network, examples, options, place)
    if options.task == "sites":
        return tuple(_site(said, examples, number + 1) for number in range(len(SITES)))
    measured = _classes if options.task == "classes" else _values
    return tuple(
        measured(name, said[:, number], examples.targets[:, number], examples.groups)
        for number, name in enumerate(heads)
    )


@torch.inference_mode()
def _said(
    network: nn.Module, examples: Examples, options: Options, place: torch.device
) -> NDArray[np.float32]:
    def of(codes: NDArray[np.uint8]) -> torch.Tensor:
        end = codes.shape[1] - options.shift
        x = as_windows(codes[:, options.shift : end], place)
        given: torch.Tensor = network(x)
        if options.both_strands and options.task != "sites":
            given = (given + network(x.flip(1, 2))) / 2
        return given

    said = of(examples.codes)
    if options.task == "sites":
        said = said.softmax(1)
    if examples.alternative is not None:
        said = of(examples.alternative) - said
    found: NDArray[np.float32] = said.cpu().numpy()
    return found


def _classes(
    head: str, said: NDArray[np.float32], known: NDArray[np.float32], groups: NDArray[np.str_]
) -> HeadFigures:
    rows = ~np.isnan(known)
    scores, labels = said[rows].astype(np.float64), known[rows] > 0.5
    if labels.all() or not labels.any():
        return HeadFigures(head=head, n=len(labels), n_positive=int(labels.sum()))
    of_groups = _drawn_by(groups[rows])
    return HeadFigures(
        head=head,
        n=len(labels),
        n_positive=int(labels.sum()),
        roc=resampled(area_under_roc, scores, labels, of_groups, DRAWS),
        precision=resampled(average_precision, scores, labels, of_groups, DRAWS),
        reliability=reliability(np.clip(scores, 0, 1), labels),
        calibration_error=calibration_error(np.clip(scores, 0, 1), labels),
    )


def _values(
    head: str, said: NDArray[np.float32], known: NDArray[np.float32], groups: NDArray[np.str_]
) -> HeadFigures:
    rows = ~np.isnan(known)
    scores, values = said[rows].astype(np.float64), known[rows].astype(np.float64)
    if len(values) < 2:
        return HeadFigures(head=head, n=len(values))
    correlation = resampled(pearson, scores, values, _drawn_by(groups[rows]), DRAWS)
    return HeadFigures(head=head, n=len(values), correlation=correlation)


def _drawn_by(groups: NDArray[np.str_]) -> list[str]:
    """What is drawn for an interval: whole groups, or rows where there is one group alone."""
    named: list[str] = groups.tolist()
    return named if len(set(named)) > 1 else [str(number) for number in range(len(named))]


def _site(said: NDArray[np.float32], examples: Examples, class_index: int) -> HeadFigures:
    """Every base is a case; groups are genes."""
    chance = said[:, class_index]
    labels = examples.targets == class_index
    # Of millions of bases without a site only the highest are kept: the others change nothing of the
    # share at the top, and the precision where recall is near its end by less than its last digit.
    rows = np.repeat(np.arange(len(chance)), chance.shape[1])
    flat, is_site = chance.reshape(-1).astype(np.float64), labels.reshape(-1)
    order = np.argsort(-flat, kind="stable")
    kept = order[: max(20 * int(is_site.sum()), 1)]
    kept = np.union1d(kept, np.flatnonzero(is_site))
    of_groups = examples.groups[rows[kept]].tolist()
    draws = Draws(200, DRAWS.seed)
    return HeadFigures(
        head=SITES[class_index - 1],
        n=len(flat),
        n_positive=int(is_site.sum()),
        precision=resampled(average_precision, flat[kept], is_site[kept], of_groups, draws),
        top_share=resampled(_top_share, flat[kept], is_site[kept], of_groups, draws),
    )


def _top_share(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Share of positives among as many of the highest scores as there are positives."""
    n = int(labels.sum())
    if not n:
        return float("nan")
    return float(labels[np.argsort(-scores, kind="stable")[:n]].mean())
