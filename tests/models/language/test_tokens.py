"""Sequences to tokens: counted by hand, and against the tokenizers of the package transformers."""

from itertools import pairwise

import numpy as np
import pytest

from models.errors import CheckpointError
from models.language.tokens import (
    BaseTokenizer,
    KmerTokenizer,
    PairTokenizer,
    SixMerTokenizer,
    listed,
)
from tests.models.language.toys import (
    kmer_vocabulary,
    pair_vocabulary,
    random_bases,
    six_mer_vocabulary,
)

K3 = KmerTokenizer(listed(kmer_vocabulary(3)))
SIX = SixMerTokenizer(listed(six_mer_vocabulary()))


def _words(tokenizer, sequence, vocabulary):
    names = {number: word for word, number in listed(vocabulary).items()}
    return [names[number] for number in tokenizer.tokens(sequence).ids]


def test_overlapping_words_stand_between_the_special_tokens():
    found = K3.tokens("ACGTA")
    words = _words(K3, "ACGTA", kmer_vocabulary(3))
    assert words == ["[CLS]", "ACG", "CGT", "GTA", "[SEP]"]
    assert found.starts.tolist() == [0, 0, 1, 2, 0]
    assert found.ends.tolist() == [0, 3, 4, 5, 0]
    assert found.of_bases.tolist() == [False, True, True, True, False]


def test_every_word_with_an_unknown_base_is_unknown():
    words = _words(K3, "ACGNTACG", kmer_vocabulary(3))
    assert words == ["[CLS]", "ACG", "[UNK]", "[UNK]", "[UNK]", "TAC", "ACG", "[SEP]"]
    assert K3.tokens("ACGNTACG").known.tolist() == [
        False, True, False, False, False, True, True, False,
    ]  # fmt: skip


def test_one_base_changes_as_many_overlapping_words_as_they_are_long():
    for k in (3, 6):
        tokenizer = KmerTokenizer(listed(kmer_vocabulary(k)))
        one, other = tokenizer.tokens("A" * 30), tokenizer.tokens("A" * 15 + "C" + "A" * 14)
        assert (one.ids != other.ids).sum() == k
        assert other.over(15, 16).sum() == k


def test_six_bases_are_one_token_and_what_is_left_over_stands_base_by_base():
    words = _words(SIX, "ATCGAATGGCGATGCAC", six_mer_vocabulary())
    assert words == ["<cls>", "ATCGAA", "TGGCGA", *"TGCAC"]


def test_an_unknown_base_stands_alone_and_a_new_frame_begins_after_it():
    words = _words(SIX, "ATCGAATNGGCGATGCAC", six_mer_vocabulary())
    assert words == ["<cls>", "ATCGAA", "T", "N", "GGCGAT", *"GCAC"]
    found = SIX.tokens("ATCGAATNGGCGATGCAC")
    assert found.starts.tolist() == [0, 0, 6, 7, 8, 14, 15, 16, 17]
    assert found.known.tolist() == [False, True, True, False, *[True] * 5]


def test_an_inserted_base_shifts_the_frame_of_all_that_follows():
    sequence = random_bases(60)
    one, other = SIX.tokens(sequence).ids, SIX.tokens(sequence[:13] + "A" + sequence[13:]).ids
    assert (one[:3] == other[:3]).all()
    assert (one[3:11] != other[3:11]).mean() > 0.8


def test_single_bases_are_numbered_after_the_special_tokens():
    found = BaseTokenizer().tokens("ACGTN")
    assert found.ids.tolist() == [7, 8, 9, 10, 11]
    assert found.known.tolist() == [True, True, True, True, False]


def test_pieces_of_uneven_length_cover_every_base_once():
    tokenizer = PairTokenizer(pair_vocabulary())
    found = tokenizer.tokens(random_bases(120, 3))
    spans = [(s, e) for s, e in zip(found.starts, found.ends, strict=True) if e > s]
    assert spans[0][0] == 0
    assert spans[-1][1] == 120
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert len({e - s for s, e in spans}) > 1
    assert found.of_bases.tolist() == [False, *[True] * len(spans), False]


def test_a_piece_that_holds_an_unknown_base_is_not_known():
    tokenizer = PairTokenizer(pair_vocabulary())
    found = tokenizer.tokens("ACGTACNGTACGTA")
    assert not found.known[found.over(6, 7)].any()
    assert found.known[found.over(0, 6)].all()


def test_the_six_mers_are_those_of_the_transformers_package(tmp_path):
    from transformers import EsmTokenizer

    (tmp_path / "vocab.txt").write_text(six_mer_vocabulary())
    theirs = EsmTokenizer(str(tmp_path / "vocab.txt"), eos_token=None)
    for seed, length in enumerate((6, 17, 61, 200)):
        sequence = random_bases(length, seed)
        for known in (sequence, sequence[: length // 2] + "N" + sequence[length // 2 :]):
            assert SIX.tokens(known).ids.tolist() == theirs(known)["input_ids"]


def test_the_overlapping_words_are_those_of_the_transformers_package(tmp_path):
    from transformers import BertTokenizer

    tokenizer = KmerTokenizer(listed(kmer_vocabulary(4)))
    theirs = BertTokenizer(vocab=listed(kmer_vocabulary(4)), do_lower_case=False)
    sequence = random_bases(50, 1)[:30] + "N" + random_bases(50, 2)
    spaced = " ".join(sequence[i : i + 4] for i in range(len(sequence) - 3))
    assert tokenizer.tokens(sequence).ids.tolist() == theirs(spaced)["input_ids"]


@pytest.mark.parametrize(
    ("build", "text", "said"),
    [
        (KmerTokenizer, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nAC\n", "3-, 4-, 5- or 6-mers"),
        (KmerTokenizer, six_mer_vocabulary(), "lacks [CLS]"),
        (SixMerTokenizer, kmer_vocabulary(6), "lacks <cls>"),
        (SixMerTokenizer, six_mer_vocabulary().replace("ACGTAC\n", ""), "lacks ACGTAC"),
    ],
)
def test_the_vocabulary_of_another_model_is_refused(build, text, said):
    with pytest.raises(CheckpointError, match=said.replace("[", r"\[").replace("]", r"\]")):
        build(listed(text))


def test_a_description_of_pieces_that_is_none_is_refused():
    with pytest.raises(CheckpointError, match=r"tokenizer\.json cannot be read"):
        PairTokenizer('{"model": "nothing"}')


def test_no_sequence_is_too_short_to_be_cut():
    assert K3.tokens("AC").of_bases.sum() == 0
    assert SIX.tokens("").ids.tolist() == [3]
    assert len(BaseTokenizer().tokens("").ids) == 0
    assert np.array_equal(SIX.tokens("AC").ends, [0, 1, 2])
