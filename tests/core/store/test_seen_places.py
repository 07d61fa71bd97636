import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.store.seen_places import SeenPlaces, repeated_places

places = st.lists(st.tuples(st.integers(1, 2), st.integers(1, 30)), min_size=1, max_size=12)


def columns(page):
    contigs, pos = zip(*page, strict=True)
    return np.array(contigs, np.int64), np.array(pos, np.int64)


@given(st.lists(places, min_size=1, max_size=5), places)
def test_every_variant_at_a_place_asked_for_is_found_and_no_other(pages, asked):
    seen = SeenPlaces()
    known: list[tuple[int, int]] = []
    for page in pages:
        seen.add(*columns(page), len(known) + 1)
        known += page
    found = sorted(seen.near(*columns(asked)).tolist())
    assert found == [number for number, place in enumerate(known, 1) if place in asked]


@given(places)
def test_rows_that_share_a_place_are_told(page):
    told = repeated_places(*columns(page)).tolist()
    assert told == [page.count(place) > 1 for place in page]
