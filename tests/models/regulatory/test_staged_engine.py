"""Scores out of what is kept of REF are those of whole windows, on both strands."""

import numpy as np
import pytest
import torch

from models.regulatory.protocol import AlleleRequest, mean_effects, window_pairs
from models.sequence import reverse_complement
from tests.models.regulatory.toys import (
    StagedToyEngine,
    random_bases,
    request,
    staged_engine,
)

CHANGES = {
    "a substitution": ("G", "T"),
    "several bases for as many": ("GAC", "TTG"),
    "a deletion": ("GTTAC", "G"),
    "an insertion": ("G", "GCATT"),
    "both": ("GTC", "AACCA"),
}


def as_whole_windows(engine: StagedToyEngine, asked: AlleleRequest):
    """Every window through the plain network, each strand for itself."""
    pairs = []
    for pair in window_pairs(asked, engine.length, engine.shifts):
        said = []
        for window in pair:
            strands = engine.tensor([window, reverse_complement(window)])
            with torch.inference_mode():
                said.append(engine.network(strands).mean(0).numpy())
        pairs.append(tuple(said))
    return mean_effects(pairs)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("shifts", [(0,), (-12, 0, 12)])
def test_a_score_is_that_of_whole_windows(change, shifts, monkeypatch):
    engine = staged_engine()
    monkeypatch.setattr(StagedToyEngine, "shifts", shifts)
    asked = request(*CHANGES[change])
    ((_, found),) = engine.score([asked])
    wanted = as_whole_windows(engine, asked)
    np.testing.assert_allclose(found.ref, wanted.ref, atol=1e-6)
    np.testing.assert_allclose(found.alt, wanted.alt, atol=1e-6)
    assert np.abs(found.delta).max() > 1e-4


def test_many_requests_of_all_kinds_keep_their_numbers():
    engine = staged_engine()
    asked = [
        request(ref, alt, n_left=n_left)
        for n_left in (3, 25, 60)
        for ref, alt in (*CHANGES.values(), ("G", "A"), ("G", "C"), ("G", "N"))
    ]
    found = dict(engine.score(asked))
    assert sorted(found) == list(range(len(asked)))
    for number, one in enumerate(asked):
        wanted = as_whole_windows(engine, one)
        np.testing.assert_allclose(found[number].ref, wanted.ref, atol=1e-6)
        np.testing.assert_allclose(found[number].alt, wanted.alt, atol=1e-6)


def test_both_strands_of_a_window_are_the_same():
    engine, window = staged_engine(), random_bases(40, 3)
    found = engine.outputs([window, reverse_complement(window)])
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


def test_what_several_requests_share_is_evaluated_once():
    engine = staged_engine()
    asked = [request("G", alt) for alt in "ACTA"]
    stage = engine.network.stages[0]
    stage.widths.clear()
    found = dict(engine.score(asked))
    whole = [width for width in stage.widths if width == engine.length]
    assert len(whole) == 2  # one batch of one REF, once for each strand
    assert np.array_equal(found[0].alt, found[3].alt)
    assert not np.array_equal(found[0].alt, found[1].alt)


def test_a_change_to_an_unknown_base_is_a_change():
    engine = staged_engine()
    ((_, found),) = engine.score([request("G", "N")])
    assert np.abs(found.delta).max() > 1e-4


def test_the_same_allele_twice_has_no_effect():
    sequence = random_bases(121, 5)
    ((_, found),) = staged_engine().score([AlleleRequest(sequence, sequence, 60, 1, 1)])
    assert not found.delta.any()


def test_nothing_asked_is_nothing_said():
    assert list(staged_engine().score([])) == []
    assert staged_engine().outputs([]).shape == (0, 2)
