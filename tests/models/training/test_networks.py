"""Every network that can be trained takes a step and comes back as the engine of a pack."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import TrainingError
from models.packs.track_list import TrackRow
from models.regulatory.architectures import danq, deepsea
from models.runtime import load_regulatory_engine
from models.sequence import base_codes
from models.training.examples import Examples, Split
from models.training.loop import fit
from models.training.losses import Options, as_windows
from models.training.networks import fresh, trainable
from models.training.pack import TrainedPack, check_name, keep_trained
from models.training.record import TrainingRecord

RECORD = TrainingRecord(
    program="x",
    plan={},
    examples={},
    left_out={},
    in_two_parts=0,
    rounds=(),
    before=(),
    after=(),
)
CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))


def random_text(length: int, seed: int) -> str:
    return "".join(np.random.default_rng(seed).choice(list("ACGT"), length))


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two largest with few filters: their layers and lengths stay, their 50 million numbers not."""

    class NarrowDeepSea(deepsea.DeepSea):
        def __init__(self, filters=(8, 8, 8), hidden=8, n_tracks=919):
            super().__init__(filters, hidden, n_tracks)

    class NarrowDanQ(danq.DanQ):
        def __init__(self, filters=8, width=26, pool=13, units=8, hidden=8, n_tracks=919):
            super().__init__(filters, width, pool, units, hidden, n_tracks)

    monkeypatch.setattr(deepsea, "DeepSea", NarrowDeepSea)
    monkeypatch.setattr(danq, "DanQ", NarrowDanQ)


@pytest.mark.parametrize(
    ("name", "n_heads"),
    [("basset", 2), ("deepsea", 2), ("danq", 2), ("deepenhancer", 1), ("mpra-legnet", 1)],
)
def test_a_network_takes_a_step_and_comes_back_as_an_engine(name, n_heads, tmp_path: Path):
    found = trainable(name)
    network = fresh(found, n_heads, 1)
    before = {key: one.clone() for key, one in network.named_parameters()}
    codes = np.stack([base_codes(random_text(found.length, seed)) for seed in range(4)])
    targets = np.tile(np.array([[0.0], [1.0]], np.float32), (2, n_heads))
    chroms = np.array(["chr1"] * 4)
    some = Examples(codes, targets, chroms, chroms)
    options = Options(found.tasks[0], epochs=1, batch=4)
    list(fit(network, Split(some, some, some, 0), options, tmp_path / "run", CPU))
    assert all(not torch.equal(one, before[key]) for key, one in network.named_parameters())
    tracks = tuple(TrackRow(f"t{number}") for number in range(n_heads))
    pack = TrainedPack(
        f"lab-{name}",
        "t",
        "p",
        name,
        found.engine,
        found.kind,
        found.length,
        tracks,
        "",
        True,
        RECORD,
    )
    keep_trained(pack, network.state_dict())
    text = random_text(found.length, 9)
    with torch.inference_mode():
        x = as_windows(base_codes(text)[None], CPU)
        wanted = ((network(x) + network(x.flip(1, 2))) / 2).numpy()
    given = load_regulatory_engine(pack.name, device="cpu").outputs([text])
    assert np.allclose(given, wanted, atol=1e-5)


def test_more_heads_than_a_network_has_are_refused():
    with pytest.raises(TrainingError, match="one output"):
        fresh(trainable("deepenhancer"), 2, 1)


def test_the_name_of_a_pack_that_was_not_trained_here_is_refused():
    check_name("lab-new")
    with pytest.raises(TrainingError, match="another pack spliceai"):
        check_name("spliceai")
