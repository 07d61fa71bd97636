"""Attributions, counted by hand and against the naive way."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from models.attribution import (
    Target,
    gradient_x_input,
    in_silico_mutagenesis,
    integrated_gradients,
)
from models.cone import as_input, evaluate, on_device
from models.errors import RequestError
from models.sequence import BASES, one_hot
from models.splice.explain import METHODS
from models.splice.protocol import SpliceRequest
from models.splice.spliceai_network import spliceai_network
from tests.models.toys import base_by_base_network, random_layers, random_sequence

CPU = torch.device("cpu")
D = 300


@pytest.fixture(scope="module")
def networks():
    return [on_device(spliceai_network(random_layers(seed)), CPU) for seed in (1, 2)]


def one_by_one(function, numbers):
    with torch.inference_mode():
        return [function(number) for number in numbers]


def probability(networks, sequence: str, class_index: int = 2) -> float:
    with torch.inference_mode():
        x = as_input(one_hot(sequence)[None], CPU)
        parts = [
            torch.softmax(evaluate(item, x, 1), 1)[0, class_index, 0].item() for item in networks
        ]
    return float(np.mean(parts))


def test_mutagenesis_equals_evaluating_every_mutant(networks):
    target = Target(random_sequence(10_001), 2)
    columns = [0, 700, 4_950, 4_951, 4_952, 5_000, 5_063, 10_000]
    steps = list(in_silico_mutagenesis(networks, target, columns, one_by_one))
    effects = steps[-1]
    assert effects.n_done == len(columns)
    own = probability(networks, target.sequence)
    assert effects.probability == pytest.approx(own, abs=1e-6)
    for place, column in enumerate(columns):
        for row, base in enumerate(BASES):
            mutant = target.sequence[:column] + base + target.sequence[column + 1 :]
            expected = probability(networks, mutant) - own
            assert effects.ism[row, place] == pytest.approx(expected, abs=1e-5)
        others = effects.ism[:, place].sum() / 3
        assert effects.contribution[place] == pytest.approx(-others, abs=1e-6)
    assert np.abs(effects.ism).max() > 1e-3


def test_unknown_bases_and_columns_outside_have_no_effect(networks):
    sequence = random_sequence(10_001)
    target = Target(sequence[:4_999] + "N" + sequence[5_000:], 2)
    columns = [-2, -1, 4_998, 4_999, 5_000, 10_001]
    *_, effects = in_silico_mutagenesis(networks, target, columns, one_by_one)
    moved = np.abs(effects.ism).max(axis=0) > 0
    assert moved.tolist() == [False, False, True, False, True, False]


def test_what_mutagenesis_has_told_stays_and_what_it_has_not_is_empty(networks):
    target = Target(random_sequence(10_001), 1)
    columns = list(range(4_900, 4_940))
    steps = list(in_silico_mutagenesis(networks, target, columns, one_by_one, first=(4_921,)))
    final = steps[-1]
    assert final.done.all()
    for step, later in pairwise(steps):
        assert step.n_done < later.n_done
        assert later.done[step.done].all()
    for step in steps:
        assert step.probability == final.probability
        np.testing.assert_array_equal(step.ism[:, step.done], final.ism[:, step.done])
        np.testing.assert_array_equal(step.contribution[step.done], final.contribution[step.done])
        assert not step.ism[:, ~step.done].any()
        assert not step.contribution[~step.done].any()
    assert steps[0].done[21]
    assert not steps[-2].done[0]


def test_integrated_gradients_add_up_to_the_probability(networks):
    target = Target(random_sequence(10_001), 1)
    everything = list(range(10_001))
    steps = list(integrated_gradients(networks, target, everything, one_by_one))
    rise = probability(networks, target.sequence, 1) - probability(networks, "N" * 10_001, 1)
    final = steps[-1]
    assert abs(rise) > 0.01
    assert final.contribution.sum() == pytest.approx(rise, abs=0.01)
    assert final.residual <= 0.01
    assert final.residual == pytest.approx(abs(final.contribution.sum() - rise), abs=2e-6)
    assert final.n_done == 10_001
    assert all(step.n_done == 0 for step in steps[:-1])
    assert final.probability == pytest.approx(probability(networks, target.sequence, 1), abs=1e-6)


def test_integrated_gradients_stop_at_their_limit_and_say_what_is_missing(networks):
    target = Target(random_sequence(10_001), 1)
    asked = {"tolerance": 1e-9, "limit": 6}
    (only,) = integrated_gradients(networks, target, [5_000], one_by_one, **asked)
    assert only.n_done == 1
    assert only.residual > 1e-9


def test_integrated_gradients_give_a_base_by_base_network_all_to_the_site():
    networks = [base_by_base_network()]
    target = Target("A" * 4_999 + "CT" + "A" * 5_000, 2)
    columns = [-1, 4_999, 5_000, 5_001, 10_001]
    *_, final = integrated_gradients(networks, target, columns, one_by_one, tolerance=1e-3)
    # The donor is 8/9 on T and 1/3 on N.
    np.testing.assert_allclose(final.contribution, [0, 0, 8 / 9 - 1 / 3, 0, 0], atol=1e-3)


def test_gradients_equal_finite_differences(networks):
    target = Target(random_sequence(10_001), 1)
    columns = [-1, 4_990, 5_000, 5_001, 10_001]
    found = gradient_x_input(networks, target, columns, one_by_one)
    assert found.ism is None
    assert found.contribution[0] == found.contribution[-1] == 0
    doubled = [on_device(_double(item), CPU) for item in networks]
    for place in (1, 2, 3):
        x = torch.from_numpy(one_hot(target.sequence)).double()[None, :, None]
        row = BASES.index(target.sequence[columns[place]])
        step = 1e-6
        up, down = x.clone(), x.clone()
        up[0, row, 0, columns[place]] += step
        down[0, row, 0, columns[place]] -= step
        with torch.inference_mode():
            slopes = [
                (
                    torch.softmax(evaluate(item, up, 1), 1)[0, 1, 0]
                    - torch.softmax(evaluate(item, down, 1), 1)[0, 1, 0]
                ).item()
                / (2 * step)
                for item in doubled
            ]
        assert found.contribution[place] == pytest.approx(np.mean(slopes), abs=1e-5)


def _double(network):
    def conv(item):
        return replace(item, weight=item.weight.double(), bias=item.bias.double())

    units = tuple(
        replace(
            unit,
            scale=unit.scale.double(),
            shift=unit.shift.double(),
            first=conv(unit.first),
            second=conv(unit.second),
        )
        for unit in network.units
    )
    taps = {key: conv(tap) for key, tap in network.taps.items()}
    return replace(network, stem=conv(network.stem), units=units, taps=taps)


def request(middle: str, ref: str, alt: str, strand: str = "+") -> SpliceRequest:
    window = middle.center(10_001 + 2 * D, "A")
    assert window[5000 + D :].startswith(ref)
    return SpliceRequest(window, ref, alt, strand, -9_999, 9_999)


def explain(engine, one, **asked):
    values = {"effect": "donor_gain", "site_offset": 0, "flank": 3, **asked}
    steps = list(engine.attribute(one, distance=D, **values))
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert steps[-1].done == steps[-1].total
    for side, final in enumerate(steps[-1].arrays):
        assert final.n_done == len(final.offsets)
        for grown in [step.arrays[side] for step in steps if step.arrays]:
            known = slice(None) if grown.done is None else grown.done
            assert (grown.sequence, grown.p, grown.allele) == (
                final.sequence,
                final.p,
                final.allele,
            )
            np.testing.assert_array_equal(grown.contribution[known], final.contribution[known])
    return steps[-1].arrays


def test_only_the_site_itself_matters_to_a_network_that_reads_base_by_base(toy_engine):
    ref, alt = explain(toy_engine, request("ACGTGACGT", "G", "T"))
    assert (ref.allele, alt.allele) == ("ref", "alt")
    assert (ref.sequence, alt.sequence) == ("CGTGACG", "CGTTACG")
    assert ref.offsets.tolist() == alt.offsets.tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert (ref.start_offset, ref.site_column, alt.site_column) == (-3, 3, 3)
    assert ref.p == pytest.approx(1 / 2)
    assert alt.p == pytest.approx(8 / 9)
    # Donor: A 0, C 0, G 1/2, T 8/9.
    np.testing.assert_allclose(ref.ism[:, 3], [-1 / 2, -1 / 2, 0, 8 / 9 - 1 / 2], atol=1e-6)
    np.testing.assert_allclose(alt.ism[:, 3], [-8 / 9, -8 / 9, 1 / 2 - 8 / 9, 0], atol=1e-6)
    assert ref.contribution[3] == pytest.approx((1 / 2 + 1 / 2 - (8 / 9 - 1 / 2)) / 3)
    assert (np.delete(ref.contribution, 3) == 0).all()


def test_the_minus_strand_is_told_in_plus_strand_bases(toy_engine):
    ref, alt = explain(toy_engine, request("ACGTGACGT", "G", "A", "-"))
    assert ref.sequence == "CGTGACG"
    # Read from the other strand the donor is 1/2 on C and 8/9 on A.
    assert ref.p == pytest.approx(0, abs=1e-6)
    assert alt.p == pytest.approx(8 / 9)
    np.testing.assert_allclose(ref.ism[:, 3], [8 / 9, 1 / 2, 0, 0], atol=1e-6)
    assert alt.sequence[3] == "A"
    assert alt.ism[0, 3] == 0


def test_inserted_bases_repeat_the_offset_before_them_and_the_likeliest_is_the_site(toy_engine):
    ref, alt = explain(toy_engine, request("ACGTGACGT", "G", "GCTA"))
    assert ref.sequence == "CGTGACG"
    assert alt.sequence == "CGTGCTAACG"
    assert alt.offsets.tolist() == [-3, -2, -1, 0, 0, 0, 0, 1, 2, 3]
    assert alt.site_column == 5
    assert alt.p == pytest.approx(8 / 9)
    assert np.flatnonzero(alt.contribution).tolist() == [5]


def test_on_the_minus_strand_too_the_likeliest_inserted_base_is_found(toy_engine):
    _, alt = explain(toy_engine, request("ACGTGACGT", "G", "GCCA", "-"))
    assert (alt.site_column, alt.sequence[alt.site_column]) == (6, "A")
    assert alt.p == pytest.approx(8 / 9)


def test_a_site_behind_a_deletion_is_followed(toy_engine):
    ref, alt = explain(toy_engine, request("ACGTGACTT", "GAC", "G"), site_offset=3)
    assert (ref.sequence[ref.site_column], alt.sequence[alt.site_column]) == ("T", "T")
    assert alt.offsets.tolist() == [-3, -2, -1, 0, 3, 4, 5]
    assert ref.p == alt.p == pytest.approx(8 / 9)


def test_a_deleted_site_is_explained_in_ref_only(toy_engine):
    for method in METHODS:
        ref, alt = explain(
            toy_engine, request("ACGTGTCTT", "GTC", "G"), site_offset=1, method=method
        )
        assert ref.p == pytest.approx(8 / 9)
        assert (alt.p, alt.site_column) == (0, -1)
        assert not alt.contribution.any()


def test_a_network_without_attention_is_not_explained_by_it(toy_engine):
    with pytest.raises(RequestError, match="attention_rollout"):
        explain(toy_engine, request("ACGTGTCTT", "GTC", "G"), method="attention_rollout")


def test_a_site_far_from_the_variant_gets_its_own_run_of_columns(toy_engine):
    ref, _ = explain(toy_engine, request("ACGTGACGT", "G", "T"), site_offset=-50, flank=8)
    assert ref.offsets.tolist() == [*range(-52, -47), *range(-8, 9)]
    assert ref.offsets[ref.site_column] == -50


def test_gradient_times_input_has_no_mutants(toy_engine):
    ref, _ = explain(toy_engine, request("ACGTGACGT", "G", "T"), method="gradient_x_input")
    assert ref.ism is None
    assert ref.method == "gradient_x_input"
    assert np.flatnonzero(ref.contribution).tolist() == [3]


@pytest.mark.parametrize("strand", ["+", "-"])
def test_the_picture_grows_from_the_variant_and_the_site_in_both_alleles(toy_engine, strand):
    steps = toy_engine.attribute(
        request("ACGTGACGT", "G", "T", strand),
        distance=D,
        effect="donor_gain",
        site_offset=40,
    )
    pictures = [step for step in steps if step.arrays]
    ref, alt = pictures[0].arrays
    assert ref.n_done == alt.n_done == 8
    for picture in pictures[:4]:
        ref, alt = picture.arrays
        assert (np.minimum(np.abs(ref.offsets), np.abs(ref.offsets - 40))[ref.done] <= 16).all()
    ref, _ = pictures[3].arrays
    assert ref.done[ref.offsets.tolist().index(0)]
    assert ref.done[ref.offsets.tolist().index(40)]


def test_integrated_gradients_of_a_site_say_how_complete_they_are(toy_engine):
    ref, alt = explain(toy_engine, request("ACGTGACGT", "G", "T"), method="integrated_gradients")
    assert (ref.method, ref.ism) == ("integrated_gradients", None)
    assert alt.contribution.sum() == pytest.approx(8 / 9 - 1 / 3, abs=0.01)
    assert 0 <= alt.residual <= 0.01
    assert 0 <= ref.residual <= 0.01


def test_a_site_outside_the_distance_is_refused(toy_engine):
    with pytest.raises(RequestError, match="outside distance 300"):
        explain(toy_engine, request("ACGTGACGT", "G", "T"), site_offset=301)


def test_an_attribution_can_be_left_half_way(toy_engine):
    steps = toy_engine.attribute(
        request("ACGTGACGT", "G", "T"), distance=D, effect="donor_gain", site_offset=0
    )
    assert next(steps).total == 402
    steps.close()
