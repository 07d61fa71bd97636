"""What observed introns say about a splice site."""

import pytest

from core.domain.junction import Junction, ObservedJunction
from core.domain.transcript import Transcript
from core.interpret.junctions import Site, events_at, sites_near

EXONS = ((0, 100), (200, 300), (400, 500), (600, 700))


def transcript(strand: str) -> Transcript:
    return Transcript("T1", "G1", "", "chr1", strand, 0, 700, EXONS)


def seen(start: int, end: int, samples: float = 5, strand: str = "") -> ObservedJunction:
    return ObservedJunction(Junction("chr1", start, end, strand), None, samples)


def site(strand: str, place: int) -> Site:
    found = [one for one in sites_near([transcript(strand)], place, place + 1) if one.at == place]
    assert len(found) == 1
    return found[0]


def words(strand: str, place: int, *observed: ObservedJunction) -> list[str]:
    return [one.text.partition(": ")[2] for one in events_at(site(strand, place), observed)]


@pytest.mark.parametrize(
    ("place", "n_sites"), [(296, 0), (297, 1), (349, 1), (350, 1), (402, 1), (403, 0)]
)
def test_sites_are_near_from_3_exonic_to_50_intronic_bases(place: int, n_sites: int) -> None:
    assert len(sites_near([transcript("+")], place, place + 1)) == n_sites


def test_kind_and_number_follow_the_strand() -> None:
    plus, minus = site("+", 300), site("-", 300)
    assert (plus.kind, plus.number) == ("donor", 2)
    assert (minus.kind, minus.number) == ("acceptor", 2)


def test_normal_splicing_comes_first_then_events_by_how_often() -> None:
    observed = (seen(310, 400, 2), seen(100, 400, 900), seen(300, 400, 7))
    assert words("+", 300, *observed) == [
        "normal splicing (7 samples)",
        "exon skipping (exon 2) (900 samples)",
        "cryptic donor +10 (2 samples)",
    ]


def test_distances_run_along_the_transcript() -> None:
    assert words("-", 400, seen(300, 390)) == ["cryptic donor +10 (5 samples)"]
    assert words("-", 300, seen(290, 400)) == ["cryptic acceptor +10 (5 samples)"]
    assert words("+", 400, seen(300, 390)) == ["cryptic acceptor -10 (5 samples)"]


def test_exons_are_numbered_along_the_transcript() -> None:
    assert words("-", 300, seen(100, 400)) == ["exon skipping (exon 3) (5 samples)"]
    assert words("+", 300, seen(100, 600)) == ["exon skipping (exon 2 and 3) (5 samples)"]


def test_an_intron_that_skips_another_exon_is_no_event_of_the_site() -> None:
    assert words("+", 300, seen(300, 600)) == []
    assert words("+", 400, seen(300, 600)) == ["exon skipping (exon 3) (5 samples)"]


def test_introns_of_the_other_strand_or_far_away_are_no_events() -> None:
    assert words("+", 300, seen(300, 400, strand="-")) == []
    assert words("+", 300, seen(1_000, 1_100)) == []
