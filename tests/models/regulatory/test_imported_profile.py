"""An imported profile network on its whole way: read, tried, kept, asked by its engine."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from torch import nn

from models.engine import EngineInfo
from models.packs.architectures import architecture
from models.packs.layers import read_layers
from models.packs.trial import WEIGHTS, tried
from models.regulatory.imported_profile import ImportedProfileEngine
from models.regulatory.profiles import distance
from models.regulatory.protocol import AlleleRequest, Track
from models.sequence import reverse_complement
from tests.models.regulatory.architectures.test_bpnet_lite import BPNet, ChromBPNet, moderate
from tests.models.regulatory.architectures.twins import torch_file
from tests.models.regulatory.toys import CPU, random_bases

LENGTH = 2114


def engine_of(twin: nn.Module, folder: Path) -> ImportedProfileEngine:
    """What becomes of a file of bpnet-lite."""
    path = folder / "network.pth"
    path.write_bytes(torch_file(twin.state_dict()))
    card = architecture("bpnet")
    found = tried(path, card, 2**28, folder)
    network = importlib.import_module(card.module).network(read_layers(folder / WEIGHTS))
    module, _, name = card.engine.partition(":")
    engine = getattr(importlib.import_module(module), name)
    assert engine is ImportedProfileEngine
    tracks = [Track(f"K562{n}", "ATAC-seq", "K562") for n in range(int(str(found["n_tracks"])))]
    info = EngineInfo("mine", "Mine", "1", "digest", "float32", card.length, "cpu", 0)
    made: ImportedProfileEngine = engine.of_length(card.length)(network, tracks, info, CPU)
    return made


@pytest.fixture(
    params=[BPNet, lambda: ChromBPNet(BPNet(5, 4, 1), BPNet(8, 8, 1))],
    ids=["bpnet", "chrombpnet"],
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> ImportedProfileEngine:
    return engine_of(moderate(request.param()), tmp_path)


def change(ref: str, alt: str, seed: int = 4) -> AlleleRequest:
    return AlleleRequest.of(random_bases(LENGTH, seed), ref, alt, random_bases(LENGTH, seed + 1))


def test_tracks_are_counts_and_profile(engine: ImportedProfileEngine):
    assert [track.name for track in engine.tracks] == ["K5620_counts", "K5620_profile"]
    assert {track.assay for track in engine.tracks} == {"ATAC-seq"}
    assert engine.outputs([random_bases(LENGTH, 1)]).shape == (1, 2)


def test_both_strands_of_a_sequence_say_the_same(engine: ImportedProfileEngine):
    window = random_bases(LENGTH, 2)
    turned = reverse_complement(window)
    found = engine.outputs([window, turned])
    assert found[0] == pytest.approx(found[1], rel=1e-5)
    assert engine.profile(window) == pytest.approx(
        engine.profile(turned)[::-1, ::-1], rel=1e-4, abs=1e-6
    )


def test_the_profile_of_all_reads_adds_up_to_the_counts(engine: ImportedProfileEngine):
    window = random_bases(LENGTH, 3)
    profile = engine.profile(window)
    assert profile.shape == (engine.n_strands, 1000)
    assert np.log(profile.sum()) == pytest.approx(engine.outputs([window])[0, 0], rel=1e-4)


def test_a_change_moves_counts_and_profile(engine: ImportedProfileEngine):
    asked = change("A", "G")
    ((_, effects),) = engine.score([asked])
    first = LENGTH - LENGTH // 2
    ref, alt = (one[first : first + LENGTH] for one in (asked.ref_sequence, asked.alt_sequence))
    counts = engine.outputs([ref, alt])[:, 0]
    assert effects.delta[0] == pytest.approx(counts[1] - counts[0], abs=1e-5)
    apart = distance(*(engine.profile(one).astype(np.float64) for one in (ref, alt)))
    assert effects.delta[1] == pytest.approx(apart, rel=1e-3)
    assert effects.ref[1] == 0
    assert apart > 0


def test_a_change_into_the_same_is_none(engine: ImportedProfileEngine):
    ((_, effects),) = engine.score([change("A", "A")])
    assert list(effects.delta) == [0, 0]


def test_a_deletion_is_compared_at_the_places_both_alleles_have(engine: ImportedProfileEngine):
    ((_, effects),) = engine.score([change("ACGTA", "A")])
    left, right = random_bases(LENGTH, 4), random_bases(LENGTH, 5)
    ref, alt = (
        engine.profile((left + allele + right)[LENGTH + 1 - 1057 :][:LENGTH])
        for allele in ("ACGTA", "A")
    )
    # Seen as they come, the positions behind the deletion would all have moved.
    moved = distance(ref.astype(np.float64), alt.astype(np.float64))
    assert 0 < effects.delta[1] < moved / 2


@pytest.mark.parametrize("method", ["saliency", "integrated_gradients", "ism"])
def test_both_tracks_can_be_explained(engine: ImportedProfileEngine, method: str):
    for track in (0, 1):
        *_, last = engine.attribute(change("A", "G"), track=track, method=method, flank=3)
        ref, alt = last.arrays
        assert ref.contribution.shape == alt.contribution.shape == (7,)
        assert np.isfinite(ref.contribution).all()
        assert ref.contribution.any()
