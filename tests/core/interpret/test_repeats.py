"""Repeats against the published ranges, and the rule set against the callers' own catalogues."""

from dataclasses import replace
from math import inf

import pytest

from core.domain.assembly import Assembly
from core.domain.interval import Interval, IntervalKind, Repeat, RepeatCount
from core.errors import InputFileError
from core.interpret.repeat_loci import (
    RepeatLocus,
    RepeatMeaning,
    UnitMatch,
    load_repeat_loci,
    match_unit,
)
from core.interpret.repeats import RepeatVerdict, judge_repeat, locus_of
from core.sources.intervals import IntervalReader
from core.sources.vcf import VcfSource

LOCI = load_repeat_loci().loci
BY_GENE = {locus.gene: locus for locus in LOCI}


def repeat(locus: RepeatLocus, *counts: tuple[float, float, float], unit: str = "") -> Interval:
    """A repeat at a locus of GRCh38, with (count, low, high) of each allele of one person."""
    place = locus.GRCh38
    used = unit or locus.units[0]
    people = (tuple(RepeatCount(used, *count) for count in counts),)
    return Interval(
        place.chrom, place.start, place.end, IntervalKind.REPEAT, "", 1, 0,
        repeat=Repeat("", (used,), None, people),
    )  # fmt: skip


def verdict(
    gene: str, *counts: float | tuple[float, float, float], unit: str = ""
) -> RepeatVerdict:
    locus = BY_GENE[gene]
    full = [one if isinstance(one, tuple) else (one, one, one) for one in counts]
    found = judge_repeat(repeat(locus, *full, unit=unit), locus, 0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("count", "meaning"),
    [
        (26, RepeatMeaning.NORMAL), (27, RepeatMeaning.INTERMEDIATE),
        (35, RepeatMeaning.INTERMEDIATE), (36, RepeatMeaning.REDUCED), (39, RepeatMeaning.REDUCED),
        (40, RepeatMeaning.DISEASE), (250, RepeatMeaning.DISEASE),
    ],
)  # fmt: skip
def test_the_limits_of_huntington_disease(count, meaning):
    found = verdict("HTT", 17, count)
    assert found.meaning is meaning
    assert found.is_flagged == (meaning is not RepeatMeaning.NORMAL)


def test_the_sentence_names_counts_range_and_disease():
    assert verdict("HTT", 17, 44).sentence == (
        "HTT: 17 and 44 CAG units. The longer allele is in the range of Huntington disease "
        "(full penetrance: 40 or more)."
    )
    assert (
        verdict("HTT", 17, 20).sentence == "HTT: 17 and 20 CAG units. Both are normal (up to 26)."
    )
    assert verdict("FMR1", 30).sentence == ("FMR1: 30 CGG units. This allele is normal (up to 44).")


def test_limits_of_the_caller_across_a_cut_off_read_may_be():
    found = verdict("HTT", 17, (34, 30, 41))
    assert found.meaning is RepeatMeaning.INTERMEDIATE
    assert found.at_worst is RepeatMeaning.DISEASE
    assert found.is_flagged
    assert "may be in the range of Huntington disease" in found.sentence
    assert "the caller says 30 to 41" in found.sentence


def test_a_normal_count_that_may_be_longer_is_flagged():
    found = verdict("FMR1", (40, 35, 60))
    assert found.meaning is RepeatMeaning.NORMAL
    assert found.is_flagged
    assert "may be in the range “premutation” (55 to 200)" in found.sentence


def test_the_doubtful_allele_of_two_is_the_one_spoken_of():
    found = verdict("HTT", 22, (20, 18, 41))
    assert found.is_flagged
    assert "The allele of 20 may be in the range of Huntington disease" in found.sentence


def test_an_open_upper_limit_reaches_the_disease():
    found = verdict("C9orf72", 2, (20, 20, inf))
    assert found.at_worst is RepeatMeaning.DISEASE
    assert "20 or more" in found.sentence


def test_what_no_range_covers_is_said_and_flagged():
    found = verdict("ATXN10", 14, 120)
    assert found.meaning is RepeatMeaning.UNKNOWN
    assert found.is_flagged
    assert "in no published range (disease: from 280)" in found.sentence


def test_a_recessive_disease_takes_two_alleles():
    assert "one such allele alone does not cause it" in verdict("FXN", 9, 700).sentence
    assert "Both alleles are" in verdict("FXN", 500, 700).sentence


def test_another_unit_at_the_place_is_told_and_not_judged():
    found = verdict("RFC1", 11, 900, unit="AAAAG")
    assert found.meaning is RepeatMeaning.UNKNOWN
    assert not found.is_flagged
    assert "these say nothing about it" in found.sentence


def test_a_wider_unit_is_flagged_only_where_it_is_long_enough():
    assert not verdict("RFC1", 11, 12, unit="AARRG").is_flagged
    found = verdict("RFC1", 11, 450, unit="AARRG")
    assert found.is_flagged
    assert "which one is there has to be looked at" in found.sentence


@pytest.mark.parametrize("unit", ["AAGGG", "ACAGG", "AGGGC", "AAGGC", "AGAGG"])
def test_each_unit_known_to_cause_canvas_is_judged_and_named(unit):
    found = verdict("RFC1", 900, 1_000, unit=unit)
    assert found.meaning is RepeatMeaning.DISEASE
    assert f"RFC1: 900 and 1000 {unit} units." in found.sentence


def test_what_short_reads_show_of_a_long_repeat_is_flagged():
    found = verdict("RFC1", 50, 60)
    assert found.is_flagged
    assert "(12 to 399)" in found.sentence
    assert "Short reads show the unit" in found.sentence


def test_two_units_in_one_allele_are_not_two_alleles():
    counts = [("AAGGG", 500), ("ACAGG", 450), ("AAGGG", 0), ("ACAGG", 3)]
    people = (tuple(RepeatCount(unit, n, n, n) for unit, n in counts),)
    locus = BY_GENE["RFC1"]
    interval = replace(repeat(locus), repeat=Repeat("", ("AAGGG", "ACAGG"), None, people))
    found = judge_repeat(interval, locus, 0)
    assert found is not None
    assert "RFC1: 3 ACAGG and 500 AAGGG units. The longer allele is in the range" in found.sentence
    assert "one such allele alone does not cause it" in found.sentence


def test_one_allele_alone_does_not_clear_a_recessive_disease():
    assert "look at the other allele" in verdict("FXN", 700).sentence


def test_nothing_counted_gives_no_verdict():
    locus = BY_GENE["HTT"]
    assert judge_repeat(repeat(locus), locus, 0) is None


@pytest.mark.parametrize(
    ("counted", "meant", "match"),
    [
        ("CAG", "CAG", UnitMatch.SAME), ("GCA", "CAG", UnitMatch.SAME),
        ("CTG", "CAG", UnitMatch.SAME), ("TGC", "CAG", UnitMatch.SAME),
        ("GCG", "GCN", UnitMatch.SAME), ("NGC", "GCN", UnitMatch.SAME),
        ("GCN", "GCG", UnitMatch.WIDER), ("AARRG", "AAGGG", UnitMatch.WIDER),
        ("AAAAG", "AAGGG", UnitMatch.OTHER), ("CCG", "CAG", UnitMatch.OTHER),
        ("CAGCAG", "CAG", UnitMatch.OTHER), ("", "CAG", UnitMatch.OTHER),
    ],
)  # fmt: skip
def test_units_match_from_any_base_and_on_either_strand(counted, meant, match):
    assert match_unit(counted, meant) is match


def test_a_neighbour_of_another_unit_is_not_the_locus():
    locus = BY_GENE["HTT"]
    near = Interval(
        "chr4", locus.GRCh38.end + 6, locus.GRCh38.end + 33, IntervalKind.REPEAT, "", 1, 0,
        repeat=Repeat("HTT_CCG", ("CCG",), None, ((),)),
    )  # fmt: skip
    assert locus_of(near, LOCI, Assembly.GRCH38) is None
    assert locus_of(repeat(locus, (17, 17, 17)), LOCI, Assembly.GRCH38) is locus
    assert locus_of(repeat(locus, (17, 17, 17)), LOCI, Assembly.GRCH37) is None


def judged(path, assembly: Assembly) -> tuple[set[str], set[str]]:
    """Genes found at their places, and those flagged for anybody."""
    seen, flagged = set(), set()
    with VcfSource(path) as source:
        people = source.header.samples
        reader = IntervalReader(source.header, people)
        for item in source.records(people, ""):
            for interval in reader.read(item.number, item.raw.decode().split("\t")).intervals:
                if (locus := locus_of(interval, LOCI, assembly)) is None:
                    continue
                seen.add(locus.gene)
                verdicts = [judge_repeat(interval, locus, i) for i in range(len(people))]
                flagged |= {one.locus.gene for one in verdicts if one and one.is_flagged}
    return seen, flagged


def test_every_locus_stands_where_a_long_read_caller_puts_it_in_grch38(shared):
    seen, flagged = judged(shared / "data/vcf/NIST.trgt.stranger.vcf.gz", Assembly.GRCH38)
    assert seen == set(BY_GENE)
    assert flagged == {"AFF2"}


def test_loci_stand_where_a_short_read_caller_puts_them_in_grch37(shared):
    seen, flagged = judged(shared / "data/vcf/643594.clinical.str.stranger.vcf.gz", Assembly.GRCH37)
    new = {"DAB1", "FGF14", "GIPC1", "LRP12", "NOTCH2NLC", "THAP11", "ZFHX3"}
    assert seen == set(BY_GENE) - new
    assert flagged == set()


def test_long_atxn3_alleles_of_a_clinical_file_are_flagged(shared):
    _, flagged = judged(shared / "data/vcf/643594.clinical.str.vcf.gz", Assembly.GRCH37)
    assert flagged == {"ATXN3"}


def test_each_locus_has_a_source_and_the_length_of_its_place_fits_its_units():
    assert len(LOCI) >= 30
    for locus in LOCI:
        lengths = {place.end - place.start for place in (locus.GRCh37, locus.GRCh38)}
        assert locus.source
        assert max(lengths) <= 200
        assert len(lengths) == 1 or locus.gene == "NOTCH2NLC"


def test_a_file_with_overlapping_ranges_is_refused(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        'name="x"\nversion="1"\ndate="d"\nplaces="p"\n[[loci]]\ngene="A"\ndisease="d"\n'
        'inheritance="AD"\nunit="CAG"\nunits=["CAG"]\ncertainty="low"\nsource="s"\n'
        'GRCh37={chrom="chr1",start=1,end=9}\nGRCh38={chrom="chr1",start=1,end=9}\n'
        'ranges=[{meaning="normal",label="n",at_least=0,at_most=9},'
        '{meaning="disease",label="d",at_least=9}]\n'
    )
    with pytest.raises(InputFileError, match="must rise and not overlap"):
        load_repeat_loci(path)
