"""Explanations of every window engine: what they promise, counted and differentiated by hand."""

from collections.abc import Callable
from typing import ClassVar

import numpy as np
import pytest
import torch

from models.attribution import Target, saliency
from models.engine import AttributionArrays, Method
from models.errors import RequestError
from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.architectures.mpra_dragonn import MpraDragoNN
from models.regulatory.bpnet import BpNetCtcfEngine
from models.regulatory.explain import METHODS, explain, plain_mutator
from models.regulatory.mpra_dragonn import MpraDragoNNEngine
from models.regulatory.protocol import AlleleRequest, window_pairs
from models.regulatory.window_engine import WindowEngine
from tests.models.regulatory.toys import (
    CPU,
    PlainToyEngine,
    plain_engine,
    random_bases,
    request,
    staged_engine,
)
from tests.models.toys import base_by_base_network


def dragonn() -> MpraDragoNNEngine:
    torch.manual_seed(3)
    return MpraDragoNNEngine.of_network(MpraDragoNN(), CPU, "0" * 64)


def bpnet() -> BpNetCtcfEngine:
    torch.manual_seed(4)
    network = BPNet(n_filters=8)
    with torch.no_grad():
        network.profile.weight *= 20  # a profile that is far from flat
    return BpNetCtcfEngine.of_network(network, CPU, "0" * 64)


ENGINES: dict[str, Callable[[], WindowEngine]] = {
    "plain": plain_engine,
    "staged": staged_engine,
    "dragonn": dragonn,
    "bpnet": bpnet,
}


@pytest.fixture(params=ENGINES)
def engine(request) -> WindowEngine:
    return ENGINES[request.param]()


def explained(
    engine: WindowEngine, asked: AlleleRequest, method: Method, flank: int = 2000
) -> tuple[AttributionArrays, AttributionArrays]:
    *_, last = engine.attribute(asked, track=1, method=method, flank=flank)
    ref, alt = last.arrays
    return ref, alt


def says(engine: WindowEngine, window: str) -> Callable[[str], float]:
    """What is explained of a window, asked of any window."""
    target = engine.target(window, 1)

    def said(asked: str) -> float:
        with torch.inference_mode():
            return float(target(engine.tensor([asked]))[0])

    return said


def whole_windows(engine: WindowEngine, asked: AlleleRequest) -> dict[str, str]:
    ((ref, alt), *_) = window_pairs(asked, engine.length)
    return {"ref": ref, "alt": alt}


def test_what_is_explained_is_what_the_engine_says(engine):
    for window in (random_bases(engine.length, 4), "N" * engine.length):
        for track in (0, 1):
            with torch.inference_mode():
                explained = engine.target(window, track)(engine.tensor([window]))
            wanted = engine.outputs([window])[:, track]
            np.testing.assert_allclose(explained.numpy(), wanted, atol=1e-5)


def test_integrated_gradients_add_up_to_the_rise_above_a_blank_window(engine):
    asked = request("G", "T")
    for arrays in explained(engine, asked, "integrated_gradients"):
        assert arrays.sequence == whole_windows(engine, asked)[arrays.allele]
        said = says(engine, arrays.sequence)
        rise = said(arrays.sequence) - said("N" * engine.length)
        assert arrays.contribution.sum() == pytest.approx(rise, abs=0.011)
        assert arrays.residual == pytest.approx(abs(arrays.contribution.sum() - rise), abs=1e-4)
        assert arrays.p == pytest.approx(said(arrays.sequence), abs=1e-5)


@pytest.mark.parametrize("alleles", [("G", "T"), ("GTAC", "G"), ("G", "GCC")])
def test_mutagenesis_is_what_every_single_mutant_says(engine, alleles):
    asked = request(*alleles)
    for arrays in explained(engine, asked, "ism", flank=6):
        whole = whole_windows(engine, asked)[arrays.allele]
        first, said = whole.index(arrays.sequence), says(engine, whole)
        own = said(whole)
        for column, base in enumerate(arrays.sequence):
            place = first + column
            mutants = [said(whole[:place] + b + whole[place + 1 :]) for b in "ACGT"]
            np.testing.assert_allclose(arrays.ism[:, column], np.array(mutants) - own, atol=1e-5)
            others = [value for b, value in zip("ACGT", mutants, strict=True) if b != base]
            assert arrays.contribution[column] == pytest.approx(own - np.mean(others), abs=1e-5)


def test_mutants_out_of_what_is_kept_equal_plain_ones(engine):
    window, end = random_bases(engine.length, 7), engine.length - 1
    columns = {
        *range(8),
        *range(engine.length // 2 - 8, engine.length // 2 + 8),
        *range(end - 8, end),
    }
    mutants = [(column, row) for column in columns for row in range(4)]
    np.testing.assert_allclose(
        engine.mutator(window, 0)(mutants), plain_mutator(engine, window, 0)(mutants), atol=1e-5
    )


def finite_differences(engine: WindowEngine, window: str, step: float) -> np.ndarray:
    """Slope of the track by each row of each column, (4, L), in float64."""
    engine.network.double()
    x = engine.tensor([window]).double()
    slopes = np.zeros(tuple(x.shape[1:]))
    with torch.inference_mode():
        for row in range(4):
            for column in range(x.shape[-1]):
                up, down = x.clone(), x.clone()
                up[0, row, column] += step
                down[0, row, column] -= step
                rise = engine.both_strands(up)[0, 1] - engine.both_strands(down)[0, 1]
                slopes[row, column] = float(rise) / (2 * step)
    engine.network.float()
    return slopes


@pytest.mark.parametrize("name", ["plain", "staged"])
def test_gradients_are_the_slopes_that_small_steps_find(name):
    engine = ENGINES[name]()
    asked = request("G", "T")
    ref, _ = explained(engine, asked, "gradient_x_input")
    slopes = finite_differences(engine, ref.sequence, 1e-4)
    own = ["ACGT".index(base) for base in ref.sequence]
    np.testing.assert_allclose(ref.contribution, slopes[own, range(len(own))], atol=1e-5)
    steep, _ = explained(engine, asked, "saliency")
    np.testing.assert_allclose(steep.contribution, np.abs(slopes).max(axis=0), atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_unknown_bases_get_nothing(engine, method):
    asked = AlleleRequest.of("ACNNGT" * 20, "G", "T", "CNAGT" * 20)
    for arrays in explained(engine, asked, method):
        unknown = np.array([base == "N" for base in arrays.sequence])
        assert unknown.any()
        assert not arrays.contribution[unknown].any()
        assert np.abs(arrays.contribution[~unknown]).max() > 0
        if arrays.ism is not None:
            assert not arrays.ism[:, unknown].any()


@pytest.mark.parametrize("method", METHODS)
def test_inserted_bases_repeat_an_offset_and_deleted_ones_are_absent(engine, method):
    inserted = explained(engine, request("G", "GCA"), method, flank=3)[1]
    assert inserted.offsets.tolist() == [-2, -1, 0, 0, 0, 1, 2, 3]
    assert inserted.sequence[3:5] == "CA"
    ref, deleted = explained(engine, request("GTAC", "G"), method, flank=3)
    assert ref.offsets.tolist() == [-2, -1, 0, 1, 2, 3, 4, 5, 6]
    assert deleted.offsets.tolist() == [-2, -1, 0, 4, 5, 6]
    assert ref.sequence[:3] == deleted.sequence[:3]
    assert ref.sequence[6:] == deleted.sequence[3:]


@pytest.mark.parametrize("method", METHODS)
def test_beyond_the_end_of_a_contig_stands_n_with_its_offset(engine, method):
    for arrays in explained(engine, request("G", "T", n_left=4, n_right=2), method, flank=10):
        assert arrays.offsets.tolist() == list(range(-10, 11))
        assert arrays.sequence[:6] == "N" * 6
        assert arrays.sequence[-8:] == "N" * 8
        assert not arrays.contribution[:6].any()


def test_both_pictures_grow_in_turns_from_the_change_outwards():
    steps = list(staged_engine().attribute(request("G", "T"), track=0, flank=15))
    assert [step.done for step in steps] == [16, 32, 47, 62]
    assert [step.total for step in steps] == [62] * 4
    assert steps[0].arrays == ()
    ref, alt = steps[1].arrays
    assert ref.done.sum() == alt.done.sum() == 16
    assert ref.done[8:23].all()
    assert not ref.contribution[~ref.done].any()
    assert steps[-1].arrays[0].done.all()


def test_a_way_an_engine_cannot_be_explained_is_refused_with_those_it_can():
    class OnlyMutants(PlainToyEngine):
        methods: ClassVar[tuple[Method, ...]] = ("ism",)

    given = plain_engine()
    engine = OnlyMutants(given.network, given.tracks, given.info, CPU)
    with pytest.raises(RequestError, match="Choose one of: ism"):
        list(engine.attribute(request("G", "T"), track=0, method="saliency"))
    *_, last = engine.attribute(request("G", "T"), track=0, method="ism", flank=2)
    assert last.done == last.total


def test_an_engine_that_has_outputs_alone_is_mutated_base_by_base():
    class CountsOfA:
        methods: ClassVar[tuple[Method, ...]] = ("ism",)
        length = 9

        def outputs(self, sequences):
            return np.array([[one.count("A")] for one in sequences], dtype=np.float32)

    asked = AlleleRequest.of("CAGT", "A", "C", "GGAA")
    *_, last = explain(CountsOfA(), asked, track=0, method="ism", flank=4)
    ref, alt = last.arrays
    assert (ref.p, alt.p) == (4.0, 3.0)
    assert ref.contribution == pytest.approx([1 if b == "A" else -1 / 3 for b in "CAGTAGGAA"])


def test_saliency_of_a_splice_network_has_no_sign_and_nothing_for_n():
    network = base_by_base_network()
    half = network.context_length // 2
    sequence = "N" * half + "A" + "C" * half
    columns = [half - 1, half, half + 1]

    def apply(function, numbers):
        return [function(number) for number in numbers]

    found = saliency((network,), Target(sequence, 1), columns, apply)
    # The acceptor's probability on A is 3/4; its slope by each row's logit is p(1-p), or p times
    # that of another class; the steepest row is C, G or T, where its logit falls by 80.
    assert found.probability == pytest.approx(0.75)
    assert found.contribution[0] == 0
    assert found.contribution[1] > 0
    assert found.contribution[2] == 0
