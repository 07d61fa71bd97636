"""The engine on a toy network whose answer at a base depends on that base only.

Acceptor: 3/4 on A, 1/2 on C, 0 on G and T. Donor: 1/2 on G, 8/9 on T, 0 on A and C. On N 1/3 each.
"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.cone import on_device
from models.errors import DeviceMemoryError, PackReadError, RequestError
from models.splice import ensemble as ensembles
from models.splice.ensemble import Ensemble
from models.splice.protocol import SpliceRequest, deltas
from models.splice.spliceai import SpliceAiEngine
from models.splice.spliceai_network import spliceai_network
from models.splice.tiles import Splice, Tile, Window
from tests.models.toys import base_by_base_network, random_layers, random_sequence

D = 4
ACCEPTOR = {"A": 3 / 4, "C": 1 / 2, "G": 0, "T": 0, "N": 1 / 3, "-": 0}
DONOR = {"A": 0, "C": 0, "G": 1 / 2, "T": 8 / 9, "N": 1 / 3, "-": 0}
COMPLEMENT = {"A": "T", "C": "G", "G": "C", "T": "A", "N": "N", "-": "-"}


def request(middle: str, ref: str, alt: str, **changes) -> SpliceRequest:
    """`middle` stands around pos, which is its centre; the rest of the window is A."""
    window = middle.center(10_001 + 2 * D, "A")
    assert window[5000 + D :].startswith(ref)
    values = {"strand": "+", "body_start_offset": -9_999, "body_end_offset": 9_999}
    return SpliceRequest(window, ref, alt, **{**values, **changes})


def counted(bases: str, strand: str = "+") -> np.ndarray:
    read = bases if strand == "+" else "".join(COMPLEMENT[base] for base in bases)
    return np.array([[ACCEPTOR[base] for base in read], [DONOR[base] for base in read]])


def score(engine, *requests):
    found = dict(engine.score(requests, distance=D))
    assert sorted(found) == list(range(len(requests)))
    return [found[index] for index in range(len(requests))]


@pytest.mark.parametrize("strand", ["+", "-"])
def test_both_strands_are_told_in_genome_direction(strand, toy_engine):
    (found,) = score(toy_engine, request("ACGTGACGA", "G", "C", strand=strand))
    np.testing.assert_allclose(found.ref, counted("ACGTGACGA", strand), atol=1e-6)
    np.testing.assert_allclose(found.alt, counted("ACGTCACGA", strand), atol=1e-6)
    assert found.ref.dtype == found.alt.dtype == np.float32
    assert found.ref.shape == (2, 2 * D + 1)


@pytest.mark.parametrize("strand", ["+", "-"])
def test_deleted_bases_have_no_site(strand, toy_engine):
    (found,) = score(toy_engine, request("ACGTGACGT", "GAC", "G", strand=strand))
    np.testing.assert_allclose(found.alt, counted("ACGTG--GT", strand), atol=1e-6)


def test_of_inserted_bases_the_likeliest_counts(toy_engine):
    (found,) = score(toy_engine, request("ACGTGACGT", "G", "GCT"))
    # G, C, T share the column of G: acceptor 1/2 from C, donor 8/9 from T.
    expected = counted("ACGTGACGT")
    expected[:, D] = [1 / 2, 8 / 9]
    np.testing.assert_allclose(found.alt, expected, atol=1e-6)
    change = deltas(found)
    assert (change.acceptor_gain_offset, change.donor_gain_offset) == (0, 0)
    assert change.donor_gain == pytest.approx(8 / 9 - 1 / 2)


def test_two_bases_for_three_stand_one_to_one_and_the_third_is_gone(toy_engine):
    (found,) = score(toy_engine, request("ACGTGACGT", "GAC", "TT"))
    np.testing.assert_allclose(found.alt, counted("ACGTTT-GT"), atol=1e-6)


def test_bases_outside_the_gene_are_unknown(toy_engine):
    (found,) = score(
        toy_engine,
        request("ACGTGACGT", "G", "C", body_start_offset=-2, body_end_offset=1),
    )
    np.testing.assert_allclose(found.ref, counted("NNGTGANNN"), atol=1e-6)
    np.testing.assert_allclose(found.alt, counted("NNGTCANNN"), atol=1e-6)


def test_a_deletion_longer_than_the_window_is_scored(toy_engine):
    long = "G" + "C" * 30
    window = ("A" * (5000 + D) + long).ljust(10_001 + 2 * D, "A")
    (found,) = score(toy_engine, SpliceRequest(window, long, "G", "+", -9_999, 9_999))
    np.testing.assert_allclose(found.alt, counted("AAAAG----"), atol=1e-6)


def test_requests_that_share_a_window_get_each_their_own_answer(toy_engine):
    middle = "ACGTGACGT"
    mixed = [
        request(middle, "G", "C"),
        request(middle, "G", "T"),
        request(middle, "G", "GA"),
        request(middle, "G", "C"),
        request(middle, "G", "C", strand="-"),
        request(middle, "GA", "G"),
    ]
    for one, found in zip(mixed, score(toy_engine, *mixed), strict=True):
        (alone,) = score(toy_engine, one)
        np.testing.assert_array_equal(found.ref, alone.ref)
        np.testing.assert_array_equal(found.alt, alone.alt)


def test_equal_sequences_are_evaluated_once(toy_engine, monkeypatch):
    seen: list[Tile] = []
    real = Ensemble.probabilities

    def watched(self, tiles):
        def passed():
            for tile in tiles:
                seen.append(tile)
                yield tile

        return real(self, passed())

    monkeypatch.setattr(Ensemble, "probabilities", watched)
    first = request("ACGTGACGT", "G", "C")
    score(toy_engine, first, first, request("ACGTGACGT", "G", "T"))
    assert [[window.indices for window in tile.windows] for tile in seen] == [[(0, 1), (2,)]]


def test_requests_are_read_only_as_they_are_needed(toy_engine):
    steps = toy_engine.score([request("ACGTGACGT", "G", "C")] * 2, distance=D)
    assert next(steps)[0] == 0
    steps.close()


def test_no_request_is_no_work(toy_engine):
    assert score(toy_engine) == []


def test_a_malformed_request_is_refused(toy_engine):
    with pytest.raises(RequestError, match="instead of 10109"):
        list(toy_engine.score([request("ACGTGACGT", "G", "C")], distance=54))


def test_the_info_says_what_stands_with_every_score(toy_engine):
    info = toy_engine.info
    assert (info.engine_id, info.name, info.version) == ("spliceai", "SpliceAI", "1.3.1")
    assert (info.precision, info.context_length, info.max_distance) == ("float32", 10_000, 4_999)
    assert info.digest == "0" * 64


def tiles_for_batches() -> list[Tile]:
    windows = tuple(
        Window((number,), 0, 10_003, edit, alone)
        for number, (edit, alone) in enumerate(
            [(Splice(5_001, 1, "A"), ""), (Splice(5_001, 1, "CC"), ""), (None, "G" * 10_002)]
        )
    )
    texts = [random_sequence(10_003, seed) for seed in range(6)]
    return [*(Tile(text, windows) for text in texts), Tile(texts[0], windows[:1])]


def test_batches_on_a_device_that_runs_out_of_memory_equal_streams(monkeypatch):
    networks = (base_by_base_network(), base_by_base_network())
    ensemble = Ensemble(networks, torch.device("cpu"), 2)
    sizes: list[int] = []
    real = ensembles.evaluate_with_edits

    def tight(network, x, *more):
        sizes.append(len(x))
        if len(x) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(network, x, *more)

    streamed = list(ensemble.probabilities(tiles_for_batches()))
    monkeypatch.setattr(ensembles, "evaluate_with_edits", tight)
    batched = list(ensemble._in_batches(tiles_for_batches()))
    assert max(sizes) > 3
    assert len(batched) == len(streamed) == 7
    for first, second in zip(batched, streamed, strict=True):
        assert len(first) == len(second) > 0
        for one, other in zip(first, second, strict=True):
            np.testing.assert_allclose(one[0], other[0], atol=1e-6)
            np.testing.assert_allclose(one[1], other[1], atol=1e-6)


def test_a_machine_without_memory_for_one_sequence_says_so(toy_engine, monkeypatch):
    def full(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes")

    monkeypatch.setattr("models.splice.ensemble.evaluate_with_edits", full)
    with pytest.raises(DeviceMemoryError, match="memory of this machine"):
        score(toy_engine, request("ACGTGACGT", "G", "C"))


def test_networks_of_another_context_are_refused():
    network = base_by_base_network()
    (unit,) = network.units
    narrow = replace(unit, first=replace(unit.first, dilation=4000))
    network = replace(network, units=(narrow,))
    with pytest.raises(PackReadError, match="9000 bases instead of 10000"):
        SpliceAiEngine(Ensemble((network,), torch.device("cpu"), 1), "")


@pytest.fixture(scope="module")
def random_engine() -> SpliceAiEngine:
    """Two networks of the real shape with random numbers."""
    device = torch.device("cpu")
    networks = tuple(on_device(spliceai_network(random_layers(seed)), device) for seed in (1, 2))
    return SpliceAiEngine(Ensemble(networks, device, 2), "")


@pytest.mark.parametrize(("ref_length", "alt"), [(1, "C"), (1, "TTTACG"), (7, "T"), (3, "TA")])
@pytest.mark.parametrize("strand", ["+", "-"])
def test_a_large_distance_cut_equals_the_smaller_one(ref_length, alt, strand, random_engine):
    large, small = 200, 50
    window = random_sequence(10_001 + 2 * large, seed=ref_length)
    ref = window[5000 + large : 5000 + large + ref_length]
    cut = window[large - small : len(window) - large + small]
    body = (-4_000, 3_000)
    ((_, wide),) = random_engine.score(
        [SpliceRequest(window, ref, alt, strand, *body)], distance=large
    )
    ((_, narrow),) = random_engine.score(
        [SpliceRequest(cut, ref, alt, strand, *body)], distance=small
    )
    shown = wide.within(small)
    np.testing.assert_allclose(shown.ref, narrow.ref, atol=1e-6)
    np.testing.assert_allclose(shown.alt, narrow.alt, atol=1e-6)
    assert np.abs(narrow.alt - narrow.ref).max() > 1e-3


def test_a_run_repeats_to_the_last_bit(random_engine):
    window = random_sequence(10_001 + 2 * D, seed=9)
    one = SpliceRequest(window, window[5000 + D], "T", "-", -9_999, 9_999)
    ((_, first),) = random_engine.score([one], distance=D)
    ((_, second),) = random_engine.score([one], distance=D)
    np.testing.assert_array_equal(first.alt, second.alt)
