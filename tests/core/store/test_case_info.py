from dataclasses import replace

import pytest

from core.domain.sample import Individual, Pedigree
from core.store.case_store import CaseStore
from tests.core.store.builders import INFO, TRIO, add_batch, plain_batch


def test_case_info_comes_back_equal(store, path):
    assert store.info() == INFO
    store.close()
    with CaseStore.open(path) as again:
        assert again.info() == INFO


def test_a_case_is_incomplete_until_its_intake_is_finished(path):
    with CaseStore.create(path, replace(INFO, is_complete=True)) as store:
        assert not store.info().is_complete
        store.update_info(replace(INFO, is_complete=True))
        assert not store.info().is_complete
        store.finish_intake()
        assert store.info().is_complete


def test_updated_info_replaces_every_part(store):
    changed = replace(
        INFO, name="b", hpo_terms=(), warnings=("x",), sources=(), is_artificial=False
    )
    store.update_info(changed)
    assert store.info() == changed


def test_the_people_cannot_change_under_stored_genotypes(store):
    other = Pedigree((*TRIO.individuals[:2], Individual("aunt")), "child")
    store.update_info(replace(INFO, pedigree=other))
    store.update_info(INFO)
    add_batch(store, plain_batch(1, 1))
    with pytest.raises(ValueError, match="people"):
        store.update_info(replace(INFO, pedigree=other))
    assert store.info() == INFO


def test_another_proband_gives_other_filter_columns(filled, path):
    assert filled.columns().depth.tolist() == [30] * 10
    filled.update_info(replace(filled.info(), pedigree=replace(TRIO, proband="dad")))
    assert filled.columns().depth.tolist() == [28] * 10
    with CaseStore.open(path) as reader:
        assert reader.columns().depth.tolist() == [28] * 10
