import pytest

from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.sample import Genotype
from core.store.case_store import CaseStore
from core.store.records import SetAsideAllele, SetAsideRecord, StoredVariant
from tests.core.store.builders import (
    HET,
    NO_CALL,
    REF,
    IntakeBatch,
    add_batch,
    batch,
    new,
    plain_batch,
    variant,
)


def test_a_variant_comes_back_with_everything_it_was_stored_with(store):
    phased = Genotype(1, 2, 2, phased=True, first_allele_is_alt=True, phase_set=7, depth=3)
    given = new(
        5, 1_000, "GT", allele=2, chrom="chrX", identifier="rs1;x", quality=None,
        filters=("q10", "SB"), population_frequency=1e-5, genotypes=(phased, NO_CALL, REF),
    )  # fmt: skip
    add_batch(store, batch(given))
    (found,) = store.variants()
    assert found == StoredVariant(
        1,
        given.variant,
        "rs1;x",
        None,
        ("q10", "SB"),
        1e-5,
        given.genotypes,
        5,
        2,
        "",
        None,
        None,
        (),
    )
    assert store.find(given.variant) == found
    assert list(store.places()) == [(1, given.variant)]


def test_a_variant_that_is_not_there_is_not_found(filled):
    assert filled.find(variant(10, alt="T")) is None
    assert filled.find(variant(11)) is None
    assert filled.find(variant(10, chrom="chr9")) is None


def test_variants_come_in_the_order_asked_for(filled):
    assert [found.variant.pos for found in filled.variants([7, 2, 10, 2])] == [70, 20, 100, 20]
    assert filled.n_variants() == 10
    with pytest.raises(KeyError):
        list(filled.variants([3, 11]))


def test_an_equal_allele_of_a_later_record_is_merged_and_its_origin_kept(store):
    add_batch(store, batch(new(1, 10, identifier="first"), new(2, 20)))
    add_batch(store, batch(new(3, 10, allele=2, identifier="second"), new(4, 30), first=3))
    assert [found.variant.pos for found in store.variants()] == [10, 20, 30]
    assert [found.variant_id for found in store.variants()] == [1, 2, 3], "ids have no gap"
    assert next(store.variants([1])).identifier == "first"
    assert store.origins(1) == ((1, 1), (3, 2))
    assert store.origins(2) == ((2, 1),)
    ledger = store.ledger()
    assert (ledger.variants, ledger.alleles_merged, ledger.alleles_read) == (3, 1, 4)
    assert ledger.discrepancies() == ()


def test_equal_alleles_within_one_batch_are_merged(store):
    add_batch(
        store, batch(new(1, 10), new(2, 10), new(2, 10, "T", allele=2), new(3, 10), n_records=3)
    )
    assert store.origins(1) == ((1, 1), (2, 1), (3, 1))
    assert store.n_variants() == 2
    assert store.ledger().discrepancies() == ()


HOM = Genotype(2, 2, 2, depth=9)
HALF_REF = Genotype(0, 1, 2)


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(
    ("calls", "kept", "is_conflict"),
    [
        ((REF, HET), HET, True),
        ((HET, REF), HET, True),
        ((NO_CALL, HET), HET, False),
        ((NO_CALL, REF), REF, False),
        ((REF, NO_CALL), REF, False),
        ((HALF_REF, HET), HET, False),
        ((HALF_REF, REF), REF, False),
        ((HET, HOM), HET, True),
        ((HOM, HET), HOM, True),
        ((NO_CALL, REF, HOM), HOM, True),
    ],
)
def test_merging_keeps_the_call_that_tells_most(store, calls, kept, is_conflict, in_one_batch):
    rows = [
        new(number, 10, quality=float(number), genotypes=(REF, call, NO_CALL))
        for number, call in enumerate(calls, 1)
    ]
    if in_one_batch:
        add_batch(store, batch(*rows))
    else:
        for row in rows:
            add_batch(store, batch(row, first=row.record_number))
    (found,) = store.variants()
    assert found.genotypes == (REF, kept, NO_CALL)
    assert found.quality == 1.0, "quality is that of the first"
    records = (1, len(calls))
    assert store.merge_conflicts() == ((("chr1-10-A-G", *records),) if is_conflict else ())


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(
    ("frequencies", "kept"),
    [
        ((None, 0.1), 0.1),
        ((0.1, None), 0.1),
        ((0.1, 0.1), 0.1),
        ((0.1, 0.2), None),
        ((0.1, 0.2, 0.1), None),
        ((None, None), None),
    ],
)
def test_two_different_population_frequencies_are_none(store, frequencies, kept, in_one_batch):
    rows = [new(at, 10, population_frequency=given) for at, given in enumerate(frequencies, 1)]
    if in_one_batch:
        add_batch(store, batch(*rows))
    else:
        for row in rows:
            add_batch(store, batch(row, first=row.record_number))
    (found,) = store.variants()
    assert found.population_frequency == kept


def test_filter_columns_show_a_call_that_was_merged_after_they_were_written(store):
    add_batch(store, plain_batch(1, 5_000))
    store.finish_intake()
    assert store.columns().alt_copies[1] == 1
    later = 5_000 + 1
    add_batch(store, batch(new(later, 25, genotypes=(REF, REF, REF)), first=later))
    add_batch(store, batch(new(later + 1, 25, genotypes=(HET, REF, REF)), first=later + 1))
    add_batch(store, batch(new(later + 2, 20, population_frequency=0.25), first=later + 2))
    store.finish_intake()
    columns = store.columns()
    assert columns.alt_copies[later - 1] == 1
    assert columns.population_frequency[1] == 0.25


def test_a_merge_that_is_undone_is_not_told(store):
    add_batch(store, batch(new(1, 10)))
    record = SetAsideRecord(3, None, RecordSetAside.MALFORMED, "")
    conflicting = new(2, 10, genotypes=(REF, REF, REF))
    broken = IntakeBatch(3, 1, 1, (conflicting,), (record, record), (), (), 2)
    with pytest.raises(Exception, match="UNIQUE"):
        add_batch(store, broken)
    assert store.merge_conflicts() == ()


def test_what_is_set_aside_is_listed_and_counted(store):
    record = SetAsideRecord(1, 31, RecordSetAside.MALFORMED, "POS is text")
    unknown_line = SetAsideRecord(3, None, RecordSetAside.UNKNOWN_CONTIG, "chrFoo")
    allele = SetAsideAllele(2, 2, "<DEL>", AlleleSetAside.SYMBOLIC)
    add_batch(
        store,
        IntakeBatch(
            3, 1, 2, (new(2, 10),), (record, unknown_line), (allele,), (b"a", b"b", b"c"), 1
        ),
    )
    assert store.records_set_aside(10, 0) == (record, unknown_line)
    assert store.records_set_aside(1, 1) == (unknown_line,)
    assert store.alleles_set_aside(10) == (allele,)
    ledger = store.ledger()
    assert ledger.records_set_aside == {"malformed": 1, "unknown_contig": 1}
    assert ledger.alleles_set_aside == {"symbolic": 1}
    assert ledger.records_read == 3
    assert ledger.discrepancies() == ()


def test_a_batch_whose_sums_differ_is_refused_and_leaves_nothing(store):
    good = plain_batch(1, 3)
    wrong = [
        IntakeBatch(4, 3, 3, good.variants, (), (), (), 1),
        IntakeBatch(3, 3, 4, good.variants, (), (), (), 1),
        IntakeBatch(3, 3, 3, good.variants, (), (), (b"one",), 1),
        batch(new(1, 10, genotypes=(HET,))),
    ]
    for bad in wrong:
        with pytest.raises(ValueError, match=r"add up|differ|genotypes"):
            add_batch(store, bad)
    assert store.ledger().records_read == 0


def test_a_batch_that_fails_half_way_leaves_nothing(store):
    record = SetAsideRecord(2, None, RecordSetAside.MALFORMED, "")
    broken = IntakeBatch(3, 1, 1, (new(1, 10),), (record, record), (), (), 1)
    with pytest.raises(Exception, match="UNIQUE"):
        add_batch(store, broken)
    assert store.n_variants() == 0
    assert list(store.variants()) == []
    assert store.ledger().records_read == 0
    add_batch(store, plain_batch(1, 2))
    assert store.n_variants() == 2


def test_original_lines_come_back_byte_for_byte(store):
    lines = [b"chr1\t%d\t%s" % (number, b"x" * (number % 50)) for number in range(1, 1_501)]
    lines[700] = b"latin \xe9 and a carriage return\r"
    for start in (0, 600, 1_200):
        part = tuple(lines[start : start + 600])
        nothing = tuple(
            SetAsideRecord(start + number, None, RecordSetAside.MALFORMED, "")
            for number in range(1, len(part) + 1)
        )
        add_batch(store, IntakeBatch(len(part), 0, 0, (), nothing, (), part, start + 1))
    assert list(store.original_lines()) == lines
    for number in (1, 512, 513, 600, 601, 1_200, 1_500):
        assert store.original_line(number) == lines[number - 1].decode()
    assert store.original_line(701) == "latin \ufffd and a carriage return\r"
    for number in (0, 1_501):
        with pytest.raises(KeyError):
            store.original_line(number)


def test_a_line_with_a_newline_inside_is_refused(store):
    with pytest.raises(ValueError, match="newline"):
        store.set_header_lines([b"##a\n##b"])


def test_the_header_is_kept_and_can_be_replaced(store):
    assert store.header_lines() == ()
    store.set_header_lines([b"##fileformat=VCFv4.2", "##ö".encode(), b"#CHROM"])
    store.set_header_lines([b"##fileformat=VCFv4.3", b"", b"#CHROM"])
    assert store.header_lines() == (b"##fileformat=VCFv4.3", b"", b"#CHROM")


def test_reading_page_by_page_does_not_hinder_writing(filled):
    source = filled.variants()
    next(source)
    filled.set_gates([(1, "population_frequency")])
    assert len(list(source)) == 9


def test_a_reader_sees_new_words_that_a_writer_added(filled, path):
    with CaseStore.open(path) as reader:
        assert len(list(reader.variants())) == 10
        add_batch(filled, batch(new(11, 5, chrom="chrUn_1", filters=("new",)), first=11))
        (found,) = reader.variants([11])
        assert (found.variant.chrom, found.filters) == ("chrUn_1", ("new",))
