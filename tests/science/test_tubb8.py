"""Two records of TUBB8, GRCh37, in every engine of the family.

SpliceAI's numbers are those of its own published tests (release 1.3.1). Those of OpenSpliceAI and
Pangolin were computed apart from this program with each project's networks, as its protocol says.
`tubb8.GRCh37.fa` holds the reference around them.
"""

from pathlib import Path

import pytest

from models.runtime import load_engine
from models.splice.protocol import Effect, SpliceDeltas, SpliceRequest, deltas

pytestmark = [pytest.mark.science]

BODY = (92_893, 95_529)
FIRST = 89_027


@pytest.fixture(scope="module")
def reference() -> str:
    text = Path(__file__).with_name("tubb8.GRCh37.fa").read_text("ascii")
    header, _, lines = text.partition("\n")
    assert header == f">chr10:{FIRST}-99605"
    return lines.replace("\n", "")


def request_at(reference: str, pos: int, ref: str, alt: str, distance: int) -> SpliceRequest:
    half = 5000 + distance
    padded = "N" * half + reference + "N" * half
    start = pos - FIRST
    window = padded[start : start + 2 * half + 1]
    assert window[half : half + len(ref)] == ref
    return SpliceRequest(window, ref, alt, "-", BODY[0] - pos, BODY[1] - pos)


def scored(engine: str, request: SpliceRequest, distance: int):
    loaded = load_engine(engine, device="cpu")
    ((_, profile),) = loaded.score([request], distance=distance)
    return profile


def values(found: SpliceDeltas) -> list[float]:
    return [getattr(found, effect) for effect in Effect]


def offsets(found: SpliceDeltas) -> list[int]:
    return [getattr(found, f"{effect}_offset") for effect in Effect]


@pytest.mark.parametrize(
    ("record", "distance", "published"),
    [
        ((94077, "A", "C"), 500, "0.15|0.27|0.00|0.05|89|-23|-267|193"),
        ((94555, "C", "T"), 500, "0.01|0.18|0.15|0.62|-2|110|-190|0"),
        ((94077, "ACT", "CCT"), 50, "0.07|0.27|0.00|0.01|0|-23|19|-22"),
        ((94555, "CGA", "TGA"), 50, "0.01|0.00|0.11|0.62|-2|-6|-23|0"),
    ],
)
def test_spliceai_gives_its_published_numbers(
    reference, spliceai_pack, record, distance, published
):
    assert spliceai_pack.is_dir()
    request = request_at(reference, *record, distance)
    found = deltas(scored("spliceai", request, distance))
    parts = [f"{value:.2f}" for value in values(found)] + [str(item) for item in offsets(found)]
    assert "|".join(parts) == published


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ((94077, "A", "C"), {0: (0.476, 145), 1: (0.119, -23), 2: (0.014, -22), 3: (0.002, None)}),
        ((94555, "C", "T"), {2: (0.339, -190), 3: (0.488, 0), 1: (0.064, 110)}),
    ],
)
def test_openspliceai_gives_the_numbers_computed_elsewhere(
    reference, weights_packs, record, expected
):
    assert weights_packs.is_dir()
    found = deltas(scored("openspliceai", request_at(reference, *record, 500), 500))
    for row, (value, offset) in expected.items():
        assert values(found)[row] == pytest.approx(value, abs=5.1e-4)
        assert offset in (None, offsets(found)[row])


@pytest.mark.parametrize(
    ("record", "gain", "loss"),
    [
        ((94077, "A", "C"), (0.311, -22), (-0.543, -23)),
        ((94555, "C", "T"), (0.109, -23), (-0.688, 0)),
    ],
)
def test_pangolin_gives_the_numbers_computed_elsewhere(
    reference, weights_packs, record, gain, loss
):
    assert weights_packs.is_dir()
    profile = scored("pangolin", request_at(reference, *record, 50), 50)
    gains, losses = profile.gains.max(axis=0), profile.losses.min(axis=0)
    assert (gains.max(), losses.min()) == pytest.approx((gain[0], loss[0]), abs=5.1e-4)
    assert (gains.argmax() - 50, losses.argmin() - 50) == (gain[1], loss[1])
