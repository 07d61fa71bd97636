"""DeepBind against the example scores its authors published."""

from pathlib import Path

import numpy as np
import pytest

from core.sources.reference import Reference
from models.known_answers import examine_tracks
from models.regulatory.deepbind import DeepBindEngine
from models.regulatory.deepbind_network import DeepBindNetwork
from models.regulatory.protocol import AlleleRequest
from tests.models.regulatory.deepbind_plain import plain_score

pytestmark = pytest.mark.science

# Sequences and scores of `deepbind example.ids < example.seq`, DeepBind 0.11, as quoted in
# kundajelab/DeepBindToKeras at b5dc4a1, "DeepBind to Keras.ipynb". (The README of 0.1, in
# kundajelab/deepbind at 2c1f56e, gives other numbers: that version scored windows of one detector.)
MODELS = ("RBFOX1_D00210.001", "MBNL1_D00120.001", "GATA3_D00410.003", "CTCF_D00328.003")
EXAMPLES = {
    "AGGUAAUAAUUUGCAUGAAAUAACUUGGAGAGGAUAGC": (7.451420, -0.166146, -0.408751, -0.026180),
    "AGACAGAGCUUCCAUCAGCGCUAGCAGCAGAGACCAUU": (-0.155398, 4.113817, 0.516956, -0.248167),
    "GAGGTTACGCGGCAAGATAA": (-0.140683, 0.181295, 5.885349, -0.026180),
    "TACCACTAGGGGGCGCCACC": (-0.174985, -0.152521, -0.379695, 17.682623),
}


@pytest.fixture(scope="module")
def _engine() -> dict[str, DeepBindEngine]:
    return {}


@pytest.fixture
def engine(_engine: dict[str, DeepBindEngine], weights_packs: Path) -> DeepBindEngine:
    if not _engine:
        _engine["human"] = DeepBindEngine.load(device="cpu", threads=1)
    return _engine["human"]


def track(engine: DeepBindEngine, name: str) -> int:
    return [one.name for one in engine.tracks].index(name)


def test_all_sixteen_published_scores_are_reproduced(engine):
    columns = [track(engine, name) for name in MODELS]
    found = engine.outputs(list(EXAMPLES))[:, columns]
    np.testing.assert_allclose(found, list(EXAMPLES.values()), rtol=0, atol=1e-5)


def test_the_readable_network_reproduces_them_too(engine):
    for sequence, scores in EXAMPLES.items():
        for name, score in zip(MODELS, scores, strict=True):
            one = engine.one_model(track(engine, name))
            assert isinstance(one.network, DeepBindNetwork)
            found = one.outputs([sequence.replace("U", "T")])[0, 0]
            assert found == pytest.approx(score, abs=1e-5)


def test_human_models_are_asked_unless_all_are_wanted(engine, weights_packs):
    assert len(engine.tracks) == 617
    assert int(engine.reads_rna.sum()) == 102
    factors = [one for one, rna in zip(engine.tracks, engine.reads_rna, strict=True) if not rna]
    assert len({one.name.rpartition("_")[0] for one in factors}) == 472
    # Four of these names are earlier symbols of genes that are named otherwise as well.
    assert len({one.factor for one in factors}) == 468
    everyone = DeepBindEngine.load(device="cpu", threads=1, species=None)
    assert len(everyone.tracks) == 927
    assert len({one.name for one in everyone.tracks}) == 927


def test_real_sequence_scores_as_window_by_window_in_every_kind_of_model(engine, shared):
    """One model of each group, at a promoter: 28 kinds, substitution and deletion."""
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        sequence = reference.fetch("chr19", 11_089_200, 11_089_420)
    for ref, alt in ((sequence[100], "ACGT"["CATG".index(sequence[100])]), (sequence[100:104], "")):
        request = AlleleRequest.of(sequence[:100], ref, alt, sequence[100 + len(ref) :])
        ((_, said),) = engine.score([request])
        start, n_ref, n_alt = request.change
        for group in engine._groups:
            number = int(group.numbers[len(group.numbers) // 2])
            reach = group.window - 1
            wanted = [
                plain_score(engine._models[number], one[start - reach : start + n + reach])
                for one, n in ((request.ref_sequence, n_ref), (request.alt_sequence, n_alt))
            ]
            assert [said.ref[number], said.alt[number]] == pytest.approx(wanted, abs=2e-5)


def test_a_broken_ctcf_site_stands_out_of_random_sequence(engine):
    site = "TACCACTAGGGGGCGCCACC"
    request = AlleleRequest.of("TATATACACA" * 5 + site[:11], "G", "T", site[12:] + "CATATAACTA" * 5)
    ((_, said),) = engine.score([request])
    ctcf = track(engine, "CTCF_D00328.003")
    beside = engine.standardised(said)
    assert beside.ref_quantile[ctcf] > 0.999
    assert beside.delta[ctcf] < -3
    assert np.isfinite(beside.delta).all()
    assert engine.tracks[int(np.argmin(beside.delta))].factor.startswith("CTCF")


def test_the_answers_that_ship_with_the_program_are_given(engine):
    result = examine_tracks(engine)
    assert result.deviations == ()
    assert result.n_answers == 3
