"""Each limit of the conditions from both of its sides, on both strands."""

import pytest

from core.domain.consequence import OutcomeKind
from tests.core.interpret.outcomes.toy_gene import ACCEPTOR, DONOR, QUIET, Toy, snv

SKIP, RUN = OutcomeKind.EXON_SKIPPING, OutcomeKind.MULTI_EXON_SKIPPING
KEPT, PART = OutcomeKind.INTRON_RETENTION, OutcomeKind.PARTIAL_INTRON_RETENTION
LOST, NEW = OutcomeKind.PARTIAL_EXON_LOSS, OutcomeKind.PSEUDOEXON

pytestmark = pytest.mark.parametrize("strand", ["+", "-"])

PUBLISHED, LONE, WEAK = "published", "Called by the loss of one site", "The other site gains too"


def how(outcome):
    return next((word for word in (LONE, WEAK) if word in " ".join(outcome.cautions)), PUBLISHED)


def called(strand, sites, edit=QUIET):
    """Kind, exons, intron and whether the published conditions call it, of each aberration."""
    return {
        (found.kind, found.exon_numbers, found.intron_number): how(found)
        for found in Toy(strand, edit).outcomes(sites)
        if found.kind.is_aberration
    }


def place(number):
    """A substitution at a place, whatever stands there."""
    return snv(number, "G" if Toy().sequence[number] != "G" else "C")


SKIP_3 = (SKIP, (3,), None)


@pytest.mark.parametrize(
    ("acceptor", "donor", "expected"),
    [
        ((0.9, 0.7), (0.9, 0.88), PUBLISHED),
        ((0.9, 0.88), (0.9, 0.7), PUBLISHED),
        ((0.9, 0.704), (0.9, 0.884), PUBLISHED),
        ((0.9, 0.7), (0.9, 0.89), LONE),
        ((0.9, 0.89), (0.9, 0.7), LONE),
        ((0.9, 0.7), (0.9, 0.886), LONE),
        ((0.9, 0.71), (0.9, 0.71), None),
        ((0.9, 0.706), (0.9, 0.5), PUBLISHED),
    ],
)
def test_skipping_asks_for_a_loss_of_02_and_one_of_002(strand, acceptor, donor, expected):
    found = called(strand, {"A3": acceptor, "D3": donor})
    assert found.get(SKIP_3) == expected


@pytest.mark.parametrize(("edit", "is_called"), [(2270, True), (2269, False)])
@pytest.mark.parametrize("donor", [(0.9, 0.1), (0.9, 0.9)])
def test_skipping_is_called_up_to_50_bases_from_an_exon(strand, edit, is_called, donor):
    found = called(strand, {"A3": (0.9, 0.1), "D3": donor}, place(edit))
    assert (SKIP_3 in found) == is_called


@pytest.mark.parametrize(("edit", "is_called"), [(869, True), (870, False)])
def test_the_50_bases_count_behind_an_exon_too(strand, edit, is_called):
    found = called(strand, {"A2": (0.9, 0.1), "D2": (0.9, 0.1)}, place(edit))
    assert bool(found) == is_called


@pytest.mark.parametrize(
    ("donor", "acceptor", "expected"),
    [
        ((0.9, 0.7), (0.9, 0.88), PUBLISHED),
        ((0.9, 0.88), (0.9, 0.7), PUBLISHED),
        ((0.9, 0.7), (0.9, 0.89), LONE),
        ((0.9, 0.89), (0.9, 0.7), LONE),
        ((0.9, 0.71), (0.9, 0.71), None),
    ],
)
def test_retention_asks_for_the_same_of_the_donor_before_and_the_acceptor_behind(
    strand, donor, acceptor, expected
):
    found = called(strand, {"D1": donor, "A2": acceptor}, place(365))
    assert found.get((KEPT, (), 1)) == expected


@pytest.mark.parametrize(("edit", "is_called"), [(409, True), (410, False)])
def test_retention_is_called_up_to_50_bases_from_an_exon(strand, edit, is_called):
    found = called(strand, {"D1": (0.9, 0.1), "A2": (0.9, 0.1)}, place(edit))
    assert ((KEPT, (), 1) in found) == is_called


def test_the_strongest_lost_acceptor_and_donor_bound_a_run(strand):
    found = called(strand, {"A2": (0.9, 0.1), "D4": (0.9, 0.1)})
    assert found[RUN, (2, 3, 4), None] == PUBLISHED


def test_a_lost_donor_before_a_lost_acceptor_bounds_no_run(strand):
    found = called(strand, {"D2": (0.9, 0.1), "A4": (0.9, 0.1)})
    assert not any(kind is RUN for kind, _, _ in found)


def test_exons_that_are_lost_one_by_one_are_also_told_as_lost_together(strand):
    lost = (0.9, 0.5)
    found = called(strand, {"A2": lost, "D2": lost, "A3": lost, "D3": lost})
    assert found[SKIP, (2,), None] == found[SKIP_3] == found[RUN, (2, 3), None] == PUBLISHED
    apart = called(strand, {"A2": lost, "D2": lost, "A4": lost, "D4": lost})
    assert {exons for kind, exons, _ in apart if kind is RUN} <= {(2, 3, 4)}


def test_first_and_last_exon_are_never_skipped(strand):
    found = called(strand, {"D1": (0.9, 0.0), "A5": (0.9, 0.0)}, place(340))
    assert not any(kind in (SKIP, RUN) and {1, 5} & set(exons) for kind, exons, _ in found)
    assert found[KEPT, (), 1] == found[KEPT, (), 4] == LONE


class TestCrypticSite:
    @pytest.mark.parametrize(
        ("native", "new", "expected"),
        [
            # A gain of 0.2 counts where ALT is not more than 0.2 below the annotated site.
            ((0.39, 0.39), (0.0, 0.2), PUBLISHED),
            ((0.4, 0.4), (0.0, 0.2), None),
            ((0.38, 0.38), (0.0, 0.19), None),
            ((0.9, 0.7), (0.3, 0.5), WEAK),
            ((0.9, 0.69), (0.3, 0.5), PUBLISHED),
            # It gains less: loss above 0.1, ALT 0.9 and 0.2 more than the annotated one.
            ((0.81, 0.7), (0.85, 0.9), PUBLISHED),
            ((0.8, 0.7), (0.85, 0.9), None),
            ((0.81, 0.7), (0.84, 0.89), None),
            ((0.82, 0.71), (0.85, 0.9), None),
            # The annotated one is lost and the other has at least 0.05.
            ((0.9, 0.7), (0.05, 0.05), WEAK),
            ((0.9, 0.7), (0.04, 0.04), None),
            ((0.9, 0.71), (0.05, 0.05), None),
        ],
    )
    @pytest.mark.parametrize(
        ("name", "site", "key"),
        [
            ("D2", (DONOR, 829), (PART, (2,), 2)),
            ("D2", (DONOR, 809), (LOST, (2,), None)),
            ("A3", (ACCEPTOR, 2310), (PART, (3,), 2)),
            ("A3", (ACCEPTOR, 2330), (LOST, (3,), None)),
        ],
    )
    def test_the_condition_on_raw_scores(self, strand, native, new, expected, name, site, key):
        edit = place(825 if name == "D2" else 2312)
        found = called(strand, {name: native, site: new}, edit)
        assert found.get(key) == expected

    @pytest.mark.parametrize(
        ("site", "edit", "is_called"),
        [
            ((DONOR, 819 + 250), 825, True),
            ((DONOR, 819 + 251), 825, False),
            ((ACCEPTOR, 2320 - 250), 2312, True),
            ((ACCEPTOR, 2320 - 251), 2312, False),
        ],
    )
    def test_it_lies_up_to_250_bases_in_an_intron(self, strand, site, edit, is_called):
        found = called(strand, {site: (0.0, 0.95)}, place(edit))
        assert any(kind is PART for kind, _, _ in found) == is_called

    @pytest.mark.parametrize(("edit", "is_called"), [(1069, True), (1070, False)])
    def test_in_an_intron_it_counts_up_to_250_bases_from_an_exon(self, strand, edit, is_called):
        found = called(strand, {(DONOR, 900): (0.0, 0.95)}, place(edit))
        assert bool(found) == is_called

    @pytest.mark.parametrize(("edit", "is_called"), [(869, True), (870, False)])
    def test_in_an_exon_it_counts_up_to_50_bases_from_an_exon(self, strand, edit, is_called):
        found = called(strand, {(DONOR, 800): (0.0, 0.95)}, place(edit))
        assert bool(found) == is_called

    @pytest.mark.parametrize(
        ("site", "numbers"),
        [
            ((DONOR, 760), (2,)),
            ((DONOR, 759), None),
            ((ACCEPTOR, 819), (2,)),
            ((ACCEPTOR, 820), None),
        ],
    )
    def test_a_base_of_the_exon_stays(self, strand, site, numbers):
        found = called(strand, {site: (0.0, 0.95)}, place(790))
        assert {exons for kind, exons, _ in found if kind is LOST} == ({numbers} - {None})

    def test_the_intron_is_not_used_up(self, strand):
        """Intron 3 has 300 bases: no exon is 250 longer, and none reaches into the next one."""
        for site in ((DONOR, 2381 + 300), (ACCEPTOR, 2380)):
            found = called(strand, {site: (0.0, 0.95)}, place(2385))
            assert not any(kind is PART for kind, _, _ in found)


class TestPseudoexon:
    @pytest.mark.parametrize(
        ("acceptor", "donor", "is_called"),
        [
            ((0.0, 0.2), (0.0, 0.02), True),
            ((0.0, 0.02), (0.0, 0.2), True),
            ((0.5, 0.7), (0.5, 0.52), True),
            ((0.0, 0.19), (0.0, 0.19), False),
            ((0.0, 0.2), (0.0, 0.01), False),
            ((0.0, 0.01), (0.0, 0.2), False),
        ],
    )
    def test_it_asks_for_a_gain_of_02_and_one_of_002(self, strand, acceptor, donor, is_called):
        sites = {(ACCEPTOR, 1400): acceptor, (DONOR, 1450): donor}
        assert bool(called(strand, sites, place(1500))) == is_called

    @pytest.mark.parametrize(
        ("size", "is_called"), [(24, False), (25, True), (500, True), (501, False)]
    )
    def test_it_has_25_to_500_bases(self, strand, size, is_called):
        sites = {(ACCEPTOR, 1400): (0.0, 0.5), (DONOR, 1400 + size - 1): (0.0, 0.5)}
        found = Toy(strand, place(1390)).outcomes(sites)
        assert [(one.kind, one.size) for one in found] == ([(NEW, size)] if is_called else [])

    @pytest.mark.parametrize(
        ("first", "last", "is_called"),
        [(870, 920, True), (869, 920, False), (2200, 2269, True), (2200, 2270, False)],
    )
    def test_both_sites_lie_more_than_50_bases_deep(self, strand, first, last, is_called):
        """The first base of intron 2 is 820, the last 2319: 870 and 2269 are the 51st."""
        sites = {(ACCEPTOR, first): (0.0, 0.5), (DONOR, last): (0.0, 0.5)}
        found = called(strand, sites, place(1500))
        assert (NEW in {kind for kind, _, _ in found}) == is_called

    @pytest.mark.parametrize(
        ("edit", "is_called"),
        [(869, False), (870, True), (2269, True), (2270, False), (800, False)],
    )
    def test_so_does_the_variant(self, strand, edit, is_called):
        sites = {(ACCEPTOR, 1400): (0.0, 0.5), (DONOR, 1450): (0.0, 0.5)}
        assert bool(called(strand, sites, place(edit))) == is_called

    def test_the_acceptor_comes_first_and_both_lie_in_one_intron(self, strand):
        turned = {(DONOR, 1400): (0.0, 0.5), (ACCEPTOR, 1450): (0.0, 0.5)}
        assert called(strand, turned, place(1500)) == {}
        apart = {(ACCEPTOR, 2200): (0.0, 0.5), (DONOR, 2500): (0.0, 0.5)}
        assert called(strand, apart, place(1500)) == {}


class TestMoreUse:
    @pytest.mark.parametrize(
        ("acceptor", "donor", "kinds"),
        [
            ((0.5, 0.7), (0.5, 0.52), [OutcomeKind.INCREASED_INCLUSION]),
            ((0.5, 0.52), (0.5, 0.7), [OutcomeKind.INCREASED_INCLUSION]),
            ((0.5, 0.7), (0.5, 0.51), [OutcomeKind.SITE_STRENGTHENED]),
            ((0.5, 0.51), (0.5, 0.7), [OutcomeKind.SITE_STRENGTHENED]),
            ((0.5, 0.69), (0.5, 0.69), []),
        ],
    )
    def test_inclusion_asks_for_a_gain_of_02_and_one_of_002(self, strand, acceptor, donor, kinds):
        found = Toy(strand).outcomes({"A3": acceptor, "D3": donor})
        assert [one.kind for one in found] == kinds
