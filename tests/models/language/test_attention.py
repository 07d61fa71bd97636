"""Attention told by bases, and rolled out through the layers: counted by hand."""

import numpy as np
import pytest
import torch

from models.errors import RequestError
from models.language import attention
from models.language.attention import base_attention, rolled_out, rollout
from models.language.tokens import BaseTokenizer, KmerTokenizer, listed
from tests.models.language.toys import CPU, Looking, kmer_vocabulary

K3 = KmerTokenizer(listed(kmer_vocabulary(3)))


def _at(*columns):
    """One head in which token i looks at token columns[i] alone."""
    return torch.nn.functional.one_hot(torch.tensor(columns), len(columns)).float()


def test_where_a_token_is_a_base_the_attention_is_the_networks_own():
    layers = torch.stack([torch.stack([_at(1, 2, 0), _at(0, 0, 0)])])
    found = base_attention(Looking(layers), BaseTokenizer(), "ACG", CPU)
    assert np.array_equal(found, layers.numpy())


def test_what_a_word_is_looked_at_is_shared_by_its_bases():
    # [CLS], ACG, CGT, [SEP]: both words look at ACG.
    looking = Looking(_at(0, 1, 1, 3)[None, None])
    ((found,),) = base_attention(looking, K3, "ACGT", CPU)
    assert found == pytest.approx(np.tile([1 / 3, 1 / 3, 1 / 3, 0], (4, 1)))


def test_a_base_in_several_words_looks_as_they_do_on_average():
    # ACG looks at itself, CGT at [SEP]: what goes to special tokens is missing.
    looking = Looking(_at(0, 1, 3, 3)[None, None])
    ((found,),) = base_attention(looking, K3, "ACGT", CPU)
    assert found.sum(axis=1) == pytest.approx([1, 0.5, 0.5, 0])
    assert found[1] == pytest.approx([1 / 6, 1 / 6, 1 / 6, 0])


def test_rollout_of_one_layer_is_half_of_it_and_half_the_token_itself():
    found = rollout(torch.stack([_at(1, 1), _at(0, 0)])[None])
    # Mean over the heads: each looks half at 0, half at 1.
    assert found.tolist() == [[0.75, 0.25], [0.25, 0.75]]


def test_rollout_multiplies_the_later_layer_with_the_earlier():
    first, second = _at(1, 1, 2), _at(2, 1, 2)
    found = rollout(torch.stack([first[None], second[None]]))
    # Token 0, layer 2: half 0, half 2. Layer 1 makes of 0 half 0, half 1; of 2 itself.
    assert found[0].tolist() == [0.25, 0.25, 0.5]
    assert found.sum(1).tolist() == [1, 1, 1]


def test_the_shares_of_chosen_bases_come_from_the_words_that_hold_them():
    # [CLS], ACG, CGT, GTA, [SEP]; CGT looks at GTA.
    looking = Looking(_at(0, 1, 3, 3, 4)[None, None])
    found = rolled_out(looking, K3, "ACGTA", (1, 2), CPU)
    # C stands in ACG (all itself) and in CGT (half itself, half GTA).
    acg, cgt, gta = 1 / 2, 1 / 4, 1 / 4
    wanted = np.array([acg, acg + cgt, acg + cgt + gta, cgt + gta, gta]) / 3
    assert found == pytest.approx(wanted)
    whole = rolled_out(looking, K3, "ACGTA", None, CPU)
    assert whole.sum() == pytest.approx(1)


def test_a_table_too_large_for_memory_is_refused_with_the_length_that_fits(monkeypatch):
    monkeypatch.setattr(attention, "MOST_BYTES", 4 * 9)
    looking = Looking(_at(0, 1, 2, 3)[None, None])
    with pytest.raises(RequestError, match="Ask for 3 bases at most"):
        base_attention(looking, BaseTokenizer(), "ACGT", CPU)
