"""Families: PED files and the people of a case."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from core.domain.sample import Affection, Individual, Pedigree, Sex
from core.errors import PedigreeError, SampleNotFoundError, UsageError

_N_COLUMNS = 6
_SEX = {
    **dict.fromkeys(("1", "m", "male"), Sex.MALE),
    **dict.fromkeys(("2", "f", "female"), Sex.FEMALE),
}
_AFFECTION = {"1": Affection.UNAFFECTED, "2": Affection.AFFECTED}
_NAMES_TOLD = 5
_UNKNOWN_SEX = frozenset({"0", "3", "-9", ".", "u", "unknown", "other"})
_UNKNOWN_AFFECTION = frozenset({"0", "-9", "."})
_REMEDY = (
    "A PED line reads: family, individual, father, mother, sex (1 male, 2 female), "
    "phenotype (1 unaffected, 2 affected)."
)


def read_pedigree(path: Path) -> tuple[Individual, ...]:
    """Give the people of a PED file, in file order.

    Columns are separated by tabs or blanks; further columns, empty lines and lines that begin
    with # are passed over.

    Raises
    ------
    PedigreeError
        Naming the line that cannot be read or that contradicts another.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PedigreeError(path, "this is no text file.", _REMEDY) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PedigreeError(path, f"cannot be read ({reason}).", "Choose a PED file.") from error
    people: dict[str, Individual] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        person = _person(path, number, line)
        if person.name in people:
            raise _error(
                path, number, f"{person.name} stands in line {lines[person.name]} already."
            )
        people[person.name] = person
        lines[person.name] = number
    if not people:
        raise PedigreeError(path, "holds no person.", _REMEDY)
    for person in people.values():
        _demand_sound_parents(path, lines[person.name], person, people)
    return tuple(people.values())


def stated_family(
    patient: str,
    *,
    sex: Sex = Sex.UNKNOWN,
    mother: str = "",
    father: str = "",
    affected: Collection[str] = (),
) -> tuple[Individual, ...]:
    """Give the people a person named instead of a pedigree file; () where nothing was said.

    `affected` names parents with the disease; else they are taken to be well.

    Raises
    ------
    UsageError
        When parents or their states are named without a patient, or somebody twice.
    """
    if not (mother or father or affected or sex is not Sex.UNKNOWN):
        return ()
    names = [name for name in (patient, mother, father) if name]
    if not patient or len(set(names)) < len(names) or not set(affected) <= {mother, father}:
        raise UsageError(
            "Who is the patient, the mother and the father is not clear.",
            "Name the patient, and each parent once; only parents named so can be affected.",
        )
    family = f"{patient}'s family"
    found = [Individual(patient, family, father, mother, sex, Affection.AFFECTED)]
    for name, their_sex in ((father, Sex.MALE), (mother, Sex.FEMALE)):
        if name:
            state = Affection.AFFECTED if name in affected else Affection.UNAFFECTED
            found.append(Individual(name, family, sex=their_sex, affection=state))
    return tuple(found)


def build_pedigree(
    samples: Sequence[str],
    people: Sequence[Individual],
    proband: str = "",
    file: Path | str = "pedigree",
) -> Pedigree:
    """Give the people of the case, in the order of the file's samples, and who is the patient.

    With a pedigree, samples outside the patient's family are left out; without one, all samples
    stay.

    Parameters
    ----------
    samples
        Of the variant file, all of them.
    people
        From `read_pedigree`; empty where there is none.
    proband
        Name of the patient; empty to find the affected child or the only sample.
    file
        Where the people come from, to be named in a message.

    Raises
    ------
    SampleNotFoundError
        When the proband is not in the variant file.
    UsageError
        When the patient cannot be told without being named, or the file has no samples.
    PedigreeError
        When nobody of the pedigree is in the variant file.
    """
    _demand_people(samples, people, proband, file)
    known = {person.name: person for person in people}
    patient = proband or _find_patient(samples, [known[name] for name in samples if name in known])
    if not people:
        return Pedigree(tuple(Individual(name) for name in samples), patient)
    return Pedigree(_members(samples, known, patient), patient)


def _demand_people(
    samples: Sequence[str], people: Sequence[Individual], proband: str, file: Path | str
) -> None:
    """Refuse a file without samples, a patient who is none of them, a pedigree of others."""
    if not samples:
        raise UsageError(
            "The variant file has no sample columns.", "Choose a file that holds genotypes."
        )
    if proband and proband not in samples:
        raise SampleNotFoundError(proband, tuple(samples))
    names = [person.name for person in people]
    if names and not proband and not set(names) & set(samples):
        raise PedigreeError(
            file,
            f"none of its people ({', '.join(names)}) is a sample of the variant file "
            f"({', '.join(samples)}).",
            "Choose the pedigree of this family, or spell the names alike.",
        )


def _members(
    samples: Sequence[str], known: dict[str, Individual], patient: str
) -> tuple[Individual, ...]:
    """The patient and the samples of the same family, in the order of the samples."""
    family = known[patient].family if patient in known else None
    return tuple(
        known.get(name, Individual(name))
        for name in samples
        if name == patient or (name in known and known[name].family == family)
    )


def pedigree_doubts(
    samples: Sequence[str], people: Sequence[Individual], found: Pedigree, file: Path | str
) -> Iterator[str]:
    """Give sentences where pedigree and variant file leave a doubt about patient or family.

    Parameters
    ----------
    samples
        Of the variant file, all of them.
    people
        Of the pedigree file, all of them.
    found
        What `build_pedigree` made of both.
    file
        The pedigree, to be named.
    """
    patient = next((person for person in people if person.name == found.proband), None)
    if patient is None:
        yield (
            f"{found.proband}, the patient, is not in the pedigree {file}: the case is read "
            "without relatives."
        )
    else:
        yield from _doubts_about(patient, samples, file)
    known = {person.name for person in people}
    used = {person.name for person in found.individuals}
    unknown = [name for name in samples if name not in known | used]
    if unknown:
        yield (
            f"Not in the pedigree {file} and left out of the case: {_listed(unknown)}. Are the "
            "names spelled alike in both files?"
        )
    strangers = [name for name in samples if name in known - used]
    if strangers:
        yield (
            f"Left out of the case, because the pedigree {file} does not have them in the family "
            f"of {found.proband}: {_listed(strangers)}."
        )
    absent = [
        person.name for person in _affected_kin(patient, people) if person.name not in samples
    ]
    if absent:
        yield (
            f"Affected in the pedigree {file}, but no sample of the variant file: "
            f"{_listed(absent)}. Is {found.proband} the patient?"
        )


def _doubts_about(patient: Individual, samples: Sequence[str], file: Path | str) -> Iterator[str]:
    if patient.affection is Affection.UNAFFECTED:
        yield f"{patient.name} is taken as the patient, but is unaffected in the pedigree {file}."
    if patient.affection is Affection.UNKNOWN:
        yield (
            f"{patient.name} is taken as the patient, but the pedigree {file} does not say "
            "whether they are affected."
        )
    for role, parent in (("father", patient.father), ("mother", patient.mother)):
        if parent and parent not in samples:
            yield (
                f"{parent}, the {role} of {patient.name} in the pedigree {file}, is no sample of "
                f"the variant file ({_listed(samples)}): the case is read without the {role}. "
                "Is the name misspelled?"
            )


def _affected_kin(patient: Individual | None, people: Sequence[Individual]) -> Iterable[Individual]:
    """Affected people of the patient's family; of all families where it is not known."""
    for person in people:
        if person.affection is Affection.AFFECTED and (
            patient is None or person.family == patient.family
        ):
            yield person


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_TOLD
    return ", ".join(names[:_NAMES_TOLD]) + (f" and {more:,} more" if more > 0 else "")


def _find_patient(samples: Sequence[str], present: Sequence[Individual]) -> str:
    if len(samples) == 1:
        return samples[0]
    affected = [person for person in present if person.affection is Affection.AFFECTED]
    names = {person.name for person in present}
    children = [person for person in affected if person.father in names or person.mother in names]
    for group in (children, affected, present):
        if len(group) == 1:
            return group[0].name
    raise UsageError(
        f"Which of the samples is the patient cannot be told ({', '.join(samples)}).",
        "Name the patient with --proband, or give a pedigree with one affected child.",
    )


def _person(path: Path, number: int, line: str) -> Individual:
    columns = line.rstrip("\r\n").split("\t")
    if len(columns) < _N_COLUMNS:
        columns = line.split()
    if len(columns) < _N_COLUMNS:
        raise _error(path, number, f"{len(columns)} columns instead of {_N_COLUMNS}.")
    family, name, father, mother, sex, phenotype = (part.strip() for part in columns[:_N_COLUMNS])
    if not name or name == "0":
        raise _error(path, number, "the individual has no name.")
    if phenotype not in _AFFECTION and phenotype not in _UNKNOWN_AFFECTION:
        raise _error(path, number, f"phenotype {phenotype} is none of 0, 1, 2, -9.")
    if sex.lower() not in _SEX and sex.lower() not in _UNKNOWN_SEX:
        raise _error(path, number, f"sex {sex} is none of 1 or male, 2 or female, 0 or unknown.")
    return Individual(
        name=name,
        family=family,
        father="" if father in ("0", ".") else father,
        mother="" if mother in ("0", ".") else mother,
        sex=_SEX.get(sex.lower(), Sex.UNKNOWN),
        affection=_AFFECTION.get(phenotype, Affection.UNKNOWN),
    )


def _demand_sound_parents(
    path: Path, number: int, person: Individual, people: dict[str, Individual]
) -> None:
    for role, parent, wrong in (
        ("father", person.father, Sex.FEMALE),
        ("mother", person.mother, Sex.MALE),
    ):
        if parent and person.name in _ancestors(parent, people):
            raise _error(path, number, f"{person.name} is among their own ancestors.")
        found = people.get(parent)
        if found is not None and found.sex is wrong:
            raise _error(path, number, f"{parent} is the {role} of {person.name}, but {wrong}.")
        if found is not None and found.family != person.family:
            raise _error(path, number, f"{parent}, the {role}, is of another family.")
    if person.father and person.father == person.mother:
        raise _error(path, number, f"{person.father} is both father and mother of {person.name}.")


def _ancestors(name: str, people: dict[str, Individual]) -> set[str]:
    """Give the person of that name and everyone they descend from."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in found or not current:
            continue
        found.add(current)
        person = people.get(current)
        if person is not None:
            waiting += [person.father, person.mother]
    return found


def _error(path: Path, number: int, cause: str) -> PedigreeError:
    return PedigreeError(path, f"line {number}: {cause}", _REMEDY)
