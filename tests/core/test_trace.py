"""Why a variant is, or is not, in the list: every station told in order."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.sample import NO_CALL, Genotype
from core.domain.trace import Outcome, Trace
from core.errors import ReferenceMismatchError, UsageError
from core.interpret.gates import GATES
from core.pipeline.intake import read_case
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from core.trace import trace_text
from core.trace_words import describe_genotype
from tests.core.pipeline.conftest import world
from tests.core.pipeline.test_regulatory_scoring import ToyRegulatoryEngine
from tests.core.pipeline.test_several_engines import named
from tests.core.pipeline.toy import PLUS, UNKNOWN, Blind, ToyEngine, World, drive, other

__all__ = ["world"]

LOSS = PLUS[1][1] + 1
QUIET = 22_000


def tell(case: Path, spelled: str) -> Trace:
    with CaseStore.open(case) as store:
        return trace_text(store, spelled)


def step(told: Trace, name: str):
    return next(one for one in told.steps if one.name == name)


def test_a_ranked_variant_is_followed_to_its_rank(world: World):
    spelled = world.add(LOSS, info="gnomAD_AF=0.0004")
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    told = tell(spec.case, spelled)
    assert step(told, "in the variant file").value == "record 1"
    assert step(told, "genotype of child").value == "heterozygous, quality 99"
    assert step(told, "genotype of father").value == "reference, quality 99"
    assert step(told, "filter").value == "PASS or none"
    gates = [one for one in told.steps if one.name.startswith("gate")]
    assert [one.outcome for one in gates] == [
        *(Outcome.PASSED, Outcome.PASSED, Outcome.FLAGGED),
        *[Outcome.PASSED] * (len(GATES) - 3),
    ]
    assert gates[2].value == "0.04 %; limit 1 %"
    assert step(told, "place").value.startswith(
        "PLUSGENE PLUSGENE: splice dinucleotide, 1 base from"
    )
    assert "donor loss 0.90 (raw, within 500 bases)" in step(told, "score").value
    assert step(told, "in the list").value == "rank 1, lane splice"
    assert told.conclusion.startswith(f"{spelled} stands at rank 1 (splice).")


def test_another_spelling_of_the_allele_is_the_same_variant(world: World):
    spelled = world.add(LOSS)
    before = world.base(LOSS - 1)
    drive(read_case(spec := world.spec()))
    padded = f"toy1-{LOSS - 1}-{before}{world.base(LOSS)}-{before}{other(world.base(LOSS))}"
    assert tell(spec.case, padded).spelled == spelled


def test_every_gate_is_told_and_the_first_failing_one_is_the_conclusion(world: World):
    common = world.add(QUIET, info="gnomAD_AF=0.2")
    parents = world.add(QUIET + 1, calls=("0/0", "0/1", "0/0"))
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, common)
    gates = [one.outcome for one in told.steps if one.name.startswith("gate")]
    assert gates == [
        Outcome.PASSED,
        Outcome.PASSED,
        Outcome.FAILED,
        *[Outcome.PASSED] * (len(GATES) - 3),
    ]
    assert told.conclusion.endswith("is not in the list: common in the population (> 1 %).")
    told = tell(spec.case, parents)
    gates = [one.outcome for one in told.steps if one.name.startswith("gate")]
    assert gates == [Outcome.FAILED, *[Outcome.PASSED] * (len(GATES) - 1)]
    assert told.conclusion.endswith("not carried by the patient.")
    assert step(told, "in the list").outcome is Outcome.FAILED


def test_the_limit_told_is_that_of_the_preset_the_case_was_made_with(world: World):
    spelled = world.add(QUIET, info="gnomAD_AF=0.005")
    drive(read_case(spec := world.spec(preset="very-rare")))
    with CaseStore.open(spec.case, write=True) as store:
        store.update_info(replace(store.info(), preset="very-rare"))
    assert "(> 0.1 %)" in tell(spec.case, spelled).conclusion


def test_an_unknown_frequency_is_told_as_unknown(world: World):
    spelled = world.add(QUIET)
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, spelled)
    assert step(told, "gate: population frequency").value == "unknown; limit 1 %"


def test_what_waits_for_scores_says_so(world: World):
    spelled = world.add(QUIET)
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, spelled)
    assert step(told, "score").value == "not scored yet"
    assert told.conclusion == f"{spelled} is waiting to be scored."


def test_what_could_not_be_scored_says_why(world: World):
    spelled = world.add(UNKNOWN[0] + 5, ref="N", alt="A")
    outside = world.add(45_000)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    score = step(tell(spec.case, spelled), "score")
    assert score.outcome is Outcome.FAILED
    assert score.value.startswith("not scored by toy:")
    assert step(tell(spec.case, outside), "place").value == "outside genes"


def test_every_engine_that_was_asked_is_told_beside_the_ranked_one(world: World):
    at_start, deep = world.add(PLUS[0][0] + 5), world.add(QUIET)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=named(ToyEngine(), "spliceai")))
    drive(score_case(spec.case, engine=named(Blind(), "other")))
    regulatory = ToyRegulatoryEngine()
    drive(score_case_regulatory(spec.case, "toy-regulatory", engine=regulatory))
    told = tell(spec.case, at_start)
    assert [one.value.partition(":")[0] for one in told.steps if one.name == "score"] == [
        "PLUSGENE",
        "other",
    ]
    seen = step(told, "regulatory sequence")
    assert seen.outcome is Outcome.PASSED
    assert seen.value.startswith("toy-regulatory: counting in no cell ")
    assert "1 further track with smaller changes" in seen.value
    refused = [one.value for one in tell(spec.case, deep).steps if one.outcome is Outcome.FAILED]
    assert (
        "not scored by toy-regulatory: lies in no promoter, untranslated region or listed element"
        in refused
    )


def test_a_place_that_only_a_regulatory_engine_was_asked_about_does_not_wait(world: World):
    spelled = world.add(PLUS[0][0] + 5)
    drive(read_case(spec := world.spec()))
    regulatory = ToyRegulatoryEngine()
    drive(score_case_regulatory(spec.case, "toy-regulatory", engine=regulatory))
    with CaseStore.open(spec.case, write=True) as store:
        store.replace_candidates([], "rules 1")
    told = tell(spec.case, spelled)
    assert step(told, "score").value == "splicing not scored yet"
    assert told.conclusion == f"{spelled} is scored but not ranked yet."


def test_scored_but_unranked_variants_say_so(world: World):
    spelled = world.add(LOSS)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case, write=True) as store:
        store.replace_candidates([], "rules 1")
    assert tell(spec.case, spelled).conclusion == f"{spelled} is scored but not ranked yet."


def test_a_record_that_was_set_aside_is_found_with_the_reason(world: World):
    wrong = other(world.base(QUIET))
    alt = "A" if "A" not in {wrong, world.base(QUIET)} else "G"
    world.add(QUIET, ref=wrong, alt=alt)
    world.add(QUIET + 1, alt=".")
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, f"toy1-{QUIET}-{wrong}-{alt}")
    assert "record 2 was set aside: reference_mismatch" in told.conclusion
    assert told.steps[0].outcome is Outcome.FAILED
    told = tell(spec.case, f"toy1-{QUIET}-{world.base(QUIET)}-{alt}")
    assert "no record of the variant file has this allele" in told.conclusion


@pytest.mark.parametrize(
    ("alt", "reason"),
    [
        ("*", "spanning_deletion. The place is deleted"),
        ("<DEL>", "symbolic. A symbolic allele"),
        ("<NON_REF>", "non_ref_block. It stands for any other"),
        ("A]toy1:24000]", "breakend. A breakend joins"),
        ("N", "alt_not_bases. ALT holds something"),
        ("same", "same_as_ref. ALT is the same"),
    ],
)
def test_an_allele_that_was_set_aside_answers_with_the_reason_of_the_ledger(
    world: World, alt: str, reason: str
):
    alt = world.base(QUIET) if alt == "same" else alt
    kept = other(world.base(QUIET))
    world.add(QUIET - 5, alt="*")
    world.add(QUIET, alt=f"{kept},{alt}", info="gnomAD_AF=0.1,0.2")
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, f"toy1-{QUIET}-{world.base(QUIET)}-{alt.lower()}")
    assert f"allele 2 of record 3 was set aside: {reason}" in told.conclusion
    assert told.steps[0].outcome is Outcome.FAILED
    absent = tell(spec.case, f"toy1-{QUIET + 1}-{world.base(QUIET + 1)}-{alt}x")
    assert "no record of the variant file has this allele" in absent.conclusion


def test_a_record_without_alternate_allele_is_found_by_its_dot(world: World):
    world.add(QUIET, alt=".")
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, f"toy1:{QUIET:,}:{world.base(QUIET)}>.")
    assert "was set aside: no_alternate_allele" in told.conclusion


def test_what_has_no_form_of_an_allele_is_refused_with_the_form(world: World):
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    with pytest.raises(UsageError, match="chrom-pos-ref-alt"):
        tell(spec.case, "somewhere-on-toy1")


def test_a_ref_that_neither_reference_nor_file_has_is_a_problem(world: World):
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    here = world.base(QUIET)
    with pytest.raises(ReferenceMismatchError, match=f"the reference has {here}"):
        tell(spec.case, f"toy1-{QUIET}-{other(here)}-{here}")


def test_without_the_reference_another_spelling_of_an_indel_is_left_open(world: World):
    base = world.base(QUIET)
    world.add(QUIET, alt=base + other(base))
    drive(read_case(spec := world.spec()))
    world.reference.unlink()
    padded = (
        f"toy1-{QUIET - 1}-{world.base(QUIET - 1)}{base}-{world.base(QUIET - 1)}{base}{other(base)}"
    )
    told = tell(spec.case, padded)
    assert "no record" not in told.conclusion
    assert "cannot be looked up because the reference" in told.conclusion
    assert told.steps[0].outcome is Outcome.TOLD
    plain = tell(spec.case, f"toy1-{QUIET}-{base}-{other(base)}")
    assert "no record of the variant file has this allele" in plain.conclusion


@pytest.mark.parametrize("place", [("toy1", 22_000, ""), ("chr9", 5, ""), ("toy1", 22_001, "N")])
def test_what_the_file_does_not_hold_is_said_plainly(world: World, place: tuple[str, int, str]):
    chrom, pos, alt = place
    ref = world.base(pos)
    spelled = f"{chrom}-{pos}-{ref}-{alt or other(ref)}"
    world.add(QUIET + 1, alt=".")
    world.records.append("toy1\t22000\tshort")
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    told = tell(spec.case, spelled)
    assert told.conclusion.startswith(
        f"{spelled} is not in the case: no record of the variant file has this allele; not called"
    )


@pytest.mark.parametrize(
    ("genotype", "words"),
    [
        (NO_CALL, "no call"),
        (Genotype(1, 2, 2), "heterozygous"),
        (Genotype(1, 2, 2, ref_depth=9, alt_depth=11), "heterozygous, 11 of 20 reads"),
        (Genotype(2, 2, 2, quality=40), "homozygous, quality 40"),
        (Genotype(1, 1, 1, alt_depth=3), "hemizygous"),
    ],
)
def test_a_call_is_told_without_what_is_missing(genotype, words):
    assert describe_genotype(genotype) == words


@pytest.mark.parametrize(
    ("first", "n_bases", "told"),
    [
        (22_010, 1, "not called; covered at 30x or more"),
        (22_018, 4, "not called; covered at 12x or more"),
        (22_110, 1, "not called and not covered"),
        (22_097, 6, "not called and not covered"),
    ],
)
def test_a_place_without_a_call_is_told_covered_or_not(
    world: World, first: int, n_bases: int, told: str
):
    for start, end, depth in ((22_001, 22_019, 30), (22_020, 22_100, 12)):
        calls = ("0/0", "0/0", "0/0")
        world.add(start, alt="<NON_REF>", info=f"END={end}", calls=calls)
        world.records[-1] = world.records[-1].replace(":30:99", f":{depth}:99")
    drive(read_case(spec := world.spec()))
    ref = world.text[first - 1 : first - 1 + n_bases]
    found = tell(spec.case, f"toy1-{first}-{ref}-{other(ref[0])}")
    assert step(found, "coverage of the patient").value.startswith(told)
    assert told in found.conclusion


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("0/0:30:99", "30x or more, genotype quality 99 or more"),
        ("0/0:2:3", "2x or more, genotype quality 3 or more: too little to rule the variant out"),
        ("0/0:30:0", "30x or more, genotype quality 0 or more: too little to rule the variant out"),
    ],
)
def test_a_place_hardly_looked_at_rules_nothing_out(world: World, call: str, told: str):
    world.add(22_001, alt="<NON_REF>", info="END=22100", calls=("0/0", "0/0", "0/0"))
    world.records[-1] = world.records[-1].replace("0/0:30:99", call)
    drive(read_case(spec := world.spec()))
    base = world.base(22_010)
    found = tell(spec.case, f"toy1-22010-{base}-{other(base)}")
    assert step(found, "coverage of the patient").value == f"not called; covered at {told}"


def test_another_allele_of_the_patient_at_the_place_is_named(world: World):
    spelled = world.add(22_001)
    chrom, pos, ref, alt = spelled.split("-")
    drive(read_case(spec := world.spec()))
    third = next(base for base in "ACGT" if base not in (ref, alt))
    found = tell(spec.case, f"{chrom}-{pos}-{ref}-{third}")
    assert step(found, "coverage of the patient").value == (
        f"not called; the patient's call there is of another allele: {spelled} (heterozygous)"
    )


def test_without_reference_blocks_nothing_is_claimed_of_coverage(world: World):
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    found = tell(spec.case, f"toy1-{QUIET}-{world.base(QUIET)}-{other(world.base(QUIET))}")
    covered = step(found, "coverage of the patient")
    assert covered.outcome is Outcome.TOLD
    assert covered.value == "not called; whether the place was covered is not known (no gVCF)"
