"""Where a transformer looks around a variant of a case."""

from pathlib import Path

import numpy as np
import pytest

from core.domain.attribution import AskedTrack
from core.errors import EngineUnavailableError, UsageError
from core.pipeline import attribute_track as module
from core.pipeline.attention import attention_of
from core.pipeline.regulatory_scoring import score_case_regulatory
from models.engine import AttentionArrays, Method
from models.regulatory.protocol import AlleleRequest, window_pairs
from tests.core.pipeline.test_attribute_track import ENGINE, ToyExplained, case, spelled
from tests.core.pipeline.toy import drive

__all__ = ("case",)
ASKED = AskedTrack(ENGINE)


class ToyAttentive(ToyExplained):
    """Every base looks at the changed one."""

    methods: tuple[Method, ...] = ("ism", "attention_rollout")

    def attention_maps(self, request: AlleleRequest, *, flank: int = 100):
        (pair, *_) = window_pairs(request, 21)
        layers = np.zeros((2, 21, 21), np.float32)
        layers[:, :, 10] = 1
        offsets = np.arange(-10, 11, dtype=np.int32)
        return tuple(
            AttentionArrays(name, sequence, offsets, layers)
            for name, sequence in zip(("ref", "alt"), pair, strict=True)
        )


class ToyBlind(ToyExplained):
    """Says that it has attention, and does not show it."""

    methods: tuple[Method, ...] = ("ism", "attention_rollout")


def use(monkeypatch: pytest.MonkeyPatch, engine: ToyExplained) -> None:
    monkeypatch.setattr(module, "ready_regulatory_engine", lambda *_: engine)


def test_both_alleles_come_with_every_layer(case: Path, monkeypatch: pytest.MonkeyPatch):
    drive(score_case_regulatory(case, ENGINE, engine=ToyAttentive()))
    use(monkeypatch, ToyAttentive())
    _, found = drive(attention_of(case, spelled(case), ASKED))
    assert found.engine_id == ENGINE
    assert found.ref.layers.shape == (2, 21, 21)
    assert found.ref.sequence[10] != found.alt.sequence[10]
    assert found.are_alike


def test_an_engine_without_attention_is_refused(case: Path, monkeypatch: pytest.MonkeyPatch):
    drive(score_case_regulatory(case, ENGINE, engine=ToyExplained()))
    use(monkeypatch, ToyExplained())
    with pytest.raises(UsageError, match="cannot be explained by attention_rollout"):
        drive(attention_of(case, spelled(case), ASKED))


def test_an_engine_that_does_not_show_its_attention_is_refused(
    case: Path, monkeypatch: pytest.MonkeyPatch
):
    drive(score_case_regulatory(case, ENGINE, engine=ToyBlind()))
    use(monkeypatch, ToyBlind())
    with pytest.raises(UsageError, match="does not tell where it looks"):
        drive(attention_of(case, spelled(case), ASKED))


def test_other_weights_than_those_of_the_score_are_refused(
    case: Path, monkeypatch: pytest.MonkeyPatch
):
    drive(score_case_regulatory(case, ENGINE, engine=ToyAttentive()))
    other = ToyAttentive()
    object.__setattr__(other.info, "digest", "1" * 64)
    use(monkeypatch, other)
    with pytest.raises(EngineUnavailableError, match="other networks"):
        drive(attention_of(case, spelled(case), ASKED))
