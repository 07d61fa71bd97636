"""Modes of every variant of a case at once: those the list tells, and none left out."""

import numpy as np

from core.domain.candidate import InheritanceFit as Fit
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.losses import Losses
from core.interpret.modes import BITS, bits_of, fits_of
from core.others import deletions
from core.pipeline.intake import read_case
from core.pipeline.modes import modes_of_case
from core.pipeline.patient import change_patient
from core.pipeline.score import score_case
from core.pipeline.spec import PatientChange
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive

CALLS = ("0/1", "1/1", "./1", "0/0", "./.", "0/.", "1")


def every_family(world: World, start: int) -> None:
    pos = start
    for child in CALLS:
        for father in CALLS:
            for mother in CALLS:
                world.add(pos, calls=(child, father, mother))
                pos += 1


def of_case(store: CaseStore) -> list[int]:
    found = modes_of_case(store, np.ones(len(store.columns()), np.bool_))
    return found.tolist()


def test_every_variant_has_the_modes_that_it_is_told_to_have(world: World):
    every_family(world, 40_000)
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        pedigree, masks, rules = store.info().pedigree, of_case(store), load_segregation_rules()
        stored = list(store.variants())
        assert len(masks) == len(stored) == len(CALLS) ** 3
        for mask, one in zip(masks, stored, strict=True):
            told = segregation(one.variant, one.genotypes, pedigree, rules)
            assert mask == bits_of(told.fits), one


def test_batches_of_any_size_hold_the_same_calls(world: World):
    every_family(world, 40_000)
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        (whole,) = store.family_calls()
        parts = list(store.family_calls(batch_size=1))
        assert sum(map(len, parts)) == len(whole) == len(CALLS) ** 3
        assert (
            np.concatenate([part.depth for part in parts], axis=1).tolist() == whole.depth.tolist()
        )
        stored = list(store.variants())[7].genotypes
        assert whole.genotypes(7) == tuple(call._replace(phased=False) for call in stored)


def test_a_gate_on_modes_would_leave_out_no_candidate_that_has_them(world: World):
    exon = PLUS[1][0]
    world.add(exon - 900, world.base(exon - 900), "<DEL>", f"END={PLUS[0][1] + 900}")
    world.add(PLUS[0][1] - 60, world.base(PLUS[0][1] - 60), "<DEL>", f"END={PLUS[0][1] + 40}")
    places = [PLUS[0][1] - 30, exon + 10, exon + 20, exon + 30, exon + 40, PLUS[0][1] - 20]
    families = [
        ("1/1", "0/1", "0/0"), ("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1"),
        ("0/1", "0/0", "0/0"), ("1/1", "0/1", "0/1"), ("1/1", "0/0", "0/0"),
    ]  # fmt: skip
    for pos, calls in zip(places, families, strict=True):
        world.add(pos, calls=calls)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        losses = Losses.of(deletions(store), store.info().pedigree)
        masks, rows = of_case(store), store.candidate_rows()
        assert losses.all
        assert {fit for row in rows for fit in row.inheritance} >= {Fit.OVER_DELETION, Fit.DE_NOVO}
        for row in rows:
            paired = {Fit.COMPOUND_HET, Fit.COMPOUND_HET_UNPHASED}
            for fit in row.inheritance:
                wanted = bits_of(paired) if fit in paired else BITS[fit]
                assert masks[row.variant_id - 1] & wanted, (row, fits_of(masks[row.variant_id - 1]))


def test_relatives_left_out_count_for_no_mode(world: World):
    world.add(40_000, calls=("0/1", "0/0", "0/0"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert [fits_of(mask) for mask in of_case(store)] == [(Fit.DE_NOVO,)]
    drive(change_patient(spec.case, PatientChange(is_patient_alone=True)))
    with CaseStore.open(spec.case) as store:
        assert [fits_of(mask) for mask in of_case(store)] == [(Fit.UNKNOWN,)]
