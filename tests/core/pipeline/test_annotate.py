"""A case looked up in population frequencies and ClinVar."""

from pathlib import Path

import pytest

from core.domain.candidate import Lane
from core.domain.local_value import Coverage, Registration
from core.pipeline import annotate
from core.pipeline.annotate import NO_FREQUENCY, annotate_case, look_up_everything
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source, remove_local_source
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec
from core.report.data import freeze
from core.report.json import report_json
from core.report.words import frequency_source
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other
from tests.core.sources.known_files import CLINVAR, known_vcf

AT = PLUS[1][1] + 1
COMMON, PATHOGENIC, ABSENT, HOM_REF = AT, AT + 10, AT + 20, AT + 30
GATE = "population_frequency"


@pytest.fixture
def case(world: World) -> Path:
    for pos in (COMMON, PATHOGENIC, ABSENT):
        world.add(pos)
    world.add(HOM_REF, calls=("0/0", "0/1", "0/0"))
    drive(read_case(spec := without_frequency(world)))
    return spec.case


def without_frequency(world: World) -> IntakeSpec:
    """A file whose header declares no frequency of a population."""
    spec = world.spec()
    lines = spec.vcf.read_text().splitlines(keepends=True)
    spec.vcf.write_text("".join(line for line in lines if "gnomAD" not in line))
    return spec


def register(path: Path, **told: str) -> None:
    drive(add_local_source(Registration(path, assembly="artificial", **told)))


def record(world: World, pos: int, info: str, chrom: str = "toy1") -> str:
    ref = world.base(pos)
    return f"{chrom} {pos} 5 {ref} {other(ref)} . PASS {info}"


def frequencies(world: World, value: float = 0.2, name: str = "gnomad") -> Path:
    info = f"AF={value};fafmax_faf95_max={value};nhomalt=12;AC_XY=4"
    records = [record(world, pos, info) for pos in (COMMON, PATHOGENIC, HOM_REF)]
    return known_vcf(world.folder / f"{name}.vcf.gz", records)


def clinvar(world: World) -> Path:
    info = "CLNSIG=Pathogenic;CLNREVSTAT=criteria_provided,_single_submitter;CLNDN=D"
    records = [record(world, pos, info) for pos in (PATHOGENIC, HOM_REF)]
    return known_vcf(world.folder / "clinvar.vcf.gz", records, CLINVAR)


def gates(case: Path) -> dict[int, tuple[str, float | None]]:
    with CaseStore.open(case) as store:
        return {one.variant.pos: (one.gate, one.population_frequency) for one in store.variants()}


def warnings(case: Path) -> tuple[str, ...]:
    with CaseStore.open(case) as store:
        return store.info().warnings


def test_common_variants_fail_the_gate_but_not_those_known_to_be_pathogenic(world, case):
    assert {gate for gate, _ in gates(case).values()} == {"", "not_carried_by_proband"}
    register(frequencies(world))
    register(clinvar(world))
    drive(annotate_case(case))
    assert gates(case) == {
        COMMON: (GATE, 0.2),
        PATHOGENIC: ("", 0.2),
        ABSENT: ("", None),
        HOM_REF: ("not_carried_by_proband", 0.2),
    }
    with CaseStore.open(case) as store:
        ledger, known = store.ledger(), store.known_alleles
        assert sum(one.gate == GATE for one in store.variants()) == 1
        assert [said.split(";")[:2] for said in known.rescued().values()] == [
            ["ClinVar (2026-11-01): Pathogenic", " 1 star (criteria provided, single submitter)"]
        ] * 2
        found = known.columns()
        assert found is not None
        assert found.n_homozygous.tolist() == [12, 12, -1, 12], "absent is unknown, not 0"
        assert found.n_hemizygous.tolist() == [-1] * 4, "not on X: carriers are not hemizygous"
        assert ledger.variants == 4


def test_the_case_says_what_it_lacks_and_no_longer_when_it_has_it(world, case):
    assert NO_FREQUENCY in warnings(case)
    assert any("no ClinVar file was looked into" in one for one in warnings(case))
    register(frequencies(world))
    register(clinvar(world))
    drive(annotate_case(case))
    assert NO_FREQUENCY not in warnings(case)
    assert not any("ClinVar" in one for one in warnings(case))


def test_a_case_annotated_again_without_the_source_is_as_it_was(world, case):
    before = gates(case)
    register(frequencies(world), name="g")
    drive(annotate_case(case))
    after = gates(case)
    assert after != before
    drive(annotate_case(case))
    assert gates(case) == after, "the same again"
    remove_local_source("g")
    drive(annotate_case(case))
    assert gates(case) == before
    assert NO_FREQUENCY in warnings(case)


def test_a_new_case_is_annotated_while_it_is_read(world):
    register(frequencies(world))
    world.add(COMMON)
    drive(read_case(spec := world.spec()))
    assert gates(spec.case) == {COMMON: (GATE, 0.2)}


def test_the_greatest_frequency_of_several_sources_counts(world, case):
    register(frequencies(world, 0.004, "one"))
    register(frequencies(world, 0.03, "two"))
    drive(annotate_case(case))
    assert gates(case)[COMMON] == (GATE, 0.03)


def test_a_file_that_changed_or_lacks_the_contig_is_said_and_stops_nothing(world, case):
    path = frequencies(world)
    register(path)
    path.write_bytes(path.read_bytes() + b"\n")
    elsewhere = known_vcf(world.folder / "else.vcf.gz", [record(world, AT, "AF=0.9", "chr9")])
    register(elsewhere, layout="frequency", title="Elsewhere")
    before = gates(case)
    drive(annotate_case(case))
    assert gates(case) == before
    told = " ".join(warnings(case))
    assert "has changed since it was registered" in told
    assert "Elsewhere (no version stated) has no records on toy1" in told


def test_a_file_of_another_build_is_not_used(world, case, monkeypatch):
    monkeypatch.setattr(annotate, "_TELLING", 3)
    wrong = [
        f"toy1 {pos} . {other(world.base(pos))} N . PASS AF=0.9"
        for pos in (COMMON, PATHOGENIC, ABSENT)
    ]
    register(known_vcf(world.folder / "wrong.vcf.gz", wrong), layout="frequency", title="Wrong")
    drive(annotate_case(case))
    assert any("Wrong" in one and "another genome build" in one for one in warnings(case))
    assert NO_FREQUENCY in warnings(case)


def test_stopping_in_the_middle_and_beginning_again_gives_the_same(world, case):
    register(frequencies(world))
    with CaseStore.open(case, write=True) as store:
        job = annotate.look_up_known(store)
        next(one for one in job if one.stage.startswith("storing"))
        job.close()
    drive(annotate_case(case))
    assert gates(case)[COMMON] == (GATE, 0.2)
    assert gates(case)[HOM_REF] == ("not_carried_by_proband", 0.2)


def test_what_sources_say_stands_in_the_report(world, case):
    register(frequencies(world), licence="ODbL", version="4.1")
    register(clinvar(world))
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case) as store:
        assert NO_FREQUENCY in store.info().warnings
    drive(annotate_case(case))
    with CaseStore.open(case) as store:
        text = report_json(freeze(store, generated_at="2026-11-26T00:00:00+00:00")).decode()
        words = frequency_source(store.info())
    assert "the greatest of INFO/" not in words
    assert "gnomad (4.1)" in words
    for part in ('"clinvar"', "Pathogenic; 1 star", "2026-11-01", "ODbL", '"absent"'):
        assert part in text


def test_the_windows_look_up_annotates_and_tells_what_listed_variants_are_said_to_be(world, case):
    drive(score_case(case, engine=ToyEngine()))
    register(frequencies(world))
    register(clinvar(world))
    _, info = drive(look_up_everything(case))
    assert NO_FREQUENCY not in info.warnings
    with CaseStore.open(case) as store:
        (first, *_) = store.candidate_rows()
        said = store.local_values.of(first.variant_id)
        assert first.lane is Lane.NEEDS_EYES
    assert first.sentence.startswith("ClinVar (2026-11-01): Pathogenic; 1 star")
    assert [one.value.coverage for one in said] == [Coverage.PRESENT, Coverage.PRESENT]
