from dataclasses import replace

import numpy as np
import pytest

from core.domain.sample import Genotype
from core.domain.transcript import Region
from core.store import columns as columns_module
from core.store.case_store import CaseStore
from core.store.codes import REASON_CODES, REGION_CODES, REGION_NAMES
from core.store.records import FilterColumns
from tests.core.store.builders import (
    HET,
    INFO,
    NO_CALL,
    REF,
    RUN,
    add_batch,
    batch,
    new,
    plain_batch,
)

NAMES = tuple(columns_module.COLUMNS)


def as_lists(columns: FilterColumns) -> dict[str, list[object]]:
    """Columns as plain lists; unknown (NaN) as None so that they compare equal."""
    lists = {}
    for name in NAMES:
        values = getattr(columns, name).tolist()
        lists[name] = [None if value != value else value for value in values]
    return lists


def small_chunks(store: CaseStore) -> None:
    """Ten variants in three chunks."""
    for first, count in ((1, 4), (5, 4), (9, 2)):
        add_batch(store, plain_batch(first, count))


def test_columns_say_what_the_variants_say(store):
    many_reads = Genotype(2, 2, 2, depth=70_000, quality=None)
    add_batch(
        store,
        batch(
            new(1, 10, quality=None, population_frequency=0.25, genotypes=(many_reads, REF, REF)),
            new(2, 20, chrom="chrX", filters=("q10",), genotypes=(NO_CALL, HET, HET)),
            new(3, 30, genotypes=(Genotype(0, 1, 2), REF, REF)),
            new(4, 40, genotypes=(REF, REF, REF)),
            new(5, 50, genotypes=(Genotype(1, 1, 2), REF, REF)),
        ),
    )
    store.set_annotations([(2, Region.DEEP_INTRON, 77, "NF1,EVI2B"), (3, Region.CODING, None, "")])
    store.set_gates([(4, "not_carried_by_proband")])
    store.finish_intake()
    found = store.columns()
    assert len(found) == 5
    assert as_lists(found) == {
        "variant_id": [1, 2, 3, 4, 5],
        "contig": [1, 2, 1, 1, 1],
        "pos": [10, 20, 30, 40, 50],
        "population_frequency": [0.25, None, None, None, None],
        "quality": [None, 50.0, 50.0, 50.0, 50.0],
        "passed_filter": [True, False, True, True, True],
        "region": [0, 9, 3, 0, 0],
        "distance": [-1, 77, -1, -1, -1],
        "gate": [0, 0, 0, 1, 0],
        "genes": [0, 1, 0, 0, 0],
        "depth": [32_767, -1, -1, 28, -1],
        "genotype_quality": [-1, -1, -1, 60, -1],
        "alt_copies": [2, -1, -1, 0, 1],
    }
    assert found.contig_names == ("", "chr1", "chrX")
    assert found.region_names[9] == Region.DEEP_INTRON.value
    assert found.gate_names == ("", "not_carried_by_proband")
    assert found.gene_names == ("", "NF1,EVI2B")
    assert found.pos.dtype == np.uint32
    assert found.passed_filter.dtype == np.bool_


def test_columns_cannot_be_written_to(filled):
    with pytest.raises(ValueError, match="read-only"):
        filled.columns().gate[0] = 1


def test_columns_take_about_thirty_bytes_a_variant():
    assert sum(dtype.itemsize for dtype in columns_module.COLUMNS.values()) <= 36


def test_columns_are_loaded_once_while_nothing_changes(filled, path):
    first = filled.columns()
    assert filled.columns() is first
    with CaseStore.open(path) as reader:
        seen = reader.columns()
        assert reader.columns() is seen
        filled.set_gates([(1, "x")])
        assert reader.columns().gate.tolist() == [1, *[0] * 9]
    assert filled.columns() is not first


def test_an_empty_case_has_empty_columns(store):
    store.finish_intake()
    assert len(store.columns()) == 0
    assert store.pending(1) == ()


def test_columns_are_the_same_before_and_after_the_intake_and_for_a_reader(path):
    with CaseStore.create(path, INFO) as store:
        small_chunks(store)
        before = as_lists(store.columns())
        store.finish_intake()
        assert as_lists(store.columns()) == before
    with CaseStore.open(path) as reader:
        assert as_lists(reader.columns()) == before


def test_annotations_and_gates_reach_every_chunk_and_the_counts(path):
    with CaseStore.create(path, INFO) as store:
        small_chunks(store)
        store.finish_intake()
        store.columns()
        store.set_annotations((key, Region.INTRON, key, f"G{key % 2}") for key in (9, 1, 5, 4))
        store.set_gates((key, "population_frequency") for key in (10, 2, 5, 2))
        written = as_lists(store.columns())
        assert written["region"] == [8, 0, 0, 8, 8, 0, 0, 0, 8, 0]
        assert written["gate"] == [0, 1, 0, 0, 1, 0, 0, 0, 0, 1]
    with CaseStore.open(path) as reader:
        assert as_lists(reader.columns()) == written


def test_chunks_with_merged_variants_are_gated_anew_seen_and_counted(path):
    with CaseStore.create(path, INFO) as store:
        small_chunks(store)
        store.set_gates([(3, "other"), (9, "other")])
        add_batch(store, batch(new(11, 20), first=11))
        store.engine_run(RUN)
        store.gate_merged(lambda columns: ["low" if pos < 30 else "" for pos in columns["pos"]])
        assert store.columns().gate.tolist() == [2, 2, *[0] * 6, 1, 0]
        assert store.ledger().engines["spliceai"].filtered == {"low": 2, "other": 1}


def test_columns_grow_with_the_case(path):
    with CaseStore.create(path, INFO) as store:
        small_chunks(store)
        assert len(store.columns()) == 10
        store.finish_intake()
        add_batch(store, plain_batch(11, 3))
        assert store.columns().pos.tolist() == [10 * number for number in range(1, 14)]


def test_columns_of_another_patient_are_written_anew(path):
    with CaseStore.create(path, INFO) as store:
        small_chunks(store)
        assert set(store.columns().alt_copies.tolist()) == {1}
        other = replace(INFO.pedigree, proband="mum")
        store.update_info(replace(INFO, pedigree=other))
        assert set(store.columns().alt_copies.tolist()) == {-1}, "nobody called her"


def test_a_chunk_of_the_wrong_size_is_noticed(filled, path):
    with filled._database.write() as connection:
        connection.exec_driver_sql("UPDATE variant_chunk SET gates = filters")
    with CaseStore.open(path) as reader, pytest.raises(ValueError, match="wrong size"):
        reader.columns()


def test_annotations_come_back_with_the_variant(filled):
    filled.set_annotations(
        [(3, Region.EXON_EDGE, 1, "NF1,EVI2B"), (4, Region.INTERGENIC, None, "")]
    )
    three, four = filled.variants([3, 4])
    assert (three.region, three.distance, three.gene_symbols) == (
        Region.EXON_EDGE,
        1,
        ("NF1", "EVI2B"),
    )
    assert (four.region, four.distance, four.gene_symbols) == (Region.INTERGENIC, None, ())


def test_a_gate_comes_back_with_the_variant_and_can_be_lifted(filled):
    filled.set_gates([(3, "population_frequency")])
    assert next(filled.variants([3])).gate == "population_frequency"
    filled.set_gates([(3, "")])
    assert next(filled.variants([3])).gate == ""
    assert filled.columns().gate.tolist() == [0] * 10


def test_facts_about_an_unknown_variant_are_a_bug(filled):
    with pytest.raises(KeyError):
        filled.set_gates([(1, "x"), (99, "x")])
    with pytest.raises(KeyError):
        filled.set_annotations([(99, Region.INTRON, None, "")])
    assert filled.columns().gate.tolist() == [0] * 10


def test_every_region_and_reason_has_a_number_of_its_own():
    assert set(REGION_CODES) == set(Region)
    assert sorted(REGION_CODES.values()) == list(range(1, len(Region) + 1))
    assert all(REGION_NAMES[code] == region.value for region, code in REGION_CODES.items())
    assert sorted(REASON_CODES.values()) == list(range(1, len(REASON_CODES) + 1))
