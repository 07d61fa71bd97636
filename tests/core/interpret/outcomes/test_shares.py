"""How outcomes share out the transcripts of a changed allele; all numbers by hand."""

import pytest

from core.domain.consequence import OutcomeKind
from tests.core.interpret.outcomes.toy_gene import ACCEPTOR, DONOR, QUIET, Toy, snv

pytestmark = pytest.mark.parametrize("strand", ["+", "-"])

SKIP, KEPT = OutcomeKind.EXON_SKIPPING, OutcomeKind.INTRON_RETENTION


def shares(strand, sites, edit=QUIET):
    return {
        (found.kind, found.exon_numbers or found.intron_number): found.share
        for found in Toy(strand, edit).outcomes(sites)
    }


def test_sites_that_are_lost_together_skip_their_exon(strand):
    """Half of either use is gone: skipping weighs 0.5, and no intron is read."""
    assert shares(strand, {"A3": (0.8, 0.4), "D3": (0.6, 0.3)}) == pytest.approx(
        {(SKIP, (3,)): 0.5}
    )


def test_a_donor_lost_alone_reads_a_short_intron(strand):
    """Skipping weighs 0.5 * 0.1, retention of the 300 bases of intron 3 weighs 0.5 * 1.0."""
    found = shares(strand, {"D3": (0.8, 0.4)})
    assert found == pytest.approx({(KEPT, 3): 0.5 * 10 / 11, (SKIP, (3,)): 0.5 / 11})


def test_a_long_intron_is_read_more_rarely(strand):
    """The 1,500 bases of intron 2 weigh 0.5 * 0.2 beside 0.5 * 0.1."""
    found = shares(strand, {"A3": (0.8, 0.4)})
    assert found == pytest.approx({(KEPT, 2): 0.5 * 2 / 3, (SKIP, (3,)): 0.5 / 3})


def test_another_site_takes_as_much_as_its_probability(strand):
    """Weights 0.4 for the site, 0.1 and 0.05 for the intron and the exon; half is lost."""
    found = shares(strand, {"A3": (0.8, 0.4), (ACCEPTOR, 2310): (0.0, 0.4)})
    assert found == pytest.approx(
        {
            (OutcomeKind.PARTIAL_INTRON_RETENTION, (3,)): 0.5 * 0.4 / 0.55,
            (KEPT, 2): 0.5 * 0.1 / 0.55,
            (SKIP, (3,)): 0.5 * 0.05 / 0.55,
        }
    )


def test_a_site_that_is_gained_beside_an_unchanged_one_competes_with_it(strand):
    found = shares(strand, {"A3": 0.4, (ACCEPTOR, 2310): (0.0, 0.6)})
    assert found == pytest.approx({(OutcomeKind.PARTIAL_INTRON_RETENTION, (3,)): 0.6})


def test_a_pseudoexon_takes_as_much_as_its_weaker_site(strand):
    sites = {(ACCEPTOR, 1400): (0.0, 0.5), (DONOR, 1450): (0.0, 0.3)}
    found = shares(strand, sites, snv(1500, "A"))
    assert found == pytest.approx({(OutcomeKind.PSEUDOEXON, 2): 0.3})


def test_a_lone_event_is_told_even_where_both_sites_of_its_exon_lose_as_much(strand):
    """Both ends of exon 3 lose a hundredth of their use: that takes no weight off the new site."""
    sites = {"A3": (0.5, 0.498), "D3": (0.5, 0.498), (ACCEPTOR, 2310): (0.0, 0.6)}
    found = shares(strand, sites)
    assert found == pytest.approx({(OutcomeKind.PARTIAL_INTRON_RETENTION, (3,)): 0.6 / 1.098})


def test_what_falls_below_a_twentieth_of_the_weights_is_left_out(strand):
    """Both sites of exon 2 go together: introns and another donor weigh next to nothing."""
    sites = {"D2": (0.9, 0.1), "A2": (0.9, 0.09), (DONOR, 829): (0.0, 0.05)}
    found = shares(strand, sites, snv(825, "G"))
    assert found == pytest.approx({(SKIP, (2,)): 0.9})


def test_no_outcome_splices_at_a_site_that_is_destroyed(strand):
    """Leaving exon 3 out would join exon 2 to the acceptor of exon 4, which is gone."""
    found = shares(strand, {"D3": (0.9, 0.6), "A4": (0.9, 0.0)})
    assert (SKIP, (3,)) not in found
    assert found.keys() & {(KEPT, 3), (SKIP, (4,))}
    assert (SKIP, (3,)) in shares(strand, {"D3": (0.9, 0.6)})
