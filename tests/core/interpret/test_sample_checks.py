"""Sample checks on families whose genotypes are drawn by Mendel's laws."""

from dataclasses import replace

import numpy as np
import pytest

from core.domain.calls import NOT_GIVEN
from core.domain.family_calls import FamilyCalls
from core.domain.sample import Individual, Pedigree, Sex
from core.domain.sample_checks import SampleChecks
from core.interpret.sample_checks import judge
from core.interpret.sample_counts import SampleCounts
from core.interpret.sample_rules import load_sample_rules
from core.interpret.sample_words import DISTRUST, family_doubts, summary, warnings
from core.interpret.sex_chromosomes import Inheritance
from core.interpret.ways import WAYS

RULES = load_sample_rules()
CONTIGS = (*(f"chr{number}" for number in range(1, 23)), "chrX")
PER_CONTIG = 2_000
SPACING = 20_000
N = PER_CONTIG * len(CONTIGS)
CONTIG = np.repeat(np.arange(len(CONTIGS)), PER_CONTIG)
POS = np.tile(np.arange(1, PER_CONTIG + 1) * SPACING, len(CONTIGS))
ON_X = len(CONTIGS) - 1 == CONTIG
PEDIGREE = Pedigree(
    (
        Individual("child", "f", "father", "mother", Sex.FEMALE),
        Individual("father", "f", "", "", Sex.MALE),
        Individual("mother", "f", "", "", Sex.FEMALE),
    ),
    "child",
)
CLEAN = PEDIGREE.individuals


class Population:
    """Draws people as two copies of each place, (2, places) of 0 and 1."""

    def __init__(self, seed: int = 1) -> None:
        self.rng = np.random.default_rng(seed)
        self.frequency = self.rng.uniform(0.05, 0.6, N)

    def founder(self, *, is_male: bool = False) -> np.ndarray:
        copies = (self.rng.random((2, N)) < self.frequency).astype(np.int64)
        if is_male:
            copies[1, ON_X] = copies[0, ON_X]
        return copies

    def gamete(self, person: np.ndarray) -> np.ndarray:
        """One copy of each chromosome, with one crossing over in its middle third."""
        chosen = np.empty(N, np.int64)
        for i in range(len(CONTIGS)):
            first = self.rng.integers(2)
            where = i * PER_CONTIG + self.rng.integers(PER_CONTIG // 3, 2 * PER_CONTIG // 3)
            rows = np.arange(i * PER_CONTIG, (i + 1) * PER_CONTIG)
            chosen[rows] = person[np.where(rows < where, first, 1 - first), rows]
        return chosen

    def child(self, father: np.ndarray, mother: np.ndarray) -> np.ndarray:
        return np.stack([self.gamete(mother), self.gamete(father)])

    def calls(self, people: list[np.ndarray], other_reads: float = 0.004) -> FamilyCalls:
        """Calls with thirty reads; `other_reads` of the first person's are of another allele."""
        copies = np.stack([person.sum(axis=0) for person in people])
        wrong = self.rng.random(copies.shape) < 0.001
        copies = np.where(wrong, self.rng.integers(0, 3, copies.shape), copies)
        shares = np.array([0.002, 0.48, 0.998])[copies]
        shares[0] = np.array([other_reads, 0.48, 1 - other_reads])[copies[0]]
        alt = self.rng.binomial(30, shares)
        two, depth = np.full(copies.shape, 2), np.full(copies.shape, 30)
        return FamilyCalls(copies, two, two, depth, np.full(copies.shape, 60), 30 - alt, alt)


@pytest.fixture
def population() -> Population:
    return Population()


def checked(calls: FamilyCalls, pedigree: Pedigree = PEDIGREE) -> SampleChecks:
    trio = (0, 1, 2) if len(pedigree.individuals) == 3 else None
    counts = SampleCounts(len(pedigree.individuals), CONTIGS, trio)
    ways = np.where(ON_X, WAYS.index(Inheritance.X), WAYS.index(Inheritance.AUTOSOMAL))
    half = N // 2
    for rows in (slice(0, half), slice(half, N)):
        part = FamilyCalls(
            *(getattr(calls, name)[:, rows] for name in FamilyCalls.__dataclass_fields__)
        )
        places = CONTIG[rows], POS[rows], ways[rows].astype(np.uint8)
        counts.add(part, places, np.ones(len(part), bool), RULES.trusted)
    return judge(counts, pedigree, RULES, (42_000, 20_000))


def raised(calls: FamilyCalls, pedigree: Pedigree = PEDIGREE) -> str:
    return "\n".join(warnings(checked(calls, pedigree), pedigree, RULES))


@pytest.fixture
def family(population: Population) -> list[np.ndarray]:
    father, mother = population.founder(is_male=True), population.founder()
    return [population.child(father, mother), father, mother]


def test_a_family_as_stated_raises_nothing(population, family):
    checks = checked(population.calls(family))
    assert warnings(checks, PEDIGREE, RULES) == ()
    assert [one.sex for one in checks.people] == [Sex.FEMALE, Sex.MALE, Sex.FEMALE]
    of_father, of_mother = checks.pair("child", "father"), checks.pair("mother", "child")
    assert of_father is not None
    assert of_mother is not None
    assert of_father.kinship == pytest.approx(0.25, abs=0.02)
    assert of_mother.kinship == pytest.approx(0.25, abs=0.02)
    parents = checks.pair("father", "mother")
    assert parents is not None
    assert parents.kinship == pytest.approx(0.0, abs=0.02)
    assert 0 < checks.n_errors < 0.005 * checks.n_trio
    assert checks.ti_tv == 2.1
    told = "\n".join(summary(checks, RULES))
    assert "X looks male" in told
    assert "runs of homozygosity not judged" in told


def test_swapped_samples_of_a_trio_are_found_by_mendelian_errors(population, family):
    child, father, mother = family
    swapped = population.calls([father, child, mother])
    checks = checked(swapped)
    assert checks.n_errors > 0.05 * checks.n_trio
    told = warnings(checks, PEDIGREE, RULES)
    assert told[0].startswith("child and mother do not look like parent and child: at ")
    assert "father and mother look like those of parent and child or of siblings" in told[1]
    assert DISTRUST in told
    assert "child is stated to be female, but the calls on X look male" in "\n".join(told)


def test_another_man_in_place_of_the_father_is_found(population, family):
    child, _, mother = family
    told = raised(population.calls([child, population.founder(is_male=True), mother]))
    assert told.startswith("child and father do not look like parent and child")
    assert "child and mother" not in told


def test_parents_taken_for_each_other_show_by_their_sex_alone(population, family):
    child, father, mother = family
    told = raised(population.calls([child, mother, father]))
    assert "father is stated to be male, but the calls on X look female" in told
    assert "mother is stated to be female, but the calls on X look male" in told
    assert DISTRUST not in told


def test_a_sample_that_is_twice_in_the_file_is_found(population, family):
    child, father, _ = family
    told = raised(population.calls([child, father, child]))
    assert "The calls of child and mother are those of one person" in told


def test_dna_of_another_person_shows_in_homozygous_calls(population, family):
    checks = checked(population.calls(family, other_reads=0.06))
    (told,) = warnings(checks, PEDIGREE, RULES)
    assert told.startswith("child: 6.")
    assert "% of the reads of homozygous calls show the other allele" in told


def test_both_copies_of_a_chromosome_from_the_mother_are_found(population, family):
    child, father, mother = (one.copy() for one in family)
    on_15 = CONTIG == 14
    child[:, on_15] = mother[:, on_15]
    (told,) = warnings(checked(population.calls([child, father, mother])), PEDIGREE, RULES)
    assert told.startswith("child: on chr15 nothing seems to come from the father")
    assert "the mother's (uniparental disomy)" in told


def dense(population: Population, person: np.ndarray) -> tuple[SampleChecks, Pedigree]:
    """Check one person alone with calls as dense as a genome's: every place counts five times."""
    pedigree = Pedigree((replace(CLEAN[0], father="", mother=""),), "child")
    counts = SampleCounts(1, CONTIGS, None)
    calls = population.calls([person])
    ways = np.where(ON_X, WAYS.index(Inheritance.X), WAYS.index(Inheritance.AUTOSOMAL))
    for shift in range(5):
        places = CONTIG, POS + shift, ways.astype(np.uint8)
        counts.add(calls, places, np.ones(N, bool), RULES.trusted)
    return judge(counts, pedigree, RULES, (0, 0)), pedigree


def test_a_child_of_first_cousins_has_runs_and_one_of_unrelated_parents_has_none(population):
    old_father, old_mother = population.founder(is_male=True), population.founder()
    parents = []
    for is_male in (True, False):
        sibling = population.child(old_father, old_mother)
        cousin = population.child(population.founder(is_male=True), sibling)
        if is_male:
            cousin[1, ON_X] = cousin[0, ON_X]
        parents.append(cousin)
    checks, pedigree = dense(population, population.child(*parents))
    (person,) = checks.people
    assert person.homozygous_share == pytest.approx(1 / 16, abs=0.05)
    assert all(run.length >= 1_500_000 for run in person.runs)
    outbred, _ = dense(population, population.child(old_father, old_mother))
    assert outbred.people[0].homozygous_share == 0.0
    assert warnings(outbred, pedigree, RULES) == ()


def test_a_chromosome_that_is_one_copy_twice_is_found_without_parents(population, family):
    child = family[0].copy()
    on_7 = CONTIG == 6
    child[1, on_7] = child[0, on_7]
    checks, pedigree = dense(population, child)
    assert checks.people[0].whole_chromosomes == ("chr7",)
    told = "\n".join(warnings(checks, pedigree, RULES))
    assert "chr7" in told or "related" in told


def test_a_file_of_one_persons_places_tells_no_kinship_and_raises_nothing(population, family):
    calls = population.calls(family)
    carried = calls.alt_copies[0] > 0
    for name in ("called", "ploidy", "alt_copies"):
        getattr(calls, name)[:, ~carried] = 0
    checks = checked(calls)
    assert {pair.kinship for pair in checks.pairs} == {None}
    assert warnings(checks, PEDIGREE, RULES) == ()


def test_few_calls_are_no_answer(population, family):
    calls = population.calls(family)
    calls.depth[:] = 4
    checks = checked(calls)
    assert {one.sex for one in checks.people} == {Sex.UNKNOWN}
    assert (checks.n_trio, [one.kinship for one in checks.pairs]) == (0, [None, None, None])
    assert warnings(checks, PEDIGREE, RULES) == ()
    assert "sex not told by X (0 calls)" in summary(checks, RULES)[0]
    calls.depth[:] = NOT_GIVEN
    assert checked(calls).n_trio > 0


def test_substitutions_by_chance_are_raised():
    counts = SampleCounts(3, CONTIGS, (0, 1, 2))
    checks = judge(counts, PEDIGREE, RULES, (10_000, 20_000))
    (told,) = warnings(checks, PEDIGREE, RULES)
    assert told.startswith("There are 0.50 transitions for one transversion")
    assert family_doubts(checks, PEDIGREE, RULES) == ()
    assert judge(counts, PEDIGREE, RULES, (10, 0)).ti_tv is None
