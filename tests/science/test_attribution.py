"""Attributions of real sites by the real networks, against the plain way and their own promise."""

import pysam
import pytest

from models.errors import RequestError
from models.runtime import load_engine
from models.sequence import BASES
from models.splice.protocol import CONTEXT_LENGTH, Effect, SpliceRequest

pytestmark = [pytest.mark.science]

# chr17-31258504-T-C of the golden file takes the donor before it in NF1, whose body holds all of
# this window.
CHROM, POS, OFFSET, DISTANCE = "chr17", 31_258_504, -2, 50
EFFECT = Effect.DONOR_LOSS


@pytest.fixture(scope="module")
def window(shared) -> str:
    flank = CONTEXT_LENGTH // 2 + DISTANCE
    with pysam.FastaFile(str(shared / "data" / "reference" / "GRCh38.fa.gz")) as fasta:
        return fasta.fetch(CHROM, POS - 1 - flank, POS + flank).upper()


@pytest.fixture
def engine(spliceai_pack):
    assert spliceai_pack.is_dir()
    return load_engine("spliceai", device="cpu")


def request(window: str) -> SpliceRequest:
    middle = len(window) // 2
    return SpliceRequest(window, window[middle], "C", "+", -5_050, 5_050)


def explained(engine, window: str, method: str, flank: int):
    return engine.attribute(
        request(window),
        distance=DISTANCE,
        effect=EFFECT,
        site_offset=OFFSET,
        method=method,
        flank=flank,
    )


def test_mutagenesis_equals_one_forward_pass_per_mutant(engine, window):
    *_, step = explained(engine, window, "ism", 6)
    ref = step.arrays[0]
    middle = len(window) // 2
    places = [-6, -3, -1, 1, 5]
    mutants = [
        window[: middle + place] + base + window[middle + place + 1 :]
        for place in places
        for base in BASES
    ]
    profiles = dict(engine.score([request(mutant) for mutant in mutants], distance=DISTANCE))
    at_site = EFFECT.site_row, DISTANCE + OFFSET
    for number, place in enumerate(places):
        column = ref.offsets.tolist().index(place)
        for row in range(4):
            plain = profiles[4 * number + row].ref[at_site]
            assert ref.ism[row, column] == pytest.approx(plain - ref.p, abs=1e-5)
    assert ref.p > 0.9
    assert ref.ism.min() < -0.5


@pytest.mark.slow
def test_integrated_gradients_add_up_over_the_whole_input(engine, window):
    steps = list(explained(engine, window, "integrated_gradients", 5_050))
    ref, alt = steps[-1].arrays
    (unknown,) = engine._ensemble.mean_probabilities(["N" * (CONTEXT_LENGTH + 1)])
    for allele in (ref, alt):
        rise = allele.p - float(unknown[EFFECT.site_row, 0])
        assert allele.contribution.sum() == pytest.approx(rise, abs=0.011)
        assert abs(allele.contribution.sum() - rise) == pytest.approx(allele.residual, abs=1e-4)
        assert allele.residual <= 0.01
    assert ref.p > 0.9
    assert len(steps) > 2


def test_a_site_beyond_the_window_is_refused(engine, window):
    with pytest.raises(RequestError, match="outside distance"):
        next(engine.attribute(request(window), distance=DISTANCE, effect=EFFECT, site_offset=51))
