"""Modes of many variants at once: the same as variant by variant, and pairs by gene."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.candidate import InheritanceFit as Fit
from core.domain.family_calls import FamilyCalls, State
from core.domain.sample import Affection, Genotype, Pedigree, Sex
from core.interpret.compound import Hit, compound_pairs
from core.interpret.inheritance import segregation_at
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.modes import BITS, bits_of, fits_of, modes_of
from core.interpret.pair_modes import Genes, origins_of, pair_modes
from core.interpret.sex_chromosomes import Inheritance
from core.interpret.ways import WAYS, ways_of
from core.store.genotypes import pack_many
from tests.core.interpret.builders import (
    CALLED_MOSAIC,
    HALF,
    HALF_REF,
    HEMI,
    HET,
    HOM,
    MOSAIC,
    NONE,
    REF,
    REF_ONE,
    THIN,
    person,
    singleton,
    trio,
    variant,
)

RULES = load_segregation_rules()
CALLS = (HET, HOM, HEMI, HALF, REF, REF_ONE, HALF_REF, NONE, THIN, MOSAIC, CALLED_MOSAIC)
PAIRED = BITS[Fit.COMPOUND_HET]
UNPHASED = BITS[Fit.COMPOUND_HET_UNPHASED]


def table(rows):
    return FamilyCalls.of_table(pack_many(rows, len(rows[0])))


def numbers(high):
    return st.none() | st.integers(0, high)


@st.composite
def genotypes(draw):
    call = draw(st.sampled_from(CALLS) | st.builds(_any_call, st.data()))
    reads = draw(st.booleans())
    return call._replace(
        depth=draw(numbers(25)),
        quality=draw(numbers(45)),
        ref_depth=draw(numbers(25)) if reads else None,
        alt_depth=draw(numbers(3)) if reads else None,
    )


def _any_call(data):
    ploidy = data.draw(st.integers(0, 3))
    called = data.draw(st.integers(0, ploidy))
    return Genotype(data.draw(st.integers(0, called)), called, ploidy)


@st.composite
def families(draw):
    sex, affection = st.sampled_from(Sex), st.sampled_from(Affection)
    people = [
        person("child", draw(sex), Affection.AFFECTED, ("dad", "mum")),
        person("dad", Sex.MALE, draw(affection)),
        person("mum", Sex.FEMALE, draw(affection)),
        person("sib", draw(sex), draw(affection), ("dad", "mum")),
    ]
    absent = draw(st.sets(st.sampled_from(["dad", "mum", "sib"])))
    return Pedigree(tuple(one for one in people if one.name not in absent), "child")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_many_at_once_are_judged_as_one_by_one(data):
    pedigree = data.draw(families())
    n_people = len(pedigree.individuals)
    rows = data.draw(st.lists(st.tuples(*[genotypes()] * n_people), min_size=1, max_size=20))
    ways = data.draw(
        st.lists(st.integers(0, len(WAYS) - 1), min_size=len(rows), max_size=len(rows))
    )
    found = modes_of(table(rows), np.array(ways, np.uint8), pedigree, RULES)
    wanted = [
        bits_of(segregation_at(WAYS[way], row, pedigree, RULES).fits)
        for way, row in zip(ways, rows, strict=True)
    ]
    assert found.tolist() == wanted


def test_a_large_family_is_judged_too():
    cousins = tuple(person(f"c{n}", Sex.MALE, Affection.UNAFFECTED) for n in range(30))
    family = Pedigree((*trio().individuals, *cousins), "child")
    rows = [
        (HET, REF, REF, *[REF] * 30),
        (HET, REF, REF, *[REF] * 29, HET),
        (HET, HET, REF, *[NONE] * 30),
        (HET, HET, REF, *[REF] * 29, HET),
    ]
    found = modes_of(table(rows), np.zeros(4, np.uint8), family, RULES)
    assert [fits_of(mask) for mask in found.tolist()] == [
        (Fit.DE_NOVO,), (Fit.DE_NOVO, Fit.NO_FIT), (Fit.INCOMPLETE_PENETRANCE,), (Fit.NO_FIT,),
    ]  # fmt: skip


def test_no_variant_gives_no_modes():
    calls = FamilyCalls.of_table(pack_many([], 3))
    assert modes_of(calls, np.zeros(0, np.uint8), trio(), RULES).tolist() == []


def test_bits_and_modes_are_told_from_each_other():
    assert fits_of(bits_of([Fit.X_LINKED, Fit.DE_NOVO, Fit.DE_NOVO])) == (Fit.DE_NOVO, Fit.X_LINKED)
    assert sorted(BITS.values()) == [1 << n for n in range(len(Fit))]


@pytest.mark.parametrize(
    ("call", "state"),
    [
        (NONE, State.UNKNOWN), (HALF_REF, State.UNKNOWN), (Genotype(0, 0, 0), State.UNKNOWN),
        (REF, State.REFERENCE), (REF_ONE, State.REFERENCE), (HET, State.HETEROZYGOUS),
        (Genotype(1, 2, 3), State.HETEROZYGOUS), (HALF, State.AT_LEAST_ONE),
        (HOM, State.HOMOZYGOUS), (HEMI, State.HEMIZYGOUS),
    ],
)  # fmt: skip
def test_a_call_is_one_state(call, state):
    assert table([(call,)]).states(0).tolist() == [state]
    assert table([(call,)]).genotypes(0) == (call,)


def test_pseudoautosomal_places_count_as_autosomal_in_both_builds():
    names = ("chr1", "chrX", "chrY", "chrM", "chrUn")
    contig = np.array([0, 1, 1, 1, 2, 2, 3, 4], np.uint16)
    pos = np.array([5, 2_699_520, 2_781_479, 2_781_480, 2_649_520, 2_649_521, 7, 9])
    way = Inheritance
    for assembly, on_x, on_y in [
        (Assembly.GRCH38, (way.AUTOSOMAL, way.AUTOSOMAL, way.X), (way.AUTOSOMAL, way.AUTOSOMAL)),
        (Assembly.GRCH37, (way.AUTOSOMAL, way.X, way.X), (way.AUTOSOMAL, way.Y)),
    ]:
        found = [WAYS[code] for code in ways_of(assembly, contig, names, pos).tolist()]
        assert found == [way.AUTOSOMAL, *on_x, *on_y, way.MITOCHONDRIAL, way.AUTOSOMAL]


# Pairs


FROM_DAD, FROM_MUM = (HET, HET, REF), (HET, REF, HET)
NEW, BOTH, OPEN = (HET, REF, REF), (HET, HET, HET), (HET, NONE, NONE)


def paired(rows, codes, names=("", "A", "B", "A,B"), usable=None, pedigree=None, lost=()):
    n = len(rows)
    origins = origins_of(table(rows), np.zeros(n, np.uint8), pedigree or trio())
    usable = np.array(usable or [True] * n)
    return pair_modes(origins, Genes(np.array(codes), names), usable, lost).tolist()


@pytest.mark.parametrize(
    ("rows", "codes", "expected"),
    [
        ([FROM_DAD, FROM_MUM], [1, 1], [PAIRED, PAIRED]),
        ([FROM_DAD, FROM_DAD], [1, 1], [0, 0]),
        ([FROM_DAD, FROM_MUM], [1, 2], [0, 0]),
        ([FROM_DAD, FROM_MUM], [1, 3], [PAIRED, PAIRED]),
        ([FROM_DAD, FROM_MUM], [0, 0], [0, 0]),
        ([FROM_DAD, NEW], [1, 1], [UNPHASED, UNPHASED]),
        ([FROM_DAD, OPEN, FROM_MUM], [1, 1, 1], [PAIRED | UNPHASED, UNPHASED, PAIRED | UNPHASED]),
        ([FROM_DAD, (HALF, REF, HET)], [1, 1], [PAIRED, PAIRED]),
        ([FROM_DAD, (HOM, HET, HET)], [1, 1], [0, 0]),
        ([FROM_DAD, (NONE, REF, HET)], [1, 1], [0, 0]),
        ([OPEN], [1], [0]),
    ],
)
def test_partners_are_found_by_gene_and_by_the_parents(rows, codes, expected):
    assert paired(rows, codes) == expected


def test_what_is_not_usable_is_no_partner():
    assert paired([FROM_DAD, FROM_MUM], [1, 1], usable=[True, False]) == [0, 0]


def test_a_lost_copy_of_the_gene_is_an_open_partner():
    assert paired([FROM_DAD, FROM_DAD], [1, 2], lost=("B",)) == [0, UNPHASED]


def test_the_single_x_of_a_male_has_no_partner():
    calls = table([FROM_DAD, FROM_MUM])
    ways = np.full(2, WAYS.index(Inheritance.X), np.uint8)
    genes, usable = Genes(np.array([1, 1]), ("", "A")), np.ones(2, bool)
    for sex, expected in [(Sex.MALE, 0), (Sex.FEMALE, PAIRED)]:
        origins = origins_of(calls, ways, trio(sex))
        assert pair_modes(origins, genes, usable).tolist() == [expected] * 2


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_pair_is_left_out(data):
    pedigree = data.draw(st.sampled_from([trio(), singleton()]))
    n_people = len(pedigree.individuals)
    call = st.sampled_from((HET, HALF, REF, NONE, HOM))
    rows = data.draw(st.lists(st.tuples(*[call] * n_people), min_size=1, max_size=6))
    hits = [Hit(number, variant(100 + 50 * number), row) for number, row in enumerate(rows)]
    bits = paired(rows, [1] * len(rows), pedigree=pedigree)
    for pair in compound_pairs(pedigree, {"A": hits}):
        assert bits[pair.first_id] & BITS[pair.fit]
        assert bits[pair.second_id] & BITS[pair.fit]
