"""ExPecto's heads over Beluga against a twin.

Twin: FunctionLab/ExPecto, `predict.py` (commit 05f482c3aad15ab64a14ecb98ddc6ec9009439fd,
`compute_effects`), `chromatin.py` (commit 5cdaa16b0e9c00a266370a68577c6737ed7036db, `fetchSeqs`,
`encodeSeqs`: the windows of a change) and `train.py` (commit
7af040813cb38aa3d333cc0eaf698ecc68f42143: base score 2), with Beluga's own twin. Whole genes:
richardshuai/ExPecto, `replicate_expecto_features.py` (commit
1e303760a38fef8782a8076dc99bef48b3d45544), which rebuilds the published features as issue 9 of
FunctionLab/ExPecto describes. Dumps: `models/*.dump` (commit
a99d737a8a79a832e8c1591f1254c6e7d0217875). The linear booster of XGBoost is base score + bias +
weights x features.
"""

from functools import reduce
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from torch import nn

from models.engine import EngineInfo
from models.errors import CheckpointError, RequestError
from models.regulatory.architectures import beluga, expecto, expecto_heads
from models.regulatory.expecto import ExpectoEngine
from models.regulatory.protocol import AlleleRequest, Track
from models.sequence import reverse_complement
from tests.models.regulatory.architectures.test_beluga import SMALL, twin_of
from tests.models.regulatory.architectures.twins import (
    TOLERANCE,
    Raw,
    encoded,
    encoded_in,
    read_torch,
    said,
    torch_file,
    windows,
)

N_TRACKS = SMALL[2]
TISSUES = ("Liver", "Whole_Blood", "Brain_Spinal_cord_cervical_c1")
PUBLISHED = "allhistones2000.1.fixed.all.pseudocount0.0001.lambda100.round100.basescore2"
OFFICIAL_SHIFTS = [0, *range(-200, -801, -200), *range(200, 801, 200)]


def dump(weights: NDArray[np.float64], bias: float, *, older: bool = False) -> str:
    """A head as XGBoost dumps it; older ones have a blank column before each function."""
    if older:
        weights = np.concatenate([np.zeros((10, 1)), weights.reshape(10, -1)], axis=1).ravel()
    numbers = "\n".join(f"{one:.6g}" for one in weights)
    return f"booster[0]:\nbias:\n{bias:.6g}\nweight:\n{numbers}\n"


def random_heads(seed: int = 2) -> dict[str, tuple[NDArray[np.float64], float]]:
    draw = np.random.default_rng(seed)
    return {
        name: (np.round(draw.normal(0, 0.5, 10 * N_TRACKS), 5), round(draw.normal(), 4))
        for name in TISSUES
    }


@pytest.fixture(scope="module")
def chromatin() -> nn.Module:
    return twin_of(SMALL)


@pytest.fixture(scope="module")
def raw(chromatin: nn.Module) -> Raw:
    texts = {
        name: dump(weights, bias, older=name == "Liver")
        for name, (weights, bias) in random_heads().items()
    }
    return expecto_heads.bundle(read_torch(chromatin.state_dict()), texts)


@pytest.fixture(scope="module")
def port(raw: Raw) -> expecto.Expecto:
    return expecto.network(expecto.state(raw))


def fetch(genome: str, pos: int, ref: str, alt: str, shift: int) -> tuple[str, str]:
    """`fetchSeqs` and the cut of `encodeSeqs`; `pos` is 1-based on `genome`."""
    window = 2100
    start = pos + shift - (window // 2 - 1)
    sequence = genome[start - 1 : pos + shift + window // 2]
    at = window // 2 - 1 - shift
    assert sequence[at : at + len(ref)] == ref
    both = (sequence, sequence[:at] + alt + sequence[at + len(ref) :])
    cut = [slice((len(x) - 2000) // 2, int(len(x) - (len(x) - 2000) / 2)) for x in both]
    return both[0][cut[0]], both[1][cut[1]]


def twin_effect(
    chromatin: nn.Module, pairs: list[tuple[str, str]], distance: int, strand: str
) -> list[float]:
    """`compute_effects` of one change; `pairs` in the order of the official shifts."""
    diffs = []
    for ref, alt in pairs:
        x = encoded_in("AGCT", [ref, alt])[:, :, None]
        mean = (said(chromatin, x) + said(chromatin, x.flip(1, 3))) / 2
        diffs.append((mean[1] - mean[0])[None].astype(np.float64))
    sign = (strand == "+") * 2 - 1
    along = np.array([distance]) * sign
    functions = []
    for shift in OFFICIAL_SHIFTS:
        at = along + shift * sign
        fall = [
            np.exp(-rate * np.floor(np.abs(at / 200.0))) for rate in (0.01, 0.02, 0.05, 0.1, 0.2)
        ]
        functions.append(
            np.vstack([*(x * (at <= 0) for x in fall), *(x * (at >= 0) for x in fall)]).T
        )
    diff = reduce(
        lambda x, y: x + y,
        [
            np.tile(one, 10) * np.repeat(by, N_TRACKS, axis=1)
            for one, by in zip(diffs, functions, strict=True)
        ],
    )
    heads = random_heads()
    return [float((diff @ heads[name][0])[0]) for name in sorted(TISSUES)]


@pytest.mark.parametrize("distance", [-19_950, -640, -200, -1, 0, 3, 199, 200, 1_234])
def test_a_change_scores_as_in_predict_py(
    chromatin: nn.Module, port: expecto.Expecto, distance: int
) -> None:
    genome = windows(1, 4200, seed=7)[0]
    pos, ref = 2101, genome[2100]
    alt = "ACGT"["ACGT".index(ref) - 1]
    pairs = [fetch(genome, pos, ref, alt, shift) for shift in OFFICIAL_SHIFTS]
    expected = twin_effect(chromatin, pairs, distance, "+")
    first = pos - 1 - 800 - expecto.CENTRE
    around = [genome[first : first + expecto.AROUND]]
    around.append(around[0][: 800 + expecto.CENTRE] + alt + around[0][801 + expecto.CENTRE :])
    with torch.inference_mode():
        found = port.part(encoded(around), torch.tensor([distance, distance])).numpy()
    assert np.abs(expected).max() > 100 * TOLERANCE
    assert np.abs(found[1] - found[0] - expected).max() < TOLERANCE


def test_a_gene_on_the_minus_strand_is_read_along_its_transcription(
    chromatin: nn.Module, port: expecto.Expecto
) -> None:
    # predict.py keeps the plus strand and turns distances and shifts; the bases looked at are
    # the same when the change stands one base later in the turned sequence.
    genome = windows(1, 4200, seed=8)[0]
    pos, ref = 2101, genome[2100]
    alt = "ACGT"["ACGT".index(ref) - 1]
    pairs = [fetch(genome, pos, ref, alt, shift) for shift in OFFICIAL_SHIFTS]
    expected = twin_effect(chromatin, pairs, 450, "-")
    first = pos - 1 - 800 - expecto.CENTRE
    around = genome[first : first + expecto.AROUND]
    at = 800 + expecto.CENTRE
    both = [reverse_complement(x) for x in (around, around[:at] + alt + around[at + 1 :])]
    with torch.inference_mode():
        found = port.part(encoded(both), torch.tensor([-450, -450])).numpy()
    assert np.abs(found[1] - found[0] - expected).max() < TOLERANCE


def test_a_whole_gene_is_said_as_the_published_features_and_heads_say_it(
    chromatin: nn.Module, port: expecto.Expecto
) -> None:
    region = windows(2, expecto.LENGTH, seed=9)[1]
    shifts = np.arange(-20_000, 20_000, 200)
    parts = [region[expecto.TSS + s - 999 : expecto.TSS + s + 1001] for s in shifts]
    x = encoded_in("AGCT", parts)[:, :, None]
    mean = (said(chromatin, x) + said(chromatin, x.flip(1, 3))) / 2
    fall = [np.exp(-rate * np.abs(shifts) / 200) for rate in (0.01, 0.02, 0.05, 0.1, 0.2)]
    by = np.vstack([*(x * (shifts <= 0) for x in fall), *(x * (shifts >= 0) for x in fall)])
    features = np.sum(by[:, :, None] * mean[None], axis=1).ravel()
    heads = random_heads()
    expected = [2 + heads[name][1] + features @ heads[name][0] for name in sorted(TISSUES)]
    # Sums over 200 windows: the tolerance grows with their size.
    found = said(port, encoded([region]))[0]
    assert np.abs(found - expected).max() < TOLERANCE * max(1, np.abs(features).max())


def test_before_and_behind_are_not_taken_for_each_other(
    chromatin: nn.Module, port: expecto.Expecto
) -> None:
    genome = windows(1, 4200, seed=7)[0]
    pos, ref = 2101, genome[2100]
    alt = "ACGT"["ACGT".index(ref) - 1]
    pairs = [fetch(genome, pos, ref, alt, shift) for shift in OFFICIAL_SHIFTS]
    before, behind = (twin_effect(chromatin, pairs, at, "+") for at in (-3000, 3000))
    assert np.abs(np.subtract(before, behind)).max() > 100 * TOLERANCE
    assert port.heads.weight.shape == (3, 10 * N_TRACKS)


def test_position_weights_can_be_counted_by_hand() -> None:
    found = expecto.position_weights(torch.tensor([-399, 0, 400])).numpy()
    one_step = np.exp([-0.01, -0.02, -0.05, -0.1, -0.2])
    assert np.allclose(found[0], [*one_step, 0, 0, 0, 0, 0])
    assert np.allclose(found[1], np.ones(10))
    assert np.allclose(found[2], [0, 0, 0, 0, 0, *one_step**2])


def test_older_and_newer_dumps_of_a_head_are_the_same_head(chromatin: nn.Module) -> None:
    weights, bias = random_heads()["Liver"]
    core = read_torch(chromatin.state_dict())
    both = [
        expecto.state(expecto_heads.bundle(core, {"Liver": dump(weights, bias, older=older)}))
        for older in (False, True)
    ]
    assert np.array_equal(both[0]["heads.weight"], both[1]["heads.weight"])
    assert both[0]["heads.bias"] == pytest.approx([2 + bias])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            f"{PUBLISHED}.Cells_EBV-transformed_lymphocytes.dump",
            "Cells_EBV-transformed_lymphocytes",
        ),
        ("model.adiposeall.pseudocount0.0001.lambda100.round100.basescore2.0.Fat.dump", "Fat"),
        ("Liver.dump", "Liver"),
    ],
)
def test_the_tissue_is_in_the_name_of_the_file(name: str, expected: str) -> None:
    assert expecto_heads.tissue(name) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "booster[0]:\n0:[f3<0.5] yes=1,no=2",
        "bias:\n1\nweight:\nnan\n",
        "bias:\n1\nweight:\nx\n",
    ],
)
def test_a_dump_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError, match="Liver"):
        expecto_heads.read_head(text, "Liver")


def test_heads_over_another_beluga_are_refused(raw: Raw) -> None:
    short = {**raw, "heads.Whole_Blood.weight": raw["heads.Whole_Blood.weight"][:-1]}
    with pytest.raises(CheckpointError, match="89 weights, not 90"):
        expecto.state(short)


def test_beluga_alone_is_refused(chromatin: nn.Module) -> None:
    with pytest.raises(CheckpointError, match="without heads"):
        expecto.state(read_torch(chromatin.state_dict()))


def test_a_head_without_bias_is_refused(raw: Raw) -> None:
    with pytest.raises(CheckpointError, match=r"heads\.Liver\.bias"):
        expecto.state({x: y for x, y in raw.items() if x != "heads.Liver.bias"})


def test_beluga_and_a_folder_of_heads_become_one_file(
    chromatin: nn.Module, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "beluga.pth").write_bytes(torch_file(chromatin.state_dict()))
    folder = tmp_path / "models"
    folder.mkdir()
    for name, (weights, bias) in random_heads().items():
        (folder / f"x.basescore2.{name}.dump").write_text(dump(weights, bias), "ascii")
    target = tmp_path / "expecto.safetensors"
    arguments = [str(tmp_path / "beluga.pth"), str(folder), str(target)]
    assert expecto_heads.main(arguments) == 0
    assert "3 heads" in capsys.readouterr().out
    network = expecto.network(expecto.state(load_file(target)))
    assert isinstance(network.beluga, beluga.Beluga)
    names = [x.split("\t")[0] for x in target.with_suffix(".tracks.tsv").read_text().splitlines()]
    assert names == ["name", *sorted(TISSUES)]


def test_a_folder_without_heads_is_told_of(
    chromatin: nn.Module, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "beluga.pth").write_bytes(torch_file(chromatin.state_dict()))
    target = tmp_path / "expecto.safetensors"
    assert expecto_heads.main([str(tmp_path / "beluga.pth"), str(tmp_path), str(target)]) == 2
    assert "no heads" in capsys.readouterr().err
    assert not target.exists()


def engine(port: expecto.Expecto) -> ExpectoEngine:
    info = EngineInfo("mine", "Mine", "1", "digest", "float32", expecto.LENGTH, "cpu", 0)
    return ExpectoEngine(port, [Track(x) for x in sorted(TISSUES)], info, torch.device("cpu"))


def test_the_engine_scores_a_change_by_its_distance_from_the_start(
    chromatin: nn.Module, port: expecto.Expecto
) -> None:
    region = windows(1, expecto.LENGTH, seed=12)[0]
    at = expecto.TSS - 640
    ref = region[at]
    alt = "ACGT"["ACGT".index(ref) - 1]
    pairs = [fetch(region, at + 1, ref, alt, shift) for shift in OFFICIAL_SHIFTS]
    expected = twin_effect(chromatin, pairs, -640, "+")
    request = AlleleRequest.of(region[:at], ref, alt, region[at + 1 :])
    (number, found), *more = engine(port).score([request])
    assert (number, more) == (0, [])
    assert np.abs(found.delta - expected).max() < TOLERANCE


def test_the_engine_refuses_a_stretch_that_is_no_neighbourhood(port: expecto.Expecto) -> None:
    request = AlleleRequest.of("A" * 7000, "C", "G", "T" * 3499)
    with pytest.raises(RequestError, match="10500"):
        list(engine(port).score([request]))


def test_a_deletion_is_scored_with_either_flank_held_still(port: expecto.Expecto) -> None:
    region = windows(1, expecto.LENGTH, seed=13)[0]
    at = expecto.TSS + 100
    request = AlleleRequest.of(region[:at], region[at : at + 5], region[at], region[at + 5 :])
    ((_, found),) = engine(port).score([request])
    assert found.is_finite
    assert np.abs(found.delta).max() > 0


def test_whole_genes_are_told_by_outputs(port: expecto.Expecto) -> None:
    region = windows(1, expecto.LENGTH, seed=14)[0]
    found = engine(port).outputs([region])
    assert np.abs(found - said(port, encoded([region]))).max() < TOLERANCE
