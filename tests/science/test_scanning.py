"""The published networks scanned along the LDLR promoter say what they say window by window."""

from pathlib import Path

import numpy as np
import pytest

from core.sources.reference import Reference
from models.regulatory.bpnet import N_POSITIONS, BpNetCtcfEngine
from models.regulatory.mpra_dragonn import MpraDragoNNEngine
from models.runtime import load_regulatory_engine

pytestmark = [pytest.mark.science, pytest.mark.usefixtures("regulatory_packs")]

START = 11_089_200
FLANK = 1_100


@pytest.fixture
def promoter(shared: Path) -> str:
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        return reference.fetch("chr19", START - FLANK, START + 300 + FLANK)


def test_mpra_dragonn_at_every_base(promoter: str):
    engine = load_regulatory_engine("mpra-dragonn", device="cpu")
    assert isinstance(engine, MpraDragoNNEngine)
    (found,) = engine.scan(promoter, FLANK, FLANK + 300)
    windows = [promoter[at - 72 : at + 73] for at in found.positions]
    expected = engine.outputs(windows).T[list(engine.scanned)]
    np.testing.assert_allclose(found.values, expected, atol=1e-5)


def test_bpnet_in_the_middle_of_its_windows(promoter: str):
    engine = load_regulatory_engine("bpnet-ctcf", device="cpu")
    assert isinstance(engine, BpNetCtcfEngine)
    (found,) = engine.scan(promoter, FLANK, FLANK + 300)
    for number in (0, 117, 299):
        window = promoter[FLANK + number - 1057 : FLANK + number + 1057]
        expected = engine.profile(window)[:, N_POSITIONS // 2].sum()
        assert found.values[0, number] == pytest.approx(expected, rel=1e-5)
