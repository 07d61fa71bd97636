"""Which bases a language model's answers rest on: counted by hand."""

import numpy as np
import pytest
import torch

from models.language.architecture import LoadedNetwork
from models.language.engine import L2, LIKELIHOOD, LanguageEngine
from models.language.explain import changed_columns
from models.language.tokens import BaseTokenizer
from models.regulatory.protocol import AlleleRequest
from models.regulatory.shown import shown_alleles
from tests.models.language.toys import CPU, INFO, IndependentBases, Looking

LN2 = float(np.log(2))
LENGTH = 8


def _engine(network=None):
    network = network or IndependentBases(is_causal=False)
    return LanguageEngine(LoadedNetwork(network, BaseTokenizer(), LENGTH), INFO, CPU)


def _explained(engine, request, **asked):
    *_, last = engine.attribute(request, **asked)
    assert last.done == last.total
    return last.arrays


def test_the_columns_carry_offsets_from_the_position_asked_for():
    request = AlleleRequest.of("GGGGGGGG", "TA", "TCCA", "TTTTTTTT")
    ref, alt = shown_alleles(request, LENGTH, 2)
    # TA > TCCA inserts CC after T: the change lies at offset 1, two bases shown on either side.
    assert [ref.window[c] for c in ref.columns] == list("GTAT")
    assert ref.offsets == (-1, 0, 1, 2)
    assert [alt.window[c] for c in alt.columns] == list("GTCCAT")
    assert alt.offsets == (-1, 0, 0, 0, 1, 2)


def test_where_an_allele_has_no_base_of_its_own_both_neighbours_count_as_changed():
    ref, alt = shown_alleles(AlleleRequest.of("G" * 8, "TAC", "T", "T" * 8), LENGTH, 2)
    assert changed_columns(ref, 2) == (4, 6)
    assert changed_columns(alt, 0) == (3, 5)


def test_mutagenesis_of_the_likelihood_says_which_base_is_the_likelier():
    request = AlleleRequest.of("GGGGGGGG", "A", "C", "TTTTTTTT")
    ref, alt = _explained(_engine(), request, track=LIKELIHOOD, flank=1)
    assert (ref.allele, alt.allele) == ("ref", "alt")
    assert ref.sequence == "GAT"
    assert ref.offsets.tolist() == [-1, 0, 1]
    # In halvings, own base against each other on both strands: G|C 3+2, A|T 1+3, C|G 2+3, T|A 3+1.
    steps = {"A": 4, "C": 5, "G": 5, "T": 4}
    for column, own in enumerate("GAT"):
        wanted = [(steps[own] - steps[base]) / 2 * LN2 for base in "ACGT"]
        assert ref.ism[:, column] == pytest.approx(wanted, abs=1e-6)
        assert ref.contribution[column] == pytest.approx(-sum(wanted) / 3, abs=1e-6)
    assert ref.p == pytest.approx(-2 * LN2)
    assert alt.p == pytest.approx(-2.5 * LN2)


def test_mutagenesis_of_a_distance_says_how_far_the_embedding_moves():
    request = AlleleRequest.of("GGGGGGGG", "A", "C", "TTTTTTTT")
    ref, _ = _explained(_engine(), request, track=L2, flank=1)
    # One base of eight against another one.
    assert ref.contribution == pytest.approx(np.sqrt(2) / 8, rel=1e-5)
    assert (ref.ism == 0).sum() == 3


def test_an_unknown_base_has_no_effect():
    request = AlleleRequest.of("GGGGGGGN", "A", "C", "TTTTTTTT")
    ref, _ = _explained(_engine(), request, track=LIKELIHOOD, flank=1)
    assert ref.sequence[0] == "N"
    assert ref.contribution[0] == 0


def test_progress_is_told_before_the_end():
    request = AlleleRequest.of("GGGGGGGG", "A", "C", "TTTTTTTT")
    steps = list(_engine().attribute(request, track=LIKELIHOOD, flank=4))
    assert [step.done for step in steps] == [8, 16]
    assert steps[0].arrays == ()


def test_rollout_shows_where_the_changed_base_looks_on_both_strands():
    # Every token looks at the first one of its strand alone.
    first = torch.zeros(1, 1, LENGTH, LENGTH)
    first[..., 0] = 1
    request = AlleleRequest.of("GGGGGGGG", "A", "C", "TTTTTTTT")
    ref, alt = _explained(
        _engine(Looking(first)), request, track=LIKELIHOOD, method="attention_rollout", flank=8
    )
    # Half itself, half the first base of the window; on the other strand that is the last one.
    assert ref.contribution == pytest.approx([0.25, 0, 0, 0, 0.5, 0, 0, 0.25])
    assert ref.method == "attention_rollout"
    assert ref.ism is None
    assert np.array_equal(ref.contribution, alt.contribution)


def test_rollout_of_a_distance_counts_all_tokens():
    engine = _engine(Looking(torch.eye(LENGTH)[None, None]))
    request = AlleleRequest.of("GGGGGGGG", "A", "C", "TTTTTTTT")
    ref, _ = _explained(engine, request, track=L2, method="attention_rollout", flank=2)
    assert ref.contribution == pytest.approx([1 / LENGTH] * 5)
