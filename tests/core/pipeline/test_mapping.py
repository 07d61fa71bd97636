"""What crosses the border to the networks keeps its meaning."""

import numpy as np
import pytest

from core.domain.score import SpliceEffect
from core.errors import (
    DiskFullError,
    EngineUnavailableError,
    LicenceNotAcceptedError,
    PackError,
    ProblemError,
    WeightsMismatchError,
)
from core.pipeline.mapping import engine_effect, splice_delta, translated
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
