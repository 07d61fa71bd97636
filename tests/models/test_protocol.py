"""The published delta protocol on profiles and sequences that can be counted by hand."""

import numpy as np
import pytest

from models.errors import RequestError
from models.splice.protocol import (
    Effect,
    SpliceProfile,
    SpliceRequest,
    allele_sequences,
    alt_columns,
    check_request,
    deltas,
    lay_on_reference,
    masked_deltas,
    masked_window,
    nearest_boundary_offset,
    stranded,
)

D = 5


def profile(ref: dict[tuple[int, int], float], alt: dict[tuple[int, int], float]) -> SpliceProfile:
    """Zero but for {(row, offset): probability}."""
    arrays = np.zeros((2, 2, 2 * D + 1), dtype=np.float32)
    for array, values in zip(arrays, (ref, alt), strict=True):
        for (row, offset), value in values.items():
            array[row, D + offset] = value
    return SpliceProfile(D, arrays[0], arrays[1])


@pytest.fixture
def both_ways() -> SpliceProfile:
    """An acceptor moves from -2 to 3, a donor from 1 to -4."""
    ref = {(0, -2): 0.75, (1, 1): 0.5, (1, -4): 0.25}
    alt = {(0, 3): 0.5, (1, 1): 0.125, (1, -4): 0.875}
    return profile(ref, alt)


def test_raw_deltas_name_the_largest_change_each_way(both_ways):
    found = deltas(both_ways)
    assert (found.acceptor_gain, found.acceptor_gain_offset) == (0.5, 3)
    assert (found.acceptor_loss, found.acceptor_loss_offset) == (0.75, -2)
    assert (found.donor_gain, found.donor_gain_offset) == (0.625, -4)
    assert (found.donor_loss, found.donor_loss_offset) == (0.375, 1)
    assert found.max_delta == 0.75


def test_a_smaller_distance_looks_no_further(both_ways):
    found = deltas(both_ways, distance=2)
    assert (found.acceptor_gain, found.donor_gain) == (0.0, 0.0)
    assert found.acceptor_loss_offset == -2
    assert found == deltas(both_ways.within(2))


def test_masking_silences_a_gain_at_the_boundary_and_a_loss_elsewhere(both_ways):
    at_gain = deltas(both_ways, boundary_offset=3)
    assert at_gain.acceptor_gain == 0
    assert at_gain.acceptor_loss == 0
    assert at_gain.donor_gain == 0.625
    assert at_gain.donor_loss == 0
    at_loss = deltas(both_ways, boundary_offset=-2)
    assert (at_loss.acceptor_gain, at_loss.acceptor_loss) == (0.5, 0.75)
    assert at_loss.donor_loss == 0
    raw = deltas(both_ways)
    assert at_gain.acceptor_gain_offset == raw.acceptor_gain_offset


def test_of_equal_changes_the_first_counts():
    found = deltas(profile({}, {(0, -1): 0.5, (0, 4): 0.5}))
    assert found.acceptor_gain_offset == -1
    assert deltas(profile({}, {})).donor_loss_offset == -D


def test_a_profile_holds_no_larger_distance(both_ways):
    with pytest.raises(RequestError, match="holds no distance 6"):
        both_ways.within(6)


def test_masked_deltas_are_those_of_the_nearest_boundary_without_tissues(both_ways):
    assert not both_ways.masks_every_boundary
    assert masked_deltas(both_ways, [3, -9, 8]) == deltas(both_ways, boundary_offset=3)


def test_masked_deltas_over_tissues_are_those_of_every_boundary(both_ways):
    change = both_ways.alt - both_ways.ref
    tissues = SpliceProfile(D, both_ways.ref, both_ways.alt, change, change)
    assert tissues.masks_every_boundary
    assert tissues.within(2).masks_every_boundary
    found = masked_deltas(tissues, [3, -2])
    assert found == deltas(both_ways.masked([-2, 3]))
    assert found != deltas(both_ways, boundary_offset=-2)
    with pytest.raises(RequestError, match="no exon boundary"):
        masked_deltas(tissues, [])


def test_the_nearest_boundary_is_the_first_of_equals():
    assert nearest_boundary_offset([110, 90, 300], 100) == -10
    assert nearest_boundary_offset([109, 90], 100) == 9
    with pytest.raises(RequestError, match="no exon boundary"):
        nearest_boundary_offset([], 100)


def request(**changes) -> SpliceRequest:
    values = {
        "window": "A" * 5003 + "CCG" + "T" * 5005,
        "ref": "G",
        "alt": "T",
        "strand": "+",
        "body_start_offset": -20_000,
        "body_end_offset": 20_000,
    }
    return SpliceRequest(**{**values, **changes})


def test_the_window_is_centred_on_pos():
    assert request().window[5000 + D] == "G"
    check_request(request(), D)
    ref, alt = allele_sequences(request(), D)
    assert ref == request().window
    assert (alt[5004:5007], len(alt)) == ("CTT", len(ref))


def test_bases_outside_the_gene_body_become_n():
    window = masked_window(request(body_start_offset=-2, body_end_offset=3))
    assert window[5000 + D - 3 : 5000 + D + 5] == "NCCGTTTN"
    assert window.count("N") == len(window) - 6
    assert masked_window(request()) == request().window
    assert set(masked_window(request(body_start_offset=10**6, body_end_offset=10**6))) == {"N"}
    assert set(masked_window(request(body_start_offset=-(10**6), body_end_offset=-(10**6)))) == {
        "N"
    }


def test_the_minus_strand_is_read_backwards():
    assert stranded("AACG", "+") == "AACG"
    assert stranded("AACG", "-") == "CGTT"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"window": "A"}, "the window has 1 bases"),
        ({"ref": ""}, "an allele is empty"),
        ({"strand": "."}, "the strand is"),
    ],
)
def test_a_malformed_request_is_refused(changes, fault):
    with pytest.raises(RequestError, match=fault):
        check_request(request(**changes), D)


def test_a_distance_beyond_the_protocol_is_refused():
    with pytest.raises(RequestError, match="5000"):
        check_request(request(), 5000)


def numbered(length: int) -> np.ndarray:
    """Acceptor row 1, 2, 3 ...; donor row its negative."""
    row = np.arange(1, length + 1, dtype=np.float32)
    return np.stack([row, -row])


@pytest.mark.parametrize(
    ("n_ref", "n_alt", "acceptor"),
    [
        (1, 1, [1, 2, 3, 4, 5]),
        (3, 3, [1, 2, 3, 4, 5]),
        # One base kept and two deleted at the centre.
        (3, 1, [1, 2, 3, 0, 0]),
        (2, 1, [1, 2, 3, 0, 4]),
        # Two bases inserted behind the centre: the largest of three stands there.
        (1, 3, [1, 2, 5, 6, 7]),
        # Both longer than one: one to one first, then the insertion or the deletion.
        (2, 4, [1, 2, 3, 6, 7]),
        (3, 2, [1, 2, 3, 4, 0]),
        # A deletion far beyond the window.
        (40, 1, [1, 2, 3, 0, 0]),
    ],
)
def test_alt_is_laid_on_reference_columns(n_ref, n_alt, acceptor):
    laid = lay_on_reference(
        numbered(max(5 + n_alt - n_ref, 3)), n_ref=n_ref, n_alt=n_alt, distance=2
    )
    assert laid[0].tolist() == acceptor
    # The donor row descends, so of inserted bases the first is the largest there.
    assert laid.shape == (2, 5)


def test_of_inserted_bases_each_row_takes_its_own_largest():
    laid = lay_on_reference(numbered(7), n_ref=1, n_alt=3, distance=2)
    assert laid[1].tolist() == [-1, -2, -3, -6, -7]


@pytest.mark.parametrize(("n_ref", "n_alt"), [(1, 1), (1, 4), (4, 1), (2, 5), (5, 2), (3, 3)])
def test_every_column_of_alt_stands_at_the_offset_it_is_said_to(n_ref, n_alt):
    distance = 8
    alt = numbered(2 * distance + 1 + n_alt - n_ref)
    laid = lay_on_reference(alt, n_ref=n_ref, n_alt=n_alt, distance=distance)
    for offset in range(-distance, distance + 1):
        columns = [
            column
            for column in alt_columns(offset, n_ref=n_ref, n_alt=n_alt, distance=distance)
            if column < alt.shape[1]
        ]
        expected = max((alt[0, column] for column in columns), default=0)
        assert laid[0, distance + offset] == expected


def test_a_deletion_longer_than_the_window_keeps_its_own_column():
    long = request(ref="G" + "T" * 2 * D, alt="G")
    _, alt = allele_sequences(long, D)
    assert len(alt) == 10_000 + D + 1
    assert alt.endswith("N")


def test_effects_know_their_site():
    assert [effect.site_row for effect in Effect] == [0, 0, 1, 1]


def test_a_profile_can_be_seen_from_another_spelling(both_ways):
    seen = both_ways.seen_from(-2, 3)
    assert seen.distance == 3
    found = deltas(seen)
    assert (found.acceptor_loss, found.acceptor_loss_offset) == (0.75, 0)
    assert (found.donor_gain, found.donor_gain_offset) == (0.625, -2)
    with pytest.raises(RequestError, match="around offset -3"):
        both_ways.seen_from(-3, 3)
