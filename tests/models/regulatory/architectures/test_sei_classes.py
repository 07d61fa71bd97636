"""Sei's sequence classes against a twin.

Twin: FunctionLab/sei-framework, `utils.py` (commit 2bd9de88c81017c3b57b1351adf1cf9ac24ce1ee,
`sc_projection`, `sc_hnorm_varianteffect`), with Sei's own twin. Names of profiles and classes:
`model/target.names`, `model/seqclass.names` (commit b220c46dbc841db0ba51d099168e49d569111965).
"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from torch import nn

from models.engine import EngineInfo
from models.errors import CheckpointError
from models.packs.architectures import architecture
from models.packs.track_list import read_tracks
from models.regulatory.architectures import sei_classes, sei_files
from models.regulatory.protocol import AlleleRequest, Track
from models.regulatory.sei import SeiEngine
from models.sequence import reverse_complement
from tests.models.regulatory.architectures.test_sei import SMALL, official_input, twin_of
from tests.models.regulatory.architectures.twins import (
    TOLERANCE,
    difference,
    encoded,
    said,
    torch_file,
    windows,
)

N_TRACKS = SMALL[1]
HISTONES = [1, 4, 5, 9]


def sc_projection(preds: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.dot(preds, vectors.T) / np.linalg.norm(vectors, axis=1)


def sc_hnorm(ref: NDArray[np.float32], alt: NDArray[np.float32], vectors: NDArray[np.float32]):
    half = 0.5 * ref[:, HISTONES].sum(1) + 0.5 * alt[:, HISTONES].sum(1)
    adjusted = []
    for preds in (ref, alt):
        one = preds.copy()
        one[:, HISTONES] *= (half / preds[:, HISTONES].sum(1))[:, None]
        adjusted.append(sc_projection(one, vectors)[:, :40])
    return adjusted[1] - adjusted[0]


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    return np.random.default_rng(5).normal(0, 3, (61, N_TRACKS)).astype(np.float32)


@pytest.fixture(scope="module")
def twin() -> nn.Module:
    return twin_of(SMALL)


@pytest.fixture
def folder(tmp_path: Path, vectors: NDArray[np.float32]) -> Path:
    np.save(tmp_path / "projvec_targets.npy", vectors)
    np.save(tmp_path / "histone_inds.npy", np.array(HISTONES))
    names = [f"HeLa_Epithelium_Cervix | H3K9ac, H3K14ac | ID:{n}" for n in range(N_TRACKS - 1)]
    (tmp_path / "target.names").write_text(
        "\n".join([*names, "HepG2_Liver | DNase | ID:77"]) + "\n"
    )
    (tmp_path / "seqclass.names").write_text("".join(f"E{n} Multi-tissue\n" for n in range(40)))
    return tmp_path


@pytest.fixture
def joined(folder: Path, twin: nn.Module) -> Path:
    official = {f"module.model.{name}": values for name, values in twin.state_dict().items()}
    (folder / "sei.pth").write_bytes(torch_file(official))
    target = folder / "joined.safetensors"
    assert sei_files.main([str(folder / "sei.pth"), str(folder), str(target)]) == 0
    return target


def test_the_joined_file_says_what_the_official_scripts_say(
    joined: Path, twin: nn.Module, vectors: NDArray[np.float32]
):
    port = sei_classes.network(sei_classes.state(load_file(joined)))
    sequences = windows(3, 4096)
    profiles = said(twin, official_input(sequences))
    found = said(port, encoded(sequences))
    assert difference(found[:, :N_TRACKS], profiles) < TOLERANCE
    assert difference(found[:, N_TRACKS:], sc_projection(profiles, vectors)[:, :40]) < TOLERANCE


def test_a_change_is_scored_as_published_with_nucleosomes_held_still(
    joined: Path, twin: nn.Module, vectors: NDArray[np.float32]
):
    port = sei_classes.network(sei_classes.state(load_file(joined)))
    info = EngineInfo("sei", "Sei", "1", "0" * 64, "float32", 4096, "cpu", 0)
    tracks = [Track(row.name) for row in read_tracks(joined.with_suffix(".tracks.tsv"))]
    engine = SeiEngine.of_length(4096)(port, tracks, info, torch.device("cpu"))
    (left, right) = windows(2, 4096, seed=3)[::2][0], windows(1, 4096, seed=4)[0]
    request = AlleleRequest.of(left, "A", "G", right)
    ((_, effects),) = engine.score([request])
    alleles = [(left + base + right)[2048 : 2048 + 4096] for base in "AG"]
    both = [
        (said(twin, official_input([one])) + said(twin, official_input([reverse_complement(one)])))
        / 2
        for one in alleles
    ]
    expected = sc_hnorm(*both, vectors)[0]
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(effects.delta[N_TRACKS:], expected, atol=TOLERANCE)
    np.testing.assert_allclose(effects.delta[:N_TRACKS], (both[1] - both[0])[0], atol=TOLERANCE)
    plain = effects.alt[N_TRACKS:] - effects.ref[N_TRACKS:]
    assert np.abs(effects.delta[N_TRACKS:] - plain).max() > 1e-4


def test_a_change_of_histone_marks_alone_that_only_scales_them_is_none():
    """Twice all marks: scaled to one sum nothing is left; the one other profile stays."""
    is_histone = np.array([True, True, False])
    ref = np.array([0.1, 0.2, 0.3], np.float32)
    alt = np.array([0.2, 0.4, 0.4], np.float32)
    directions = np.array([[1, 0, 0], [0, 0, 1]], np.float32)
    found = sei_classes.class_changes(ref, alt, directions, is_histone)
    np.testing.assert_allclose(found, [0, 0.1], atol=1e-6)


def test_the_table_of_tracks_names_profiles_and_classes(joined: Path):
    rows = read_tracks(joined.with_suffix(".tracks.tsv"))
    assert len(rows) == N_TRACKS + 40
    assert rows[0][:4] == (
        "HeLa_Epithelium_Cervix_H3K9ac__H3K14ac_0",
        "ChIP-seq",
        "HeLa Epithelium Cervix",
        "H3K9ac, H3K14ac",
    )
    assert rows[N_TRACKS - 1][1:4] == ("DNase", "HepG2 Liver", "")
    assert rows[N_TRACKS][:2] == ("class_E0", "sequence class E0 Multi-tissue")
    assert architecture("sei-classes").n_tracks == 21_907 + 40


def test_files_that_do_not_belong_together_are_refused(
    joined: Path, folder: Path, capsys: pytest.CaptureFixture[str]
):
    arguments = [str(folder / "sei.pth"), str(folder), str(folder / "again.safetensors")]
    np.save(folder / "projvec_targets.npy", np.ones((61, N_TRACKS + 1)))
    assert sei_files.main(arguments) == 2
    assert "has the shape (61, 13)" in capsys.readouterr().err
    np.save(folder / "projvec_targets.npy", np.array([SimpleNamespace()]), allow_pickle=True)
    assert sei_files.main(arguments) == 2
    assert "is no array of numbers" in capsys.readouterr().err
    assert not (folder / "again.safetensors").exists()
    raw = load_file(joined)
    with pytest.raises(CheckpointError, match="numbers of profiles"):
        sei_classes.state(raw | {sei_classes.HISTONES: np.array([3, N_TRACKS], np.float32)})
    with pytest.raises(CheckpointError, match="no direction"):
        sei_classes.state(raw | {sei_classes.DIRECTIONS: np.zeros((40, N_TRACKS), np.float32)})
    with pytest.raises(CheckpointError, match=r"no array classes\.histones"):
        sei_classes.state({k: v for k, v in raw.items() if k != sei_classes.HISTONES})
