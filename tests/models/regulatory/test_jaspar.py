"""Motifs before and after a change, and names of factors."""

import numpy as np
import pytest

from models.engine import EngineInfo
from models.errors import RequestError
from models.regulatory.factors import factor_genes, factor_symbol
from models.regulatory.jaspar import JasparEngine
from models.regulatory.motifs import Motif
from models.regulatory.protocol import AlleleRequest

INFO = EngineInfo("jaspar", "JASPAR", "toy", "0" * 64, "float32", 13, "cpu", 6)


def motif(word: str, **words: str) -> Motif:
    counts = np.zeros((len(word), 4), dtype=np.float32)
    counts[np.arange(len(word)), ["ACGT".index(letter) for letter in word]] = 100
    return Motif(f"MA_{word}", "Gata1", counts, **words)


@pytest.fixture(scope="module")
def engine() -> JasparEngine:
    return JasparEngine(
        [motif("GATAAG"), motif("CCC", data_type="HT-SELEX, Methyl-HT-SELEX")], INFO
    )


def score(engine: JasparEngine, left: str, ref: str, alt: str, right: str):
    ((_, said),) = engine.score([AlleleRequest.of(left, ref, alt, right)])
    return said


def test_a_site_that_is_lost_is_told_in_powers_of_ten(engine):
    said = score(engine, "TTTTTGAT", "A", "C", "AGTTTTT")
    assert said.ref[0] == pytest.approx(6 * np.log10(4), abs=1e-4)
    assert said.alt[0] < said.ref[0] - 1
    assert said.delta[0] == pytest.approx(said.alt[0] - said.ref[0])


def test_a_site_that_is_made_on_the_other_strand_counts(engine):
    said = score(engine, "TTTTTCTT", "C", "A", "TCAAAAA")
    assert said.alt[0] == pytest.approx(6 * np.log10(4), abs=1e-4)
    assert said.delta[0] > 1


def test_a_site_beside_the_change_does_not_count(engine):
    said = score(engine, "TTTTTGATAAG", "T", "C", "TTTTTTT")
    assert said.ref[0] < 3


def test_a_site_that_an_insertion_makes_and_a_deletion_takes(engine):
    made = score(engine, "TTTTTTTGA", "T", "TAA", "GTTTTTTT")
    lost = score(engine, "TTTTTTTGA", "TAA", "T", "GTTTTTTT")
    assert made.delta[0] == pytest.approx(-lost.delta[0])
    assert made.alt[0] == pytest.approx(6 * np.log10(4), abs=1e-4)


def test_what_only_unknown_bases_surround_is_unknown(engine):
    said = score(engine, "NNNNNN", "A", "C", "NNNNNN")
    assert np.isnan(said.ref).all()
    assert not said.is_finite


def test_whole_sequences_are_judged_by_their_best_place(engine):
    found = engine.outputs(["TTTTTTTTTT", "TTGATAAGTT", "GGGTT"])
    assert found.shape == (3, 2)
    assert found[1, 0] == pytest.approx(6 * np.log10(4), abs=1e-4)
    assert found[2, 1] == pytest.approx(3 * np.log10(4), abs=1e-4)
    assert np.isnan(found[2, 0])


def test_the_place_that_a_track_rests_on_is_given_for_both_alleles(engine):
    request = AlleleRequest.of("TTTTTGAT", "A", "C", "AGTTTTT")
    ((_, said),) = engine.score([request])
    ref, alt = engine.best_hits(request, 0)
    assert (ref.start, ref.end, ref.strand) == (5, 11, "+")
    assert request.ref_sequence[ref.start : ref.end] == "GATAAG"
    assert -np.log10([ref.p, alt.p]) == pytest.approx([said.ref[0], said.alt[0]], abs=1e-4)


def test_hits_are_given_for_drawing(engine):
    (hit,) = engine.hits("TTGATAAGTT", 0.001)
    assert (engine.motifs[hit.number].matrix_id, hit.start, hit.end) == ("MA_GATAAG", 2, 8)


def test_tracks_name_factor_and_assay(engine):
    assert engine.tracks[0].name == "Gata1_MA_GATAAG"
    assert engine.tracks[0].factor == "GATA1"
    assert engine.tracks[1].assay == "HT-SELEX_Methyl-HT-SELEX"


def test_motifs_are_not_explained_base_by_base(engine):
    assert engine.methods == ()
    with pytest.raises(RequestError, match="Look at where they fit"):
        engine.attribute(AlleleRequest.of("A", "C", "G", "T"), track=0)


def test_a_change_that_is_too_long_is_refused(engine):
    with pytest.raises(RequestError, match="too long"):
        list(engine.score([AlleleRequest.of("A" * 9, "C", "C" + "G" * 300, "A" * 9)]))


@pytest.mark.parametrize(
    ("name", "symbol", "genes"),
    [
        ("CTCF", "CTCF", ("CTCF",)),
        ("Nkx2-1", "NKX2-1", ("NKX2-1",)),
        ("HuR", "ELAVL1", ("ELAVL1",)),
        ("Oct1", "POU2F1", ("POU2F1",)),
        ("RXRA::VDR", "RXRA::VDR", ("RXRA", "VDR")),
        ("Arntl::Clock", "BMAL1::CLOCK", ("BMAL1", "CLOCK")),
        ("EWSR1-FLI1", "EWSR1::FLI1", ("EWSR1", "FLI1")),
        ("JUN::JUN", "JUN::JUN", ("JUN",)),
    ],
)
def test_one_factor_has_one_symbol(name, symbol, genes):
    assert factor_symbol(name) == symbol
    assert factor_genes(name) == genes
