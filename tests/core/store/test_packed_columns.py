import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.store.packed_columns import pack_columns, unpack_columns

LAYOUT = {"copies": np.dtype("i1"), "depth": np.dtype("<i4"), "quality": np.dtype("<f8")}


@given(st.lists(st.tuples(st.integers(-128, 127), st.integers(-(2**31), 2**31 - 1), st.floats())))
def test_columns_come_back_bit_for_bit(rows):
    names = list(LAYOUT)
    columns = {
        name: np.array([row[at] for row in rows], LAYOUT[name]) for at, name in enumerate(names)
    }
    found = unpack_columns(pack_columns(columns, LAYOUT), LAYOUT, len(rows))
    assert list(found) == names
    for name, kind in LAYOUT.items():
        assert found[name].dtype == kind
        assert found[name].tobytes() == columns[name].tobytes()


def test_data_of_another_size_is_noticed():
    data = pack_columns({"copies": np.zeros(3)}, {"copies": np.dtype("i1")})
    with pytest.raises(ValueError, match="wrong size"):
        unpack_columns(data, {"copies": np.dtype("i1")}, 4)


def test_data_that_is_damaged_is_noticed():
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpack_columns(b"\0", LAYOUT, 1)
