"""The relatives of SpliceAI out of their published layers, against the papers' plain networks."""

import numpy as np
import pytest
import torch

from models.cone import as_input, evaluate, on_device
from models.errors import PackReadError, RequestError
from models.sequence import one_hot
from models.splice.ensemble import Ensemble
from models.splice.openspliceai import OpenSpliceAiEngine, OpenSpliceAiPreview
from models.splice.openspliceai_network import openspliceai_network
from models.splice.pangolin_network import pangolin_network
from models.splice.protocol import SpliceRequest, lay_on_reference, stranded
from tests.models.plain_networks import (
    plain_openspliceai,
    plain_pangolin,
    random_openspliceai,
    random_pangolin,
)
from tests.models.toys import random_sequence

CPU = torch.device("cpu")


def probabilities(network, sequence: str, n_out: int) -> torch.Tensor:
    with torch.inference_mode():
        x = as_input(one_hot(sequence)[None], CPU)
        return torch.softmax(evaluate(on_device(network, CPU), x, n_out), 1)


def plain_input(sequence: str) -> torch.Tensor:
    return torch.from_numpy(one_hot(sequence))[None]


@pytest.mark.parametrize(("n_units", "context"), [(16, 10_000), (8, 400)])
def test_openspliceai_equals_the_plain_network(n_units, context):
    arrays = random_openspliceai(n_units)
    network = openspliceai_network(arrays)
    assert network.context_length == context
    sequence = random_sequence(context + 21)
    found = probabilities(network, sequence, 21)
    with torch.inference_mode():
        expected = plain_openspliceai(arrays, plain_input(sequence))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("tissue", [0, 1, 2, 3])
def test_pangolin_reads_the_head_of_its_tissue(tissue):
    arrays = random_pangolin()
    network = pangolin_network(arrays, tissue)
    sequence = random_sequence(10_011)
    found = probabilities(network, sequence, 11)
    with torch.inference_mode():
        expected = plain_pangolin(arrays, plain_input(sequence))
    torch.testing.assert_close(found[:, 1], expected[:, 3 * tissue + 1], rtol=0, atol=1e-5)


@pytest.mark.parametrize("missing", ["residual_units.3.conv1.weight", "final_conv.bias"])
def test_a_file_of_openspliceai_that_lacks_a_layer_is_refused(missing):
    arrays = random_openspliceai(8)
    del arrays[missing]
    with pytest.raises(PackReadError, match=missing):
        openspliceai_network(arrays)


def test_a_file_with_half_a_block_is_refused():
    arrays = {
        name: array
        for name, array in random_openspliceai(8).items()
        if not name.startswith("residual_units.9")
    }
    with pytest.raises(PackReadError, match="8 units and 2 skips"):
        openspliceai_network(arrays)


def engine_of(kind, n_units: int):
    networks = tuple(
        on_device(openspliceai_network(random_openspliceai(n_units, seed)), CPU) for seed in (1, 2)
    )
    return kind(Ensemble(networks, CPU, 2), "0" * 64)


def test_the_preview_reads_the_centre_of_the_window():
    preview = engine_of(OpenSpliceAiPreview, 8)
    assert (preview.info.engine_id, preview.info.context_length) == ("openspliceai-400nt", 400)
    assert preview.info.digest != engine_of(OpenSpliceAiEngine, 16).info.digest
    window = random_sequence(10_021)
    far = "N" * 4800 + window[4800:-4800] + "N" * 4800
    for ref, alt in (
        (window[5010], "ACGT"[window[5010] == "A"]),
        (window[5010:5013], window[5010]),
    ):
        near, same = (
            next(preview.score([SpliceRequest(text, ref, alt, "-", -99, 99)], distance=10))[1]
            for text in (window, far)
        )
        np.testing.assert_array_equal(near.ref, same.ref)
        np.testing.assert_array_equal(near.alt, same.alt)
        assert np.abs(near.alt - near.ref).max() > 0


def test_the_preview_explains_a_site_like_any_engine():
    preview = engine_of(OpenSpliceAiPreview, 8)
    window = random_sequence(10_011)
    request = SpliceRequest(window, window[5005], "ACGT"[window[5005] == "A"], "+", -9999, 9999)
    *_, last = preview.attribute(
        request, distance=5, effect="donor_loss", site_offset=-2, method="ism", flank=10
    )
    ((_, profile),) = preview.score([request], distance=5)
    assert last.arrays[0].p == pytest.approx(float(profile.ref[1, 3]), abs=1e-5)
    assert last.arrays[1].p == pytest.approx(float(profile.alt[1, 3]), abs=1e-5)


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize("n_ref", [690, 701, 900, 1_000])
def test_the_preview_sees_a_deletion_that_reaches_out_of_its_window(strand, n_ref):
    distance, preview = 500, engine_of(OpenSpliceAiPreview, 8)
    window = random_sequence(11_001)
    ref = window[5_500 : 5_500 + n_ref]
    request = SpliceRequest(window, ref, ref[0], strand, -9_999, 9_999)
    ((_, profile),) = preview.score([request], distance=distance)
    edited = window[:5_501] + window[5_500 + n_ref :]
    n_out = 2 * distance + 2 - n_ref
    seen = edited[5_500 - distance - 200 :][: n_out + 400]
    (found,) = preview._ensemble.mean_probabilities([stranded(seen, strand)])
    found = found if strand == "+" else found[:, ::-1]
    expected = lay_on_reference(found, n_ref=n_ref, n_alt=1, distance=distance)
    np.testing.assert_allclose(profile.alt, expected, rtol=0, atol=1e-5)


def test_networks_of_the_preview_are_no_full_engine():
    with pytest.raises(PackReadError, match="400 bases instead of 10000"):
        engine_of(OpenSpliceAiEngine, 8)
    with pytest.raises(PackReadError, match="10000 bases instead of 400"):
        engine_of(OpenSpliceAiPreview, 16)


def test_a_window_of_the_wrong_length_is_refused_by_the_preview_too():
    preview = engine_of(OpenSpliceAiPreview, 8)
    with pytest.raises(RequestError, match="instead of 10021"):
        list(preview.score([SpliceRequest("A" * 421, "A", "C", "+", -9, 9)], distance=10))
