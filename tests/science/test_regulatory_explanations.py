"""What explanations of the real networks rest on: their weights, and nothing else.

The sanity check of Adebayo et al. 2018 (arXiv:1810.03292): an explanation that survives new weights
explains the sequence, not the network.
"""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.sources.reference import Reference
from models.engine import Method
from models.regulatory.explain import METHODS
from models.regulatory.protocol import AlleleRequest, flank_for
from models.regulatory.window_engine import WindowEngine
from models.runtime import load_regulatory_engine

pytestmark = pytest.mark.science

ENGINES = ("mpra-dragonn", "bpnet-ctcf")
LONG = {("bpnet-ctcf", "ism"), ("bpnet-ctcf", "integrated_gradients")}
"""Take minutes of processor time."""
LDLR_POS = 11_089_362  # in the second repeat of the promoter, the place of SP1
N_DRAWN = 5


@pytest.fixture
def engine(name, regulatory_packs) -> WindowEngine:
    return load_regulatory_engine(name, device="cpu", threads=1)


@pytest.fixture
def asked(engine, shared) -> AlleleRequest:
    """A base of the LDLR promoter in the sequence around it."""
    flank = flank_for(engine.length)
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        window = reference.fetch("chr19", LDLR_POS - 1 - flank, LDLR_POS + flank)
    ref = window[flank]
    return AlleleRequest.of(window[:flank], ref, "A" if ref != "A" else "T", window[flank + 1 :])


def contributions(engine: WindowEngine, asked: AlleleRequest, method: Method) -> np.ndarray:
    *_, last = engine.attribute(asked, track=0, method=method, flank=30)
    return last.arrays[0].contribution


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.argsort().argsort(), other.argsort().argsort())[0, 1])


def with_weights(
    engine: WindowEngine,
    changed: Callable[[torch.Tensor, torch.Generator], torch.Tensor],
    seed: int,
) -> WindowEngine:
    """The same engine, every array of whose network is changed."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weights in engine.network.parameters():
            weights.copy_(changed(weights, generator))
    return engine


def drawn_anew(weights: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """The same numbers in any order."""
    order = torch.randperm(weights.numel(), generator=generator)
    return weights.flatten()[order].reshape(weights.shape)


def moved_a_little(weights: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    return weights * (1 + 0.01 * torch.randn(weights.shape, generator=generator))


@pytest.mark.parametrize(
    ("name", "method"),
    [
        pytest.param(name, method, marks=[pytest.mark.slow] if (name, method) in LONG else [])
        for name in ENGINES
        for method in METHODS
    ],
)
def test_after_new_weights_nothing_of_the_explanation_is_left(engine, asked, method):
    before = contributions(engine, asked, method)
    kept = {name: array.clone() for name, array in engine.network.state_dict().items()}
    near = contributions(with_weights(engine, moved_a_little, 0), asked, method)
    assert rank_correlation(before, near) > 0.9
    found = []
    for seed in range(N_DRAWN):
        engine.network.load_state_dict(kept)
        after = contributions(with_weights(engine, drawn_anew, seed), asked, method)
        assert np.abs(after).max() > 0
        found.append(rank_correlation(before, after))
    # Of 61 bases; two explanations that have nothing to do with each other differ from 0 by 0.13.
    assert abs(np.mean(found)) < 0.25
    assert max(map(abs, found)) < 0.5


@pytest.mark.parametrize(
    ("name", "track"),
    [
        ("mpra-dragonn", 0),
        ("mpra-dragonn", 8),
        ("bpnet-ctcf", 0),
        pytest.param("bpnet-ctcf", 1, marks=pytest.mark.slow),
    ],
)
def test_integrated_gradients_of_the_real_networks_add_up(engine, asked, track):
    *_, last = engine.attribute(
        asked, track=track, method="integrated_gradients", flank=engine.length
    )
    for arrays in last.arrays:
        target = engine.target(arrays.sequence, track)
        windows = engine.tensor([arrays.sequence, "N" * engine.length])
        with torch.inference_mode():
            own, blank = target(windows).tolist()
        assert arrays.contribution.sum() == pytest.approx(own - blank, abs=0.011)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("track", [0, 1])
def test_mutants_of_the_real_networks_out_of_what_is_kept_equal_whole_windows(engine, asked, track):
    window = asked.ref_sequence[: engine.length]
    mutants = [(column, row) for column in (0, 9, engine.length // 2, -1) for row in range(4)]
    mutants = [(column % engine.length, row) for column, row in mutants]
    target = engine.target(window, track)
    whole = [window[:column] + "ACGT"[row] + window[column + 1 :] for column, row in mutants]
    with torch.inference_mode():
        wanted = target(engine.tensor(whole)).numpy()
    np.testing.assert_allclose(engine.mutator(window, track)(mutants), wanted, atol=1e-5)
