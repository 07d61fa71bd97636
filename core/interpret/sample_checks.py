"""What counted calls say: sex, kinship, Mendelian errors, purity, runs of homozygosity."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.sample import Pedigree, Sex
from core.domain.sample_checks import (
    N_BALANCE_BINS,
    ChromosomeErrors,
    HomozygousRun,
    PairCheck,
    PersonCheck,
    SampleChecks,
)
from core.interpret.sample_counts import (
    BIN_LENGTH,
    HETEROZYGOUS,
    HOMOZYGOUS,
    REFERENCE,
    SampleCounts,
    is_autosome,
)
from core.interpret.sample_rules import RunRules, SampleRules, SexRules

_MIN_IN_BIN = 5
_MAX_GAP = 10
_MIN_BINS = 100
_MIN_REFERENCE = 0.02
"""Least share of reference calls of everyone: below, the file lists the places where that person
carries something, and such a choice of places would pass for kinship among the others."""

Sums = NDArray[np.int64]


def judge(
    counts: SampleCounts, pedigree: Pedigree, rules: SampleRules, substitutions: tuple[int, int]
) -> SampleChecks:
    """Give the checks of a case; `substitutions` are its transitions and transversions."""
    people = pedigree.individuals
    n_substitutions = sum(substitutions)
    is_fair = all(_has_reference(autosomal) for autosomal in counts.autosomal)
    is_enough = n_substitutions >= rules.substitutions.min_calls.value and substitutions[1] > 0
    return SampleChecks(
        rules=f"{rules.name} {rules.version}",
        n_substitutions=n_substitutions,
        ti_tv=substitutions[0] / substitutions[1] if is_enough else None,
        people=tuple(_person(counts, i, one.name, rules) for i, one in enumerate(people)),
        pairs=tuple(
            _pair(sums.sum(axis=0), (people[i].name, people[j].name), rules, is_fair=is_fair)
            for (i, j), sums in counts.pairs.items()
        ),
        chromosomes=_errors(counts),
    )


def _person(counts: SampleCounts, person: int, name: str, rules: SampleRules) -> PersonCheck:
    autosomal, x, y = counts.autosomal[person], counts.x[person], counts.y[person]
    n_x = int(x[HETEROZYGOUS] + x[HOMOZYGOUS])
    n_called = int(autosomal[HETEROZYGOUS] + autosomal[HOMOZYGOUS])
    is_dense = n_called >= rules.runs.min_calls.value
    runs, judged, whole = _runs(counts, person, rules.runs) if is_dense else ((), 0, ())
    balance, foreign = counts.balance[person], counts.foreign[person]
    least = rules.contamination.min_calls.value
    middle = _median(balance) if balance.sum() >= least else None
    return PersonCheck(
        name=name,
        call_rate=float(counts.complete[person] / counts.told[person])
        if counts.told[person]
        else 0.0,
        n_heterozygous=int(autosomal[HETEROZYGOUS]),
        n_homozygous=int(autosomal[HOMOZYGOUS]),
        depth=_median(counts.depths[person]),
        quality=_median(counts.qualities[person]),
        balance=tuple(balance.tolist()),
        median_balance=None if middle is None else (middle + 0.5) / N_BALANCE_BINS,
        foreign_reads=float(foreign[1] / foreign[0]) if foreign[0] >= least else None,
        n_x=n_x,
        n_x_heterozygous=int(x[HETEROZYGOUS]),
        n_y=int(y[HETEROZYGOUS] + y[HOMOZYGOUS]),
        sex=_sex(n_x, int(x[HETEROZYGOUS]), rules.sex),
        runs=runs,
        judged=judged,
        whole_chromosomes=whole,
    )


def _median(counts: Sums) -> int | None:
    """Give the index at which half of all counts is reached."""
    total = int(counts.sum())
    return int(np.searchsorted(np.cumsum(counts), (total + 1) / 2)) if total else None


def _sex(n_calls: int, n_heterozygous: int, rules: SexRules) -> Sex:
    if n_calls < rules.min_calls.value:
        return Sex.UNKNOWN
    share = n_heterozygous / n_calls
    if share <= rules.max_male.value:
        return Sex.MALE
    return Sex.FEMALE if share >= rules.min_female.value else Sex.UNKNOWN


def _has_reference(calls: Sums) -> bool:
    """Tell whether a person has reference calls: else the places are those of that person."""
    return bool(calls[REFERENCE] >= _MIN_REFERENCE * calls[REFERENCE:].sum())


def _pair(sums: Sums, names: tuple[str, str], rules: SampleRules, *, is_fair: bool) -> PairCheck:
    """Judge calls of two people together, (calls, calls); kinship only if places are chosen fair."""
    least = rules.kinship.min_heterozygous.value
    opposite = int(sums[REFERENCE, HOMOZYGOUS] + sums[HOMOZYGOUS, REFERENCE])
    return PairCheck(
        *names,
        _kinship(sums, opposite, least) if is_fair else None,
        opposite + int(sums[HOMOZYGOUS, HOMOZYGOUS]),
        opposite,
    )


def _kinship(sums: Sums, opposite: int, min_heterozygous: float) -> float | None:
    """Give the KING-robust coefficient (Manichaikul 2010, equation 11), None if it says nothing."""
    heterozygous = (
        int(sums[HETEROZYGOUS, REFERENCE:].sum()),
        int(sums[REFERENCE:, HETEROZYGOUS].sum()),
    )
    fewer = min(heterozygous)
    if fewer < min_heterozygous:
        return None
    shared = int(sums[HETEROZYGOUS, HETEROZYGOUS])
    return (shared - 2 * opposite) / (2 * fewer) + 0.5 - sum(heterozygous) / (4 * fewer)


def _errors(counts: SampleCounts) -> tuple[ChromosomeErrors, ...]:
    """Give errors against Mendel's laws per autosome; none where a parent is missing."""
    if not counts.trio.any():
        return ()
    named = zip(counts.contig_names, counts.trio, strict=True)
    return tuple(_errors_of(name, sums) for name, sums in named if sums.any())


def _errors_of(chrom: str, sums: Sums) -> ChromosomeErrors:
    """Judge calls of patient, father and mother together, (calls, calls, calls)."""
    called = sums[1:, 1:, 1:].copy()
    called[0, 0, 0] = 0
    by_father, by_mother = sums[:, :, 1:].sum(axis=2), sums[:, 1:, :].sum(axis=1)
    return ChromosomeErrors(
        chrom,
        int(called.sum()),
        int(called[~_ALLOWED].sum()),
        *_without(by_father),
        *_without(by_mother),
    )


def _without(sums: Sums) -> tuple[int, int]:
    opposite = int(sums[REFERENCE, HOMOZYGOUS] + sums[HOMOZYGOUS, REFERENCE])
    return opposite + int(sums[HOMOZYGOUS, HOMOZYGOUS]), opposite


def _allowed() -> NDArray[np.bool_]:
    """Tell which copies of child, father and mother go together."""
    gives = ({0}, {0, 1}, {1})
    found = np.zeros((3, 3, 3), bool)
    for father in range(3):
        for mother in range(3):
            for copies in {a + b for a in gives[father] for b in gives[mother]}:
                found[copies, father, mother] = True
    return found


_ALLOWED = _allowed()


def _runs(
    counts: SampleCounts, person: int, rules: RunRules
) -> tuple[tuple[HomozygousRun, ...], int, tuple[str, ...]]:
    """Give runs, judged bases, and chromosomes homozygous as a whole."""
    found: list[HomozygousRun] = []
    judged, whole = 0, []
    for i, chrom in enumerate(counts.contig_names):
        if not is_autosome(chrom):
            continue
        heterozygous, homozygous = counts.bins[person, :, i].astype(np.int64)
        telling = np.flatnonzero(heterozygous + homozygous >= _MIN_IN_BIN)
        share = heterozygous[telling] / (heterozygous + homozygous)[telling]
        is_run = share < rules.max_heterozygous.value
        judged += len(telling) * BIN_LENGTH
        found += _long_runs(chrom, telling, is_run, rules.min_length.value)
        if len(telling) >= _MIN_BINS and is_run.mean() >= rules.whole_chromosome.value:
            whole.append(chrom)
    return tuple(found), judged, tuple(whole)


def _long_runs(
    chrom: str, bins: NDArray[Any], is_run: NDArray[np.bool_], min_length: float
) -> list[HomozygousRun]:
    """Join neighbouring homozygous bins; a wide stretch without calls ends a run."""
    chosen = np.flatnonzero(is_run)
    if not len(chosen):
        return []
    is_next = (np.diff(chosen) == 1) & (np.diff(bins[chosen]) <= _MAX_GAP)
    parts = np.split(bins[chosen], np.flatnonzero(~is_next) + 1)
    runs = [
        HomozygousRun(chrom, int(part[0]) * BIN_LENGTH, (int(part[-1]) + 1) * BIN_LENGTH)
        for part in parts
    ]
    return [run for run in runs if run.length >= min_length]
