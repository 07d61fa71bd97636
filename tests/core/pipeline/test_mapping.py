"""What crosses the border to the networks keeps its meaning."""

import numpy as np
import pytest

from core.domain.score import SpliceEffect
from core.domain.transcript import Transcript
from core.errors import (
    DiskFullError,
    EngineUnavailableError,
    LicenceNotAcceptedError,
    PackError,
    ProblemError,
    WeightsMismatchError,
)
from core.pipeline.bodies import GeneBody
from core.pipeline.mapping import engine_effect, splice_delta, splice_score, translated
from models import errors as theirs
from models.splice.protocol import Effect, SpliceProfile


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (theirs.EngineNotInstalledError, EngineUnavailableError),
        (theirs.PackStateError, EngineUnavailableError),
        (theirs.DeviceUnavailableError, EngineUnavailableError),
        (theirs.DeviceMemoryError, EngineUnavailableError),
        (theirs.LicenceRequiredError, LicenceNotAcceptedError),
        (theirs.PackDigestError, WeightsMismatchError),
        (theirs.PackReadError, PackError),
        (theirs.PackFetchError, PackError),
        (theirs.UnknownPackError, PackError),
    ],
)
def test_their_problems_become_ours_word_for_word(
    theirs: type[theirs.ModelsError], ours: type[ProblemError]
):
    with pytest.raises(ProblemError) as caught, translated():
        raise theirs("It broke.", "Mend it.")
    assert type(caught.value) is ours
    assert (caught.value.cause, caught.value.remedy) == ("It broke.", "Mend it.")


def test_a_full_disk_stays_a_full_disk(tmp_path):
    with pytest.raises(DiskFullError, match="full"), translated():
        raise theirs.DiskSpaceError(tmp_path)


def test_other_exceptions_pass_untouched():
    with pytest.raises(KeyError), translated():
        raise KeyError("a bug")


@pytest.mark.parametrize("effect", list(SpliceEffect))
def test_effects_keep_their_names(effect: SpliceEffect):
    assert engine_effect(effect).value == effect.value.replace(" ", "_")
    assert {engine_effect(one) for one in SpliceEffect} == set(Effect)


def test_a_delta_is_never_below_zero():
    ref = np.full((2, 3), 0.5, dtype=np.float32)
    delta = splice_delta(SpliceProfile(1, ref, ref - np.float32(0.1)))
    assert (delta.acceptor_gain, delta.donor_gain) == (0, 0)
    assert delta.donor_loss == pytest.approx(0.1)
    assert (delta.masked, delta.distance) == (False, 1)


def losing_both_ends() -> SpliceProfile:
    """A deletion over an exon of bases 101 to 105: acceptor lost at -1, donor at 3, from 102."""
    ref, alt = np.zeros((2, 11), np.float32), np.zeros((2, 11), np.float32)
    ref[0, 4], ref[1, 8] = 0.75, 0.5
    alt[1, 1] = 0.25
    return SpliceProfile(5, ref, alt)


def exon() -> GeneBody:
    transcript = Transcript("t", "GENE", "gene", "chr1", "+", 100, 105, ((100, 105),), source="toy")
    return GeneBody(transcript, (101, 105))


def test_the_masked_view_of_probabilities_knows_the_nearest_boundary_alone():
    masked = splice_score(exon(), 102, losing_both_ends()).masked
    assert masked.masked
    assert (masked.acceptor_loss, masked.donor_loss, masked.donor_gain) == (0.75, 0, 0.25)


def test_the_masked_view_of_changes_over_tissues_knows_every_boundary():
    plain = losing_both_ends()
    change = plain.alt - plain.ref
    gains, losses = np.maximum(change, 0), np.minimum(change, 0)
    gains[0, 8] = 0.5
    losses[1, 0] = -1
    score = splice_score(exon(), 102, SpliceProfile(5, plain.ref, plain.alt, gains, losses))
    assert (score.delta.acceptor_gain, score.delta.donor_loss) == (0.5, 1)
    masked = score.masked
    assert masked.masked
    assert (masked.acceptor_gain, masked.donor_gain) == (0, 0.25)
    assert (masked.acceptor_loss, masked.acceptor_loss_offset) == (0.75, -1)
    assert (masked.donor_loss, masked.donor_loss_offset) == (0.5, 3)
