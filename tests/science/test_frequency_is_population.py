"""Variants are left out for being common in the population, never for being common in the file."""

import gzip
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.interpret.gate_rules import load_gate_rules
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

pytestmark = pytest.mark.science

COMMON = "population_frequency"
BACKGROUND = 1_000
"""Records of chromosome 21 kept in the cut; those of all other chromosomes stay."""


@dataclass(frozen=True)
class Read:
    """What a case holds."""

    key: str
    warnings: tuple[str, ...]
    variants: tuple[StoredVariant, ...]

    @property
    def gates(self) -> Counter[str]:
        return Counter(stored.gate for stored in self.variants)


def read(vcf: Path, reference: Path, **changes: object) -> Read:
    case = vcf.with_name("some.intronaut")
    case.unlink(missing_ok=True)
    spec = IntakeSpec(case=case, vcf=vcf, reference=reference, **changes)  # type: ignore[arg-type]
    for _ in read_case(spec):
        pass
    with CaseStore.open(case) as store:
        info = store.info()
        assert store.ledger().discrepancies() == ()
        return Read(info.frequency_key, info.warnings, tuple(store.variants()))


def lines_of(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


@pytest.fixture(scope="module")
def cut(shared: Path) -> str:
    """Text of the case nf1-denovo with less of its background."""
    kept, n_background = [], 0
    for line in lines_of(shared / "data/cases/nf1-denovo.vcf.gz"):
        n_background += line.startswith("chr21\t")
        if not line.startswith("chr21\t") or n_background <= BACKGROUND:
            kept.append(line)
    return "\n".join(kept) + "\n"


@pytest.fixture
def read_cut(shared: Path, tmp_path: Path):
    """Reads a text as the case nf1-denovo."""

    def read_text(text: str, **changes: object) -> Read:
        path = tmp_path / "cut.vcf"
        path.write_text(text, encoding="utf-8")
        ped = shared / "data/cases/nf1-denovo.ped"
        return read(path, shared / "data/reference/GRCh38.fa.gz", ped=ped, **changes)

    return read_text


def test_a_known_key_leaves_out_what_is_common_in_the_population_and_nothing_else(cut, read_cut):
    limit = load_gate_rules().max_population_frequency.value
    found = read_cut(cut)
    assert found.key == "gnomAD_AF"
    assert found.gates[COMMON] > 500
    for stored in found.variants:
        frequency = stored.population_frequency
        is_common = frequency is not None and frequency > limit
        assert (stored.gate == COMMON) is (is_common and stored.gate != "not_carried_by_proband")


@pytest.mark.parametrize("is_described", [True, False])
def test_with_the_key_renamed_to_an_unknown_one_nothing_is_lost_by_frequency(
    cut, read_cut, is_described
):
    text = cut.replace("gnomAD_AF", "Some_AF")
    if not is_described:
        text = text.replace("gnomAD genomes allele frequency", "A frequency")
    found = read_cut(text)
    assert len(found.variants) == len(read_cut(cut.replace("gnomAD_AF", "gnomADg_AF")).variants)
    assert found.gates[COMMON] == 0
    assert any("no variant is left out for being common" in note for note in found.warnings)
    assert found.key == ("Some_AF" if is_described else "")
    assert any(stored.population_frequency is not None for stored in found.variants) is is_described


def test_an_unknown_key_that_the_user_names_is_taken_at_their_word(cut, read_cut):
    text = cut.replace("gnomAD_AF", "Some_AF").replace("gnomAD genomes allele", "A")
    found = read_cut(text, frequency_key="Some_AF")
    assert found.key == "Some_AF"
    assert found.gates[COMMON] > 500


def test_the_frequency_in_the_call_set_is_never_read(cut, read_cut):
    text = "\n".join(
        line if line.startswith("#") else line.replace("gnomAD_AF=", "XYZ=")
        for line in cut.splitlines()
    )
    found = read_cut(f"{text}\n")
    assert found.key == "gnomAD_AF"
    assert {stored.population_frequency for stored in found.variants} == {None}
    assert found.gates[COMMON] == 0


@pytest.fixture
def family(shared: Path, tmp_path: Path):
    """Reads the annotated family, with its text changed by a function."""

    def read_family(change=lambda line: line) -> Read:
        path = tmp_path / "family.vcf"
        lines = lines_of(shared / "data/vcf/643594.clinical.vcf.gz")
        path.write_text("\n".join(map(change, lines)) + "\n", encoding="utf-8")
        ped = shared / "data/vcf/643594.ped"
        return read(path, shared / "data/reference/GRCh37.fa.gz", ped=ped)

    return read_family


def info_of(line: str) -> dict[str, str]:
    entries = (entry.partition("=") for entry in line.split("\t")[7].split(";"))
    return {key: value for key, _, value in entries}


def test_a_real_file_is_read_by_its_exac_key_and_not_by_its_call_set(family, shared):
    """It declares AF, MLEAF, 1000GAF, EXACAF and SWEGENAF; 637 of 680 AF are above 1 %."""
    limit = load_gate_rules().max_population_frequency.value
    lines = [
        line
        for line in lines_of(shared / "data/vcf/643594.clinical.vcf.gz")
        if not line.startswith("#")
    ]
    found = family()
    assert found.key == "EXACAF"
    assert len(found.variants) == len(lines) == 680
    assert sum(float(info_of(line)["AF"]) > limit for line in lines) == 637
    infos = {number: info_of(line) for number, line in enumerate(lines, start=1)}
    keys = ("EXACAF", "1000GAF", "SWEGENAF")
    for stored in found.variants:
        told = next(filter(None, map(infos[stored.record_number].get, keys)), None)
        expected = None if told is None else pytest.approx(float(told), rel=1e-6)
        assert stored.population_frequency == expected
        if stored.gate == COMMON:
            assert stored.population_frequency > limit
    assert found.gates[COMMON] > 0


def test_without_a_population_key_no_variant_of_it_is_left_out_for_being_common(family):
    population = ("EXACAF", "1000GAF", "SWEGENAF", "SWEREFAF", "MTAF")

    def unknown(line: str) -> str:
        if line.startswith(("##INFO=<ID=EXACMAX", "##INFO=<ID=1000G_MAX")):
            return "##dropped=its description names a resource"
        for number, key in enumerate(population):
            line = line.replace(f"ID={key},", f"ID=X{number},").replace(f";{key}=", f";X{number}=")
        return line.replace("1000G database", "some database")

    found = family(unknown)
    assert found.key == ""
    assert found.gates[COMMON] == 0
    assert {stored.population_frequency for stored in found.variants} == {None}


def test_the_call_set_frequency_changes_nothing_in_the_case(family):
    before = family()

    def without(line: str) -> str:
        if line.startswith("#"):
            return line
        fields = line.split("\t")
        entries = fields[7].split(";")
        fields[7] = ";".join("AF=0.0001" if one.startswith("AF=") else one for one in entries)
        return "\t".join(fields)

    assert family(without).variants == before.variants
