"""Filters of published networks, shown promoters inside the shared windows."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from core import packs
from core.packs import PackState
from core.pipeline.filter_spec import FilterSpec
from core.pipeline.network_filters import show_filters
from tests.core.pipeline.test_network_filters import PlantedEngine, planted_world
from tests.core.pipeline.toy import drive

pytestmark = pytest.mark.science


def test_a_filter_of_the_ap1_site_is_named_after_its_factors(spliceai_pack, tmp_path: Path):
    """The pack of JASPAR lies in the data folder that `spliceai_pack` names."""
    if packs.status("jaspar").state is not PackState.INSTALLED:
        pytest.skip("The jaspar pack is not installed; run `intronaut packs install jaspar`.")
    world = planted_world(tmp_path)
    world.spec()
    spec = FilterSpec("toy", world.reference, world.genes, n_stretches=300)
    report = drive(show_filters(spec, PlantedEngine()))[1]
    assert report.compared_with == "JASPAR 2026, 1,005 motifs"
    best = report.filters[0].closest
    assert best is not None
    # ATGACTCATC holds TGACTCA, the site of AP-1: dimers of Fos, Jun and BATF.
    assert any(name in best.motif.factor.upper() for name in ("FOS", "JUN", "BATF"))
    assert best.is_match


@pytest.mark.usefixtures("regulatory_packs")
def test_filters_of_mpra_dragonn_answer_to_promoters(shared: Path):
    data = shared / "data"
    reference, genes = data / "reference/GRCh38.fa.gz", data / "genes/RefSeq.chr22.GRCh38.gff3.gz"
    spec = FilterSpec("mpra-dragonn", reference, genes, n_stretches=200, device="cpu")
    report = drive(show_filters(spec))[1]
    assert len(report.filters) == len(report.active) == 120
    assert {len(one.counts) for one in report.filters} == {5}
    for one in report.filters:
        assert {sum(column) for column in one.counts} == {one.n_windows}
    # These packs are without JASPAR, and that is told.
    assert "jaspar" in report.notes[0]
    arrays = load_file(packs.status("mpra-dragonn").folder / "network.safetensors")
    kernel, bias = arrays["conv1d_1.kernel"], arrays["conv1d_1.bias"]
    for one in report.filters:
        # The most frequent base of each column together activate the filter as well.
        best = np.argmax(one.counts, axis=1)
        said = kernel[one.number - 1][best, np.arange(5)].sum() + bias[one.number - 1]
        assert said > 0.5 * one.largest
