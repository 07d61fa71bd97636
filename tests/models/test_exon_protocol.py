"""The exon protocol on sequences whose answers can be counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import RequestError
from models.splice.exon_protocol import (
    ExonRequest,
    check_exon_request,
    delta_logit_psi,
    delta_psi,
    efficiency,
    exon_sequences,
    logit,
    module_sequences,
    pathogenicity,
    tissue_sequences,
)
from models.splice.mmsplice_networks import spline_basis

LEFT, EXON, RIGHT = "C" * 340 + "T" * 60, "GAAAAAAAAG", "GTCCCC" + "T" * 394


def request(offset: int, ref: str, alt: str, **changes: object) -> ExonRequest:
    """An allele whose REF begins `offset` bases behind the first base of the exon."""
    asked = ExonRequest(LEFT + EXON + RIGHT, 400, 410, 400 + offset, ref, alt, "+")
    return replace(asked, **changes)  # type: ignore[arg-type]


def alt(asked: ExonRequest, overhang: int = 100) -> tuple[str, str, str]:
    check_exon_request(asked)
    found = exon_sequences(asked, overhang)[1]
    return found.acceptor_intron, found.exon, found.donor_intron


def test_ref_has_a_hundred_bases_of_each_intron():
    ref, _ = exon_sequences(request(3, "A", "C"), 100)
    assert (ref.acceptor_intron, ref.exon, ref.donor_intron) == (
        "C" * 40 + "T" * 60,
        EXON,
        RIGHT[:100],
    )


def test_a_substitution_in_the_exon_leaves_the_introns_alone():
    assert alt(request(1, "A", "C")) == ("C" * 40 + "T" * 60, "GCAAAAAAAG", RIGHT[:100])


def test_the_exon_grows_and_shrinks_with_the_allele():
    assert alt(request(1, "A", "ACC"))[1] == "GACCAAAAAAAG"
    assert alt(request(1, "AAA", "A"))[1] == "GAAAAAAG"


def test_bases_deleted_in_an_intron_are_made_up_from_beyond():
    left, exon, right = alt(request(-3, "TT", "T"))
    assert (left, exon) == ("C" * 41 + "T" * 59, EXON)
    assert right == RIGHT[:100]
    assert alt(request(10, "GTC", "G"))[2] == "GCCC" + "T" * 96


def test_bases_inserted_in_an_intron_push_the_far_end_out():
    assert alt(request(-3, "T", "TGG"))[0] == "C" * 38 + "T" * 58 + "GG" + "T" * 2


def test_an_insertion_belongs_to_the_part_of_the_base_before_it():
    assert alt(request(-1, "T", "TA"))[:2] == ("C" * 39 + "T" * 60 + "A", EXON)
    assert alt(request(9, "G", "GA"))[1:] == (EXON + "A", RIGHT[:100])


def test_a_deletion_over_a_junction_is_cut_at_it():
    left, exon, _ = alt(request(-2, "TTGA", "T"))
    assert left == "C" * 41 + "T" * 59
    assert exon == EXON[2:]
    _, exon, right = alt(request(8, "AGGTC", "A"))
    assert exon == "GAAAAAAAA"
    assert right == "CCC" + "T" * 97


def test_a_replacement_over_a_junction_pairs_base_by_base_and_leaves_the_surplus_behind():
    left, exon, _ = alt(request(-2, "TTGA", "CCACGG"))
    assert left == "C" * 40 + "T" * 58 + "CC"
    assert exon == "ACGG" + EXON[2:]


def test_a_deletion_of_the_whole_exon_leaves_an_unknown_base():
    asked = request(-1, "T" + EXON + "GT", "T")
    found = exon_sequences(asked, 100)[1]
    assert found.exon == ""
    assert module_sequences(found)[2] == "N"


def test_the_minus_strand_reads_from_the_other_end():
    ref, changed = exon_sequences(request(9, "G", "C", strand="-"), 100)
    assert ref.acceptor_intron == "A" * 94 + "GGGGAC"
    assert changed.exon == "G" + "TTTTTTTTC"
    assert changed.donor_intron == "A" * 60 + "G" * 40


def test_each_module_reads_its_own_bases():
    ref, _ = exon_sequences(request(3, "A", "C"), 100)
    acceptor_intron, acceptor, exon, donor, donor_intron = module_sequences(ref)
    assert acceptor_intron == "C" * 40 + "T" * 54
    assert acceptor == "T" * 50 + "GAA"
    assert exon == EXON
    assert donor == "AAAAG" + "GTCCCC" + "T" * 7
    assert donor_intron == "T" * 94


def test_a_first_exon_reads_unknown_bases_where_it_has_no_intron():
    ref, _ = exon_sequences(request(3, "A", "C", left_intron=False), 100)
    acceptor_intron, acceptor, *_ = module_sequences(ref)
    assert ref.acceptor_intron == ""
    assert acceptor_intron == "N" * 45
    assert acceptor == "N" * 50 + "GAA"
    assert tissue_sequences(ref)[0][:301] == "N" * 300 + "G"


def test_the_tissue_networks_read_four_hundred_bases_of_both_ends():
    ref, _ = exon_sequences(request(3, "A", "C"), 300)
    first, last = tissue_sequences(ref)
    assert first == "C" * 240 + "T" * 60 + EXON + RIGHT[:90]
    assert last == LEFT[-90:] + EXON + RIGHT[:300]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ref": "C"}, "REF is not in the window"),
        ({"alt": ""}, "an allele is empty"),
        ({"strand": "."}, "the strand"),
        ({"exon_start": 410}, "no exon"),
        ({"exon_start": 100}, "too short before"),
    ],
)
def test_a_malformed_request_is_refused(changes, words):
    with pytest.raises(RequestError, match=words):
        check_exon_request(replace(request(3, "A", "C"), **changes))


def test_the_linear_models_are_as_published():
    ref, changed = np.zeros(5), np.array([0.0, 0.0, 1.0, 2.0, 0.0])
    # exon and donor both change: their weights, and the exon's once more
    expected = 1.54760024 + 2 * 0.75011527 - 0.69419094 + 0.00064803
    assert delta_logit_psi(ref, changed) == pytest.approx(expected, abs=1e-7)
    assert efficiency(ref, changed) == pytest.approx(
        3.83603188 + 2 * 1.04443485 - 2.25699023 - 0.12248810, abs=1e-7
    )
    raised = 0.32264241 - 2 * 2.69134854 + 0.23300564 + 0.912602
    assert pathogenicity(ref, changed) == pytest.approx(1 / (1 + np.exp(-raised)), abs=1e-9)


def test_two_regions_that_change_together_count_together():
    ref = np.zeros(5)
    donor = delta_logit_psi(ref, np.array([0, 0, 0, 1.0, 1.0]))
    assert donor == pytest.approx(0.75011527 + 2.26187717 + 2.40138709 + 0.00064803, abs=1e-7)
    acceptor = delta_logit_psi(ref, np.array([1.0, 1.0, 0, 0, 0]))
    assert acceptor == pytest.approx(0.49685773 + 0.72322957 + 0.88148553 + 0.00064803, abs=1e-7)
    apart = delta_logit_psi(ref, np.array([0, 0, 0, 0, 1.0]))
    assert apart == pytest.approx(2.26187717 + 0.00064803, abs=1e-7)


def test_a_probability_of_one_has_a_finite_logit():
    ends = logit(np.array([0.0, 0.5, 1.0], dtype=np.float32))
    assert ends == pytest.approx([-11.51, 0.0, 11.51], abs=0.01)


def test_inclusion_changes_by_the_logit_and_stays_unknown_where_it_is():
    known = np.array([0.5, 1.0, np.nan], dtype=np.float32)
    change = delta_psi(np.array([-np.log(3.0), 0.0, -1.0]), known)
    assert change[:2] == pytest.approx([-0.25, 0.0])
    assert np.isnan(change[2])


def test_the_splines_add_up_to_one_at_every_position():
    basis = spline_basis(400)
    assert basis.shape == (400, 10)
    assert basis.sum(axis=1) == pytest.approx(np.ones(400), abs=1e-5)
    assert (basis >= 0).all()
