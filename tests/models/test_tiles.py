"""Sharing one evaluation of REF gives every allele what it gets alone."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.cone import on_device
from models.incremental import multiply_adds
from models.splice.ensemble import Ensemble
from models.splice.protocol import SpliceRequest, window_length
from models.splice.spliceai import SpliceAiEngine
from models.splice.spliceai_network import spliceai_network
from models.splice.tiles import LONGEST_TILE, MOST_WINDOWS, plan_tiles
from tests.models.toys import random_layers, random_sequence

D = 50
GENOME = random_sequence(60_000, seed=11)
BODY = (4_000, 55_500)
CPU = torch.device("cpu")
ALLELES = [(1, "C"), (1, "GTTTA"), (6, "T"), (1, "T"), (3, "AC"), (2, "GGGG")]


def request(pos: int, n_ref: int, alt: str, strand: str, distance: int = D) -> SpliceRequest:
    flank = window_length(distance) // 2
    window = GENOME[pos - 1 - flank : pos + flank]
    ref = window[flank : flank + n_ref]
    start, end = BODY[0] - pos, BODY[1] - pos
    return SpliceRequest(window, ref, alt, strand, start, end, ("chr7", pos))


def sizes(requests, *, distance: int = D, cost=None) -> list[list[int]]:
    network = on_device(spliceai_network(random_layers()), CPU)
    tiles = plan_tiles(requests, distance, cost or (lambda n_out: multiply_adds(network, n_out)))
    return [sorted(index for window in tile.windows for index in window.indices) for tile in tiles]


@pytest.fixture(scope="module")
def engine() -> SpliceAiEngine:
    networks = tuple(on_device(spliceai_network(random_layers(seed)), CPU) for seed in (1, 2))
    return SpliceAiEngine(Ensemble(networks, CPU, 2), "")


@pytest.mark.parametrize("strand", ["+", "-"])
def test_every_plan_gives_the_same_numbers(strand, engine):
    places = [20_000, 20_001, 20_340, 22_900, 26_000, 26_000]
    requests = [
        request(pos, n_ref, alt, strand) for pos, (n_ref, alt) in zip(places, ALLELES, strict=True)
    ]
    assert [len(tile) for tile in sizes(requests)] == [6]
    together = dict(engine.score(requests, distance=D))
    for index, one in enumerate(requests):
        ((_, alone),) = engine.score([replace(one, place=None)], distance=D)
        np.testing.assert_allclose(together[index].ref, alone.ref, atol=1e-5)
        np.testing.assert_allclose(together[index].alt, alone.alt, atol=1e-5)
        assert np.abs(alone.alt - alone.ref).max() > 1e-3


def test_in_batches_as_on_a_gpu_it_is_the_same(engine):
    places = [9_100, 20_000, 20_001, 20_340, 41_000, 41_100]
    requests = [
        request(pos, n_ref, alt, strand)
        for strand in "+-"
        for pos, (n_ref, alt) in zip(places, ALLELES, strict=True)
    ]
    ensemble = engine._stages[-1].ensemble
    tiles = list(plan_tiles(requests, D, lambda n_out: 10_000 + n_out))
    streamed = [pair for found in ensemble.probabilities(tiles) for pair in found]
    batched = [pair for found in ensemble._in_batches(tiles) for pair in found]
    assert len(tiles) > 2
    for one, other in zip(streamed, batched, strict=True):
        np.testing.assert_allclose(one[0], other[0], atol=1e-5)
        np.testing.assert_allclose(one[1], other[1], atol=1e-5)


def test_far_variants_are_cheaper_alone():
    assert sizes([request(pos, 1, "C", "+") for pos in (12_000, 12_900, 30_000)]) == [[0, 1], [2]]


def test_the_counted_operations_decide():
    requests = [request(pos, 1, "C", "+") for pos in (12_000, 15_000)]
    assert sizes(requests, cost=lambda n_out: n_out) == [[0], [1]]
    assert sizes(requests, cost=lambda n_out: 5_000 + n_out) == [[0, 1]]


def test_other_genes_strands_and_contigs_share_nothing():
    first = request(12_000, 1, "C", "+")
    others = [
        request(12_001, 1, "C", "-"),
        replace(request(12_001, 1, "C", "+"), place=("chr8", 12_001)),
        replace(request(12_001, 1, "C", "+"), body_end_offset=100),
    ]
    assert sizes([first, *others]) == [[0], [1], [2], [3]]


def test_windows_that_do_not_fit_together_are_not_joined():
    """Two sources that disagree about the reference: each request keeps its own window."""
    first, second = request(12_000, 1, "C", "+"), request(12_100, 1, "C", "+")
    other = second.window[:3_000] + "ACGT" * 5 + second.window[3_020:]
    assert sizes([first, replace(second, window=other)]) == [[0], [1]]


def test_a_tile_is_bounded():
    many = [request(20_000 + pos, 1, "C", "+") for pos in range(MOST_WINDOWS + 1)]
    assert [len(tile) for tile in sizes(many)] == [MOST_WINDOWS, 1]
    far = [request(pos, 1, "C", "+") for pos in range(8_000, 52_000, 2_000)]
    tiles = sizes(far)
    assert len(tiles) > 1
    assert all(2_000 * (len(tile) - 1) + 10_101 <= LONGEST_TILE for tile in tiles)


def test_without_a_place_only_equal_windows_share():
    first, second = request(12_000, 1, "C", "+"), request(12_100, 1, "C", "+")
    nowhere = [replace(one, place=None) for one in (first, second, first)]
    assert sizes(nowhere) == [[0, 2], [1]]
