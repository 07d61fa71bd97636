"""The network itself: size, padding, what is kept."""

import time

import numpy as np
import pytest
import torch

from models.coding.features import NAMES, WordTables, longest_frame
from models.coding.hexamers import N_CODONS, N_HEXAMERS, WordTable
from models.coding.kept import NETWORK, KeptManifest, keep, kept
from models.coding.model import WEIGHTS, NetworkModel, trained_from, weights_of
from models.coding.network import CodingNetwork, codon_tokens, padded
from models.coding.training import LabelledSequence, Trained, WordCounts
from models.errors import PackDigestError, PackStateError


def _network():
    torch.manual_seed(4)
    return CodingNetwork().eval()


def _trained():
    rng = np.random.default_rng(1)
    tables = WordTables(
        WordTable(rng.normal(size=N_HEXAMERS), 6), WordTable(rng.normal(size=N_CODONS), 3)
    )
    n = len(NAMES)
    return Trained((_network(), _network()), tables, rng.normal(size=n), np.full(n, 2.0))


def _manifest():
    return KeptManifest(
        kind=NETWORK, title="Test", made_at="", made_by="", origin="", coding_from=0.6,
        non_coding_below=0.4, cutoffs_source="", numbers={"slope": 2.0, "intercept": -1.0},
    )  # fmt: skip


def test_the_network_is_small():
    assert sum(one.numel() for one in CodingNetwork().parameters()) < 200_000


def test_padding_changes_nothing():
    codons, longer = codon_tokens("ATGGCCTAA"), codon_tokens("ATG" * 50)
    values = torch.zeros(1, len(NAMES))
    with torch.inference_mode():
        alone = _network()(padded([codons]), values)
        beside = _network()(padded([codons, longer]), values.repeat(2, 1))
    assert torch.allclose(alone, beside[:1], atol=1e-6)


def test_codons_are_numbered_and_unknown_ones_told():
    assert codon_tokens("AAAAACNAA").tolist() == [0, 1, 64]
    assert len(codon_tokens("ATG" * 999)) == 300
    assert padded([codon_tokens("")]).tolist() == [[65]]


def test_words_of_a_left_out_chromosome_are_not_in_its_tables():
    sequences = [
        LabelledSequence("AAAAAA", "chr1", "a", "whole mRNA", is_coding=True, coding=(0, 6)),
        LabelledSequence("CCCCCC", "chr2", "b", "whole mRNA", is_coding=True, coding=(0, 6)),
        LabelledSequence("GGGGGG", "chr2", "b", "piece", is_coding=True),
        LabelledSequence("TTTTTT", "chr1", "a", "UTR", is_coding=False),
    ]
    counts = WordCounts(sequences)
    everything, without = counts.tables(), counts.tables(without="chr1")
    assert everything.hexamers.score("AAAAAA") > everything.hexamers.score("GGGGGG")
    assert without.hexamers.score("AAAAAA") == without.hexamers.score("GGGGGG")
    assert without.hexamers.score("CCCCCC") > without.hexamers.score("GGGGGG")


def test_what_is_kept_answers_as_before(own_data_folder):
    trained = _trained()
    manifest = keep(_manifest(), {WEIGHTS: weights_of(trained)})
    sequence = "GCC" * 20 + "ATG" + "GAC" * 60 + "TAA"
    frame = longest_frame(sequence)
    before = NetworkModel(manifest, trained).read(sequence, frame)
    assert NetworkModel.load().read(sequence, frame) == before
    assert NetworkModel.load().name == f"Test {manifest.digest[:12]}"
    assert len(before.features) == len(NAMES) + 1


def test_contributions_are_the_change_by_one_value_at_its_mean():
    trained = _trained()
    model = NetworkModel(_manifest().model_copy(update={"files": {}}), trained)
    sequence = "ATG" + "GAC" * 60 + "TAA"
    frame = longest_frame(sequence)
    found = model.read(sequence, frame)
    place = NAMES.index("gc")
    value = {one.name: one for one in found.features}["gc"]
    from models.coding.features import features

    standard = (features(sequence, frame, trained.tables) - trained.mean) / trained.spread
    replaced = standard.copy()
    replaced[place] = 0.0
    rows = torch.from_numpy(np.stack([standard, replaced])).float()
    codons = padded([codon_tokens(sequence)]).repeat(2, 1)
    with torch.inference_mode():
        given = torch.stack([one(codons, rows) for one in trained.networks]).mean(0)
    assert found.log_odds == pytest.approx(2 * float(given[0]) - 1, abs=1e-5)
    assert value.contribution == pytest.approx(2 * float(given[0] - given[1]), abs=1e-5)


def test_a_missing_and_a_damaged_model_are_told_apart(own_data_folder):
    with pytest.raises(PackStateError, match="There is no network model"):
        kept(NETWORK)
    keep(_manifest(), {WEIGHTS: weights_of(_trained())})
    folder = own_data_folder / "coding" / NETWORK
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(PackDigestError, match="is damaged"):
        kept(NETWORK)


def test_a_new_model_takes_the_place_of_the_older_one(own_data_folder):
    first = keep(_manifest(), {WEIGHTS: weights_of(_trained())})
    second = keep(_manifest().model_copy(update={"coding_from": 0.9}), {WEIGHTS: b"x"})
    assert first.digest != second.digest
    assert kept(NETWORK)[1] == {WEIGHTS: b"x"}
    assert [one.name for one in (own_data_folder / "coding").iterdir()] == [NETWORK]


def test_a_transcript_is_read_in_less_than_fifty_milliseconds():
    model = NetworkModel(_manifest(), trained_from(weights_of(_trained())))
    rng = np.random.default_rng(2)
    sequence = "ATG" + "".join(rng.choice(["GAC", "CTG", "AAG"], 1500)) + "TAA"
    frame = longest_frame(sequence)
    model.read(sequence, frame)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        model.read(sequence, frame)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.05
