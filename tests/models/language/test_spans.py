"""Which tokens are hidden: counted by hand."""

from models.language.pairs import AllelePair, allele_pairs
from models.language.spans import hidden_tokens
from models.language.tokens import KmerTokenizer, PairTokenizer, SixMerTokenizer, listed
from models.regulatory.protocol import AlleleRequest
from tests.models.language.toys import (
    kmer_vocabulary,
    pair_vocabulary,
    random_bases,
    six_mer_vocabulary,
)

K3 = KmerTokenizer(listed(kmer_vocabulary(3)))
SIX = SixMerTokenizer(listed(six_mer_vocabulary()))
PAIRS = PairTokenizer(pair_vocabulary())


def _hidden(tokenizer, pair):
    """Spans of the hidden tokens of REF and of ALT."""
    tokens = tokenizer.tokens(pair.ref), tokenizer.tokens(pair.alt)
    masks = hidden_tokens(*tokens, pair, overlaps=tokenizer.overlaps)
    return [
        list(zip(x.starts[mask].tolist(), x.ends[mask].tolist(), strict=True))
        for x, mask in zip(tokens, masks, strict=True)
    ]


def _request(left, ref, alt, right):
    return AlleleRequest.of(left, ref, alt, right)


def test_all_overlapping_words_over_a_changed_base_are_hidden():
    sequence = random_bases(12)
    other = sequence[:5] + ("C" if sequence[5] != "C" else "G") + sequence[6:]
    ref, alt = _hidden(K3, AllelePair(sequence, other, 5, 6, is_substitution=True))
    assert ref == alt == [(3, 6), (4, 7), (5, 8)]


def test_the_one_six_mer_of_a_changed_base_is_hidden():
    sequence = random_bases(24)
    other = sequence[:8] + ("C" if sequence[8] != "C" else "G") + sequence[9:]
    ref, alt = _hidden(SIX, AllelePair(sequence, other, 8, 9, is_substitution=True))
    assert ref == alt == [(6, 12)]


def test_a_deletion_hides_equally_many_words_of_both_alleles():
    pairs = list(allele_pairs(_request(random_bases(20, 1), "ACG", "A", random_bases(20, 2)), 16))
    assert len(pairs) == 4  # left and right flank held still, each on both strands
    for pair in pairs:
        ref, alt = _hidden(K3, pair)
        assert ref == alt
        assert len(ref) == 2 + 3 - 1


def test_the_compared_bases_of_the_second_window_end_where_the_change_ends():
    request = _request("G" * 20, "T", "TAAA", "C" * 20)
    first, _, second, turned = allele_pairs(request, 16)
    # The first inserted base stands at 8; with the right flank held still, the last one at 7.
    assert (first.start, first.end) == (8, 11)
    assert first.alt[8:11] == "AAA"
    assert (second.start, second.end) == (5, 8)
    assert second.alt[5:8] == "AAA"
    assert second.ref[8:] == second.alt[8:]
    assert (turned.start, turned.end) == (8, 11)
    assert turned.alt[8:11] == "TTT"


def test_hidden_pieces_reach_from_a_common_boundary_to_a_common_boundary():
    for seed in range(40):
        left, right = random_bases(60, seed), random_bases(60, seed + 100)
        for alleles in (("A", "G"), ("A", "ATTG"), ("CTA", "C")):
            for pair in allele_pairs(_request(left, *alleles, right), 64):
                ref, alt = _hidden(PAIRS, pair)
                assert ref[0][0] == alt[0][0] <= pair.start
                assert ref[-1][1] == alt[-1][1] >= pair.end


def test_of_a_substitution_no_piece_that_differs_stays_open():
    n_moved = 0
    for seed in range(60):
        request = _request(random_bases(60, seed), "A", "G", random_bases(60, seed + 100))
        for pair in allele_pairs(request, 64):
            tokens = PAIRS.tokens(pair.ref), PAIRS.tokens(pair.alt)
            masks = hidden_tokens(*tokens, pair, overlaps=False)
            open_ones = [
                list(zip(x.ids[~mask], x.starts[~mask], x.ends[~mask], strict=True))
                for x, mask in zip(tokens, masks, strict=True)
            ]
            assert open_ones[0] == open_ones[1]
            n_moved += masks[0].sum() > 1
    assert n_moved > 10  # boundaries do move


def test_a_frame_that_restarts_after_an_unknown_base_is_followed():
    window = random_bases(10) + "N" + random_bases(13, 1)
    other = window[:15] + ("C" if window[15] != "C" else "G") + window[16:]
    ref, alt = _hidden(SIX, AllelePair(window, other, 15, 16, is_substitution=True))
    assert ref == alt == [(11, 17)]
