import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.sample import Genotype
from core.store.genotypes import (
    GENOTYPE,
    MISSING,
    call_columns,
    calls_of,
    pack_many,
    unpack_genotypes,
)

counts = st.integers(0, 255)
numbers = st.none() | st.integers(-(2**31) + 1, 2**31 - 1)
genotypes = st.builds(
    Genotype, counts, counts, counts, st.booleans(), st.booleans(), *[numbers] * 5
)
tables = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(genotypes, min_size=n, max_size=n), min_size=1, max_size=5)
)


@given(tables)
def test_packed_genotypes_come_back_equal(rows):
    calls = pack_many(rows, len(rows[0]))
    assert [list(unpack_genotypes(people)) for people in calls] == rows


@given(tables)
def test_calls_taken_apart_into_columns_come_back_equal(rows):
    calls = pack_many(rows, len(rows[0]))
    columns = call_columns(calls)
    assert columns["depth"].tolist()[: len(rows)] == calls["depth"][:, 0].tolist(), "by person"
    assert np.array_equal(calls_of(columns, len(rows[0])), calls)


def test_a_missing_value_is_the_missing_value_of_bcf():
    calls = pack_many([[Genotype(1, 2, 2, phased=True, depth=258)]], 1)
    assert calls.dtype == GENOTYPE
    assert calls[0, 0].item()[:6] == (1, 2, 2, 1, MISSING, 258)


def test_a_depth_that_does_not_fit_is_refused_and_not_wrapped():
    with pytest.raises(OverflowError, match="depth"):
        pack_many([[Genotype(1, 2, 2, depth=2**31)]], 1)
    with pytest.raises(OverflowError, match="ploidy"):
        pack_many([[Genotype(1, 2, 256)]], 1)


def test_no_variants_pack_to_nothing():
    assert pack_many([], 3).shape == (0, 3)
    assert calls_of(call_columns(pack_many([], 3)), 3).shape == (0, 3)
