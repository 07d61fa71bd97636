import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.sample import Genotype
from core.store.genotypes import GENOTYPE, genotype_column, pack_genotypes, unpack_genotypes

counts = st.integers(0, 255)
numbers = st.none() | st.integers(-(2**31) + 1, 2**31 - 1)
genotypes = st.builds(
    Genotype, counts, counts, counts, st.booleans(), st.booleans(), *[numbers] * 5
)


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(genotypes, min_size=n, max_size=n), min_size=1, max_size=5)
    )
)
def test_packed_genotypes_come_back_equal(rows):
    assert [list(unpack_genotypes(blob)) for blob in pack_genotypes(rows)] == rows


def test_a_blob_holds_24_little_endian_bytes_per_sample():
    (blob,) = pack_genotypes([[Genotype(1, 2, 2, phased=True, depth=258)]])
    assert GENOTYPE.itemsize == len(blob) == 24
    assert blob[:4] == bytes([1, 2, 2, 1])
    assert blob[8:12] == bytes([2, 1, 0, 0])
    assert blob[4:8] == bytes([0, 0, 0, 0x80]), "missing is the missing value of BCF"


def test_a_depth_that_does_not_fit_is_refused_and_not_wrapped():
    with pytest.raises(OverflowError, match="depth"):
        pack_genotypes([[Genotype(1, 2, 2, depth=2**31)]])
    with pytest.raises(OverflowError, match="ploidy"):
        pack_genotypes([[Genotype(1, 2, 256)]])


def test_no_variants_and_no_samples_pack_to_nothing():
    assert pack_genotypes([]) == []
    assert pack_genotypes([[], []]) == [b"", b""]
    assert unpack_genotypes(b"") == ()


def test_one_sample_is_read_over_many_variants():
    blobs = pack_genotypes([[Genotype(0, 2, 2), Genotype(copies, 2, 2)] for copies in (2, 0, 1)])
    column = genotype_column(blobs, 1)
    assert np.array_equal(column["alt_copies"], [2, 0, 1])
