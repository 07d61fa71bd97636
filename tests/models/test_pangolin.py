"""Pangolin's protocol on networks whose answer can be counted by hand."""

import math

import numpy as np
import pytest
import torch

from models.cone import Conv, DilatedNetwork, ResidualUnit
from models.errors import RequestError
from models.sequence import reverse_complement
from models.splice.ensemble import Ensemble
from models.splice.pangolin import TISSUES, PangolinEngine, TissueProfile
from models.splice.protocol import SpliceRequest, deltas
from tests.models.toys import random_sequence

DISTANCE = 5
CENTRE = 5000 + DISTANCE
# Probability of a splice site at A, C, G, T (gene direction) in each tissue.
READS = {
    "heart": (0.2, 0.3, 0.4, 0.5),
    "liver": (0.1, 0.9, 0.2, 0.3),
    "brain": (0.5, 0.4, 0.3, 0.2),
    "testis": (0.8, 0.2, 0.6, 0.1),
}


def network_of(reads: tuple[float, ...]) -> DilatedNetwork:
    """A network that reads base by base."""
    head = torch.tensor([[0.0] * 4, [math.log(p / (1 - p)) for p in reads]])[:, :, None, None]
    still = Conv(torch.zeros(4, 4, 1, 2), torch.zeros(4), 5000)
    unit = ResidualUnit(torch.ones(1, 4, 1, 1), torch.zeros(1, 4, 1, 1), still, still)
    stem = Conv(torch.eye(4)[:, :, None, None], torch.zeros(4))
    return DilatedNetwork(stem, (unit,), {1: Conv(head, torch.zeros(2))})


@pytest.fixture(scope="module")
def engine() -> PangolinEngine:
    """Two networks for each tissue, as the installed files: tissue by tissue."""
    networks = tuple(network_of(READS[tissue]) for tissue in TISSUES for _ in range(2))
    tracks = tuple(PangolinEngine.track(f"{tissue}.{n}.x") for tissue in TISSUES for n in (1, 2))
    ensemble = Ensemble(networks, torch.device("cpu"), 2, PangolinEngine.classes, tracks)
    return PangolinEngine(ensemble, "0" * 64)


def request_of(around: str, ref: str, alt: str, strand: str = "+") -> SpliceRequest:
    """A request in a window of T that reads `around` (odd length) at its centre."""
    half = len(around) // 2
    window = "T" * (CENTRE - half) + around + "T" * (CENTRE - half)
    assert window[CENTRE : CENTRE + len(ref)] == ref
    if strand == "-":
        window = reverse_complement(window)
        ref, alt = reverse_complement(ref), reverse_complement(alt)
    return SpliceRequest(window, ref, alt, strand, 0, 0)


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize(
    ("around", "rows"),
    [
        ("AGACC", (True, False)),
        ("CCAGT", (False, True)),
        ("CCAGC", (False, True)),
        ("CCAAT", (False, True)),
        ("AGAGT", (True, True)),
        ("CCACC", (True, True)),
    ],
    ids=["AG before", "GT after", "GC after", "AT after", "both", "neither"],
)
def test_a_gain_stands_in_the_rows_the_base_can_belong_to(engine, around, rows, strand):
    """A to C gains most in the liver, 0.9 - 0.1, and loses most in the testis, 0.2 - 0.8."""
    profile = engine.tissues(request_of(around, "A", "C", strand), distance=DISTANCE)
    found = deltas(profile)
    gains, losses = (0.8 if row else 0.0 for row in rows), (0.6 if row else 0.0 for row in rows)
    assert (found.acceptor_gain, found.donor_gain) == pytest.approx(tuple(gains), abs=1e-6)
    assert (found.acceptor_loss, found.donor_loss) == pytest.approx(tuple(losses), abs=1e-6)
    assert profile.strongest_tissue(0, is_gain=True) == "liver"
    assert profile.strongest_tissue(0, is_gain=False) == "testis"


def test_gains_look_at_the_sequence_of_alt_and_losses_at_that_of_ref(engine):
    """TTA to AGC: the last base is an acceptor in ALT only; in REF it can be anything."""
    profile = engine.tissues(request_of("CCCCTTACC", "TTA", "AGC"), distance=DISTANCE)
    at = DISTANCE + 2
    assert profile.gains[:, at] == pytest.approx([0.8, 0.0], abs=1e-6)
    assert profile.losses[:, at] == pytest.approx([-0.6, -0.6], abs=1e-6)


def counted(request: SpliceRequest) -> np.ndarray:
    """Change by tissue and column, plus strand, after the published rule."""
    lines = []
    for reads in READS.values():
        order = "ACGT" if request.strand == "+" else "TGCA"
        table = dict(zip(order, reads, strict=True))
        around = request.window[5000:-5000]
        ref = [table[base] for base in around]
        n_ref, n_alt = len(request.ref), len(request.alt)
        text = around[:DISTANCE] + request.alt + around[DISTANCE + n_ref :]
        alt = [table[base] for base in text]
        if n_ref > n_alt:
            alt[DISTANCE + 1 : DISTANCE + 1] = [0.0] * (n_ref - n_alt)
        if n_alt > n_ref:
            pooled = alt[DISTANCE : DISTANCE + n_alt - n_ref + 1]
            alt[DISTANCE : DISTANCE + n_alt - n_ref + 1] = [max(pooled)]
        lines.append(np.subtract(alt, ref))
    return np.array(lines)


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["base", "insertion", "deletion"])
def test_the_largest_gain_and_loss_are_the_published_ones(engine, kind, seed, strand):
    window = random_sequence(10_000 + 2 * DISTANCE + 1, seed)
    ref = window[CENTRE : CENTRE + (4 if kind == "deletion" else 1)]
    alt = {
        "base": "ACGT".replace(ref[0], "")[seed % 3],
        "insertion": ref + random_sequence(3, seed + 50),
        "deletion": ref[0],
    }[kind]
    request = SpliceRequest(window, ref, alt, strand, 0, 0)
    profile = engine.tissues(request, distance=DISTANCE)
    change = counted(request)
    np.testing.assert_allclose(profile.tissue_changes, change, atol=1e-6)
    assert profile.gains.max() == pytest.approx(max(change.max(), 0), abs=1e-6)
    assert profile.losses.min() == pytest.approx(min(change.min(), 0), abs=1e-6)


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize("n_ref", [2 * DISTANCE, 2 * DISTANCE + 2, 500])
def test_a_deletion_longer_than_the_profile_loses_all_behind_it(engine, n_ref, strand):
    window = random_sequence(10_000 + 2 * DISTANCE + 1, 9)
    ref = window[CENTRE : CENTRE + n_ref]
    profile = engine.tissues(SpliceRequest(window, ref, ref[0], strand, 0, 0), distance=DISTANCE)
    behind = slice(DISTANCE + 1, min(DISTANCE + n_ref, 2 * DISTANCE + 1))
    np.testing.assert_array_equal(profile.tissue_alt[:, behind], 0)
    np.testing.assert_array_equal(profile.gains[:, behind], 0)
    assert profile.losses.min() == pytest.approx(-profile.tissue_ref[:, behind].max())


def test_nothing_outside_the_gene_is_masked(engine):
    """The body of the request is one base long; its neighbours are read all the same."""
    profile = engine.tissues(request_of("AGACC", "A", "C"), distance=DISTANCE)
    assert profile.tissue_ref[:, 0] == pytest.approx([reads[3] for reads in READS.values()])


def test_a_profile_shows_the_tissue_with_the_strongest_change(engine):
    profile = engine.tissues(request_of("AGACC", "A", "C"), distance=DISTANCE)
    assert profile.ref[0, DISTANCE] == pytest.approx(READS["liver"][0])
    assert profile.alt[0, DISTANCE] == pytest.approx(READS["liver"][1])


def test_a_profile_cut_smaller_keeps_its_tissues(engine):
    request = request_of("AGACC", "A", "C")
    ((_, profile),) = engine.score([request], distance=DISTANCE)
    assert isinstance(profile, TissueProfile)
    cut = profile.seen_from(-1, 3)
    np.testing.assert_array_equal(cut.tissue_changes, profile.tissue_changes[:, 1:8])
    assert cut.strongest_tissue(1, is_gain=True) == "liver"
    assert deltas(cut).acceptor_gain_offset == 1


def test_masking_takes_gains_at_boundaries_and_losses_elsewhere_and_finds_the_next_best(engine):
    """C to A at 0 and A to C at +2: each gains somewhere and loses somewhere."""
    profile = engine.tissues(request_of("TTTTCTACC", "CTA", "ATC"), distance=DISTANCE)
    bare = deltas(profile)
    assert (bare.donor_gain_offset, bare.donor_loss_offset) == (2, 0)
    found = deltas(profile.masked([2, 40]))
    assert (found.donor_gain, found.donor_gain_offset) == (pytest.approx(0.6, abs=1e-6), 0)
    assert (found.donor_loss, found.donor_loss_offset) == (pytest.approx(0.6, abs=1e-6), 2)
    none = deltas(profile.masked([]))
    assert (none.acceptor_loss, none.donor_loss) == (0, 0)
    assert none.donor_gain == bare.donor_gain


def test_a_profile_without_tissues_says_so():
    bare = TissueProfile(0, np.zeros((2, 1)), np.zeros((2, 1)))
    with pytest.raises(RequestError, match="no tissues"):
        bare.strongest_tissue(0, is_gain=True)
    assert bare.within(0).tissue_ref is None


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize(
    ("effect", "tissue"), [("acceptor_gain", "liver"), ("donor_loss", "testis")]
)
def test_a_site_is_explained_in_the_tissue_where_it_changes_most(engine, effect, tissue, strand):
    steps = list(
        engine.attribute(
            request_of("CCACC", "A", "C", strand),
            distance=DISTANCE,
            effect=effect,
            site_offset=0,
            flank=3,
        )
    )
    ref, alt = steps[-1].arrays
    assert (ref.p, alt.p) == pytest.approx(READS[tissue][:2], abs=1e-6)
    here = ref.offsets.tolist().index(0)
    bases = "ACGT" if strand == "+" else "TGCA"
    found = [ref.p + ref.ism["ACGT".index(base), here] for base in bases]
    assert found == pytest.approx(READS[tissue], abs=1e-6)


def test_a_site_beyond_the_distance_is_refused(engine):
    with pytest.raises(RequestError, match="outside distance"):
        list(
            engine.attribute(
                request_of("CCACC", "A", "C"),
                distance=DISTANCE,
                effect="donor_gain",
                site_offset=DISTANCE + 1,
            )
        )
