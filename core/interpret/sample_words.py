"""What the sample checks raise, in sentences; a person decides what follows."""

from collections.abc import Iterator

from core.domain.counting import counted
from core.domain.sample import Individual, Pedigree, Sex
from core.domain.sample_checks import ChromosomeErrors, PairCheck, PersonCheck, SampleChecks
from core.interpret.sample_rules import SampleRules

DISTRUST = (
    "Until that is settled, labels of inheritance (new, recessive, two hits) cannot be trusted."
)

_SWAPPED = "samples may be swapped."
_NOT_BIOLOGICAL = "or the parent is not the biological one."
_POOR = "a sample may be swapped or of poor quality."
_TWICE = "a sample may be in the file twice."
_WRONG_SEX = "or the pedigree is wrong."
_GRAVE = (DISTRUST, _SWAPPED, _NOT_BIOLOGICAL, _POOR, _TWICE, _WRONG_SEX)
"""Ends of the sentences that put in doubt whose samples these are."""


def is_grave(warning: str) -> bool:
    """Tell whether a sentence puts in doubt whose sample is whose."""
    return warning.endswith(_GRAVE)


def warnings(checks: SampleChecks, pedigree: Pedigree, rules: SampleRules) -> tuple[str, ...]:
    """Give a sentence for everything that does not look as stated, gravest first."""
    return (
        *family_doubts(checks, pedigree, rules),
        *_sexes(checks, pedigree),
        *(text for one in checks.people for text in _purity(one, rules)),
        *_disomies(checks, pedigree, rules),
        *(text for one in checks.people for text in _runs(one, rules)),
        *_substitutions(checks, rules),
    )


def family_doubts(checks: SampleChecks, pedigree: Pedigree, rules: SampleRules) -> tuple[str, ...]:
    """Give what speaks against the pedigree as stated: labels of inheritance rest on it."""
    found = [text for pair in checks.pairs if (text := _pair(pair, pedigree, rules))] or list(
        _trio(checks, pedigree, rules)
    )
    return (*found, DISTRUST) if found else ()


def _pair(pair: PairCheck, pedigree: Pedigree, rules: SampleRules) -> str:
    one, other = pedigree.find(pair.first), pedigree.find(pair.second)
    if one is None or other is None:
        return ""
    kinship = pair.kinship
    names = f"{pair.first} and {pair.second}"
    if kinship is not None and kinship > rules.kinship.same_person.value:
        return (
            f"The calls of {names} are those of one person, or of identical twins (kinship "
            f"{kinship:.2f}): {_TWICE}"
        )
    if _is_parent(one, other) or _is_parent(other, one):
        return _not_parent(pair, rules)
    is_close = kinship is not None and kinship >= rules.kinship.first_degree.value
    if is_close and kinship is not None and not _are_siblings(one, other):
        return (
            f"The calls of {names} look like those of parent and child or of siblings (kinship "
            f"{kinship:.2f}), which the pedigree does not say: {_SWAPPED}"
        )
    return ""


def _not_parent(pair: PairCheck, rules: SampleRules) -> str:
    share = pair.opposite_share
    is_enough = pair.n_homozygous >= rules.parent.min_homozygous.value
    if share is None or not is_enough or share <= rules.parent.max_opposite.value:
        return ""
    return (
        f"{pair.first} and {pair.second} do not look like parent and child: at {pair.n_opposite:,} of "
        f"{counted(pair.n_homozygous, 'place')} where both are homozygous they share no allele. "
        f"Samples may be swapped, {_NOT_BIOLOGICAL}"
    )


def _trio(checks: SampleChecks, pedigree: Pedigree, rules: SampleRules) -> Iterator[str]:
    n_trio, n_errors = checks.n_trio, checks.n_errors
    if n_trio >= rules.parent.min_trio.value and n_errors > rules.parent.max_errors.value * n_trio:
        yield (
            f"{n_errors:,} of {n_trio:,} calls of {pedigree.proband} cannot come from the parents "
            f"({n_errors / n_trio:.1%} Mendelian errors): {_POOR}"
        )


def _sexes(checks: SampleChecks, pedigree: Pedigree) -> Iterator[str]:
    for person in pedigree.individuals:
        found = checks.person(person.name)
        if Sex.UNKNOWN in (person.sex, found.sex) or person.sex is found.sex:
            continue
        yield (
            f"{person.name} is stated to be {person.sex}, but the calls on X look {found.sex} "
            f"({found.n_x_heterozygous:,} of {found.n_x:,} heterozygous): the sample may be another "
            f"person's, {_WRONG_SEX}"
        )


def _purity(person: PersonCheck, rules: SampleRules) -> Iterator[str]:
    limits = rules.contamination
    foreign, balance = person.foreign_reads, person.median_balance
    if foreign is not None and foreign > limits.max_foreign.value:
        yield (
            f"{person.name}: {foreign:.1%} of the reads of homozygous calls show the other allele. The "
            "sample may hold DNA of another person."
        )
    if balance is not None and not limits.min_balance.value <= balance <= limits.max_balance.value:
        yield (
            f"{person.name}: heterozygous calls have a median of {balance:.0%} ALT reads instead of about "
            "half. The sample may hold DNA of another person, or be of poor quality."
        )


def _disomies(checks: SampleChecks, pedigree: Pedigree, rules: SampleRules) -> Iterator[str]:
    """Tell of chromosomes that lack a parent where the others do not."""
    for role, other in (("father", "mother"), ("mother", "father")):
        places = {one.chrom: _without(one, role) for one in checks.chromosomes}
        for chrom, (n_places, n_without) in places.items():
            n_others = sum(n for name, (n, _) in places.items() if name != chrom)
            n_bad = sum(bad for name, (_, bad) in places.items() if name != chrom)
            is_alone = n_bad <= rules.parent.max_opposite.value * n_others
            is_enough = n_places >= rules.disomy.min_homozygous.value
            if is_alone and is_enough and n_without >= rules.disomy.min_opposite.value * n_places:
                yield (
                    f"{pedigree.proband}: on {chrom} nothing seems to come from the {role} "
                    f"({n_without:,} of {n_places:,} places). Both copies may be the {other}'s "
                    "(uniparental disomy), or one copy is deleted in large part."
                )


def _without(one: ChromosomeErrors, role: str) -> tuple[int, int]:
    if role == "father":
        return one.n_by_father, one.n_without_father
    return one.n_by_mother, one.n_without_mother


def _runs(person: PersonCheck, rules: SampleRules) -> Iterator[str]:
    share = person.homozygous_share
    if share is None:
        return
    if share >= rules.runs.consanguinity.value:
        yield (
            f"{person.name}: runs of homozygosity cover {share:.1%} of the autosomes (children of first "
            "cousins: about 6 %). The parents may be related: recessive causes deserve attention."
        )
    elif person.whole_chromosomes:
        named = ", ".join(person.whole_chromosomes)
        yield (
            f"{person.name}: {named} is homozygous from end to end. Both copies may come from one parent "
            "(uniparental isodisomy), or one copy is missing."
        )


def _substitutions(checks: SampleChecks, rules: SampleRules) -> Iterator[str]:
    limits = rules.substitutions
    if checks.ti_tv is None or limits.min_ti_tv.value <= checks.ti_tv <= limits.max_ti_tv.value:
        return
    yield (
        f"There are {checks.ti_tv:.2f} transitions for one transversion; genomes have about 2.1, exomes "
        "about 3: many calls of the file may be wrong."
    )


def _is_parent(one: Individual, other: Individual) -> bool:
    return one.name in (other.father, other.mother)


def _are_siblings(one: Individual, other: Individual) -> bool:
    fathers, mothers = {one.father, other.father}, {one.mother, other.mother}
    return any(len(named) == 1 and named != {""} for named in (fathers, mothers))


def summary(checks: SampleChecks, rules: SampleRules) -> tuple[str, ...]:
    """Give what was found, whether it raises something or not, in a sentence per person and pair."""
    found = [_person(one, rules) for one in checks.people]
    found += [_compared(pair, rules) for pair in checks.pairs]
    return (*found, *of_all(checks, rules))


def of_all(checks: SampleChecks, rules: SampleRules) -> tuple[str, ...]:
    """Give what was found in the family and in the file as a whole."""
    found = []
    if checks.n_trio:
        found.append(
            f"Mendelian errors: {checks.n_errors:,} of {counted(checks.n_trio, 'place')} "
            f"({checks.n_errors / checks.n_trio:.2%})."
        )
    else:
        found.append("Mendelian errors: not counted, both parents are not called in this file.")
    if checks.ti_tv is None:
        least = int(rules.substitutions.min_calls.value)
        found.append(
            f"Transitions for one transversion: not told, fewer than {least:,} substitutions."
        )
    else:
        found.append(
            f"Transitions for one transversion: {checks.ti_tv:.2f} "
            f"({counted(checks.n_substitutions, 'substitution')} looked at)."
        )
    return tuple(found)


def _person(one: PersonCheck, rules: SampleRules) -> str:
    ratio = "" if one.het_hom is None else f", {one.het_hom:.2f} to one"
    parts = [
        f"{one.call_rate:.1%} of variants called",
        f"{one.n_heterozygous:,} heterozygous and {one.n_homozygous:,} homozygous trusted calls{ratio}",
        _x_words(one, rules),
    ]
    parts += [f"median depth {one.depth}"] if one.depth is not None else []
    parts += [f"median genotype quality {one.quality}"] if one.quality is not None else []
    if one.median_balance is not None:
        parts.append(f"{one.median_balance:.0%} ALT reads in heterozygous calls")
    if one.foreign_reads is not None:
        parts.append(f"{one.foreign_reads:.1%} other reads in homozygous calls")
    share = one.homozygous_share
    parts.append(
        "runs of homozygosity not judged (too few calls)"
        if share is None
        else f"{counted(len(one.runs), 'run')} of homozygosity, {share:.1%} of the autosomes"
    )
    return f"{one.name}: {'; '.join(parts)}."


def _x_words(one: PersonCheck, rules: SampleRules) -> str:
    if one.n_x < rules.sex.min_calls.value:
        return f"sex not told by X ({counted(one.n_x, 'call')})"
    looks = "neither male nor female" if one.sex is Sex.UNKNOWN else one.sex.value
    return f"X looks {looks} ({one.n_x_heterozygous:,} of {one.n_x:,} calls heterozygous), {counted(one.n_y, 'call')} on Y"


def _compared(pair: PairCheck, rules: SampleRules) -> str:
    kinship = (
        "kinship not told (too few calls, or none of the reference)"
        if pair.kinship is None
        else f"kinship {pair.kinship:.2f}"
    )
    is_enough = pair.n_homozygous >= rules.parent.min_homozygous.value
    shared = (
        f"no allele shared at {pair.n_opposite:,} of {counted(pair.n_homozygous, 'place')} where both are "
        "homozygous"
        if is_enough
        else f"only {counted(pair.n_homozygous, 'place')} where both are homozygous"
    )
    return f"{pair.first} and {pair.second}: {kinship}; {shared}."
