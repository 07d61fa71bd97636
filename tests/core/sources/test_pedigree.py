"""Families from PED files."""

import pytest

from core.domain.sample import Affection, Individual, Sex
from core.errors import PedigreeError, SampleNotFoundError, UsageError
from core.sources.pedigree import build_pedigree, pedigree_doubts, read_pedigree, stated_family

TRIO = "FAM KID DAD MUM 1 2\nFAM MUM 0 0 2 1\nFAM DAD 0 0 1 1\n"


def ped(folder, text):
    path = folder / "case.ped"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("separator", ["\t", " ", "   "])
def test_people_are_read_with_parents_sex_and_state(tmp_path, separator):
    text = "#Family ID\tIndividual\n\n" + TRIO.replace(" ", separator)
    kid, mum, dad = read_pedigree(ped(tmp_path, text))
    assert kid == Individual("KID", "FAM", "DAD", "MUM", Sex.MALE, Affection.AFFECTED)
    assert (mum.sex, mum.affection, mum.father) == (Sex.FEMALE, Affection.UNAFFECTED, "")
    assert dad.sex is Sex.MALE


@pytest.mark.parametrize(
    ("word", "sex"),
    [("M", Sex.MALE), ("male", Sex.MALE), ("F", Sex.FEMALE), ("Female", Sex.FEMALE)],
)
def test_sex_may_be_a_word(tmp_path, word, sex):
    path = tmp_path / "f.ped"
    path.write_text(f"fam\tkid\t0\t0\t{word}\t2\n")
    assert read_pedigree(path)[0].sex is sex


def test_a_sex_that_is_no_sex_is_refused_with_its_line(tmp_path):
    path = tmp_path / "f.ped"
    path.write_text("fam\tkid\t0\t0\tboy\t2\n")
    with pytest.raises(PedigreeError, match="sex boy is none of 1 or male"):
        read_pedigree(path)


def test_unknown_sex_and_state_stay_unknown(tmp_path):
    (person,) = read_pedigree(ped(tmp_path, "F\tA\t0\t0\t0\t-9\n"))
    assert (person.sex, person.affection) == (Sex.UNKNOWN, Affection.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("F A 0 0 1\n", "line 1: 5 columns"),
        (TRIO + "FAM KID 0 0 1 1\n", "line 4: KID stands in line 1 already"),
        ("F A 0 0 1 sick\n", "line 1: phenotype sick"),
        ("F K M D 1 2\nF M 0 0 2 1\nF D 0 0 1 1\n", "line 1: M is the father of K, but female"),
        ("F K D D 1 2\nF D 0 0 0 1\n", "line 1: D is both"),
        ("F A B 0 1 1\nF B A 0 1 1\n", "among their own ancestors"),
        ("F K D 0 1 2\nG D 0 0 1 1\n", "another family"),
        ("# nobody\n", "no person"),
    ],
)
def test_a_faulty_line_is_named(tmp_path, text, named):
    with pytest.raises(PedigreeError, match=named):
        read_pedigree(ped(tmp_path, text))


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(PedigreeError, match="cannot be read"):
        read_pedigree(tmp_path / "absent.ped")


def test_the_affected_child_is_the_proband_and_the_order_is_that_of_the_samples(tmp_path):
    people = read_pedigree(ped(tmp_path, TRIO.replace("MUM 0 0 2 1", "MUM 0 0 2 2")))
    found = build_pedigree(("DAD", "KID", "MUM"), people)
    assert [person.name for person in found.individuals] == ["DAD", "KID", "MUM"]
    assert found.proband == "KID"
    assert found.father is not None
    assert found.father.name == "DAD"


def test_samples_of_other_families_and_absent_people_are_left_out(tmp_path):
    people = read_pedigree(ped(tmp_path, TRIO + "OTHER X 0 0 1 2\nFAM AUNT 0 0 2 1\n"))
    found = build_pedigree(("X", "KID", "MUM", "STRANGER"), people, "KID")
    assert [person.name for person in found.individuals] == ["KID", "MUM"]
    assert found.father is None


def test_without_a_pedigree_all_samples_stay():
    assert build_pedigree(("A",), ()).proband == "A"
    found = build_pedigree(("A", "B"), (), "B")
    assert [person.name for person in found.individuals] == ["A", "B"]
    assert found.proband == "B"


def test_a_proband_outside_the_pedigree_stands_alone(tmp_path):
    people = read_pedigree(ped(tmp_path, TRIO))
    found = build_pedigree(("KID", "SOLO"), people, "SOLO")
    assert [person.name for person in found.individuals] == ["SOLO"]


def test_the_patient_must_be_named_where_it_cannot_be_told(tmp_path):
    with pytest.raises(UsageError, match="--proband"):
        build_pedigree(("A", "B"), ())
    text = "F K1 D M 1 2\nF K2 D M 2 2\nF D 0 0 1 1\nF M 0 0 2 1\n"
    with pytest.raises(UsageError, match="--proband"):
        build_pedigree(("K1", "K2", "D", "M"), read_pedigree(ped(tmp_path, text)))


def test_an_unknown_proband_and_a_foreign_pedigree_are_refused(tmp_path):
    people = read_pedigree(ped(tmp_path, TRIO))
    with pytest.raises(SampleNotFoundError, match="has: A, B"):
        build_pedigree(("A", "B"), people, "KID")
    with pytest.raises(PedigreeError, match="none of its people"):
        build_pedigree(("A", "B"), people)


def test_a_file_without_samples_is_no_case():
    with pytest.raises(UsageError, match="no sample columns"):
        build_pedigree((), ())


def doubts(folder, text, samples, proband=""):
    people = read_pedigree(ped(folder, text))
    return list(pedigree_doubts(samples, people, build_pedigree(samples, people, proband), "x.ped"))


def test_a_pedigree_that_fits_the_samples_leaves_no_doubt(tmp_path):
    assert doubts(tmp_path, TRIO, ("KID", "MUM", "DAD")) == []


@pytest.mark.parametrize(
    ("old", "new", "samples", "proband", "told"),
    [
        ("1 2\n", "1 1\n", ("KID", "MUM", "DAD"), "KID", ["KID is taken as the patient, but is unaff"]),
        ("1 2\n", "1 0\n", ("KID", "MUM", "DAD"), "KID", ["x.ped does not say whether"]),
        ("", "", ("KID", "MUM", "Dad"), "", [
            "DAD, the father of KID in the pedigree x.ped, is no sample of",
            "left out of the case: Dad. Are the names spelled alike",
        ]),
        ("", "", ("KID",), "", ["DAD, the father", "MUM, the mother"]),
        ("2 1\n", "2 2\n", ("Kid", "MUM", "DAD"), "", [
            "left out of the case: Kid.",
            "no sample of the variant file: KID. Is MUM the patient?",
        ]),
        ("", "", ("Kid", "MUM", "DAD"), "MUM", [
            "MUM is taken as the patient, but is unaffected",
            "left out of the case: Kid.",
            "no sample of the variant file: KID. Is MUM the patient?",
        ]),
        ("", "", ("Kid", "MUM", "DAD"), "Kid", [
            "Kid, the patient, is not in the pedigree x.ped",
            "not have them in the family of Kid: MUM, DAD.",
            "no sample of the variant file: KID. Is Kid the patient?",
        ]),
        ("FAM DAD", "ELSE X 0 0 1 2\nFAM DAD", ("KID", "MUM", "DAD", "X"), "KID", [
            "not have them in the family of KID: X.",
        ]),
        ("FAM DAD", "ELSE X 0 0 1 2\nFAM DAD", ("KID", "MUM", "DAD"), "", []),
        ("", "", ("KID", "MUM", "DAD", *"ABCDEFG"), "", [": A, B, C, D, E and 2 more. Are"]),
    ],
)  # fmt: skip
def test_each_doubt_about_patient_and_family_is_told(tmp_path, old, new, samples, proband, told):
    found = doubts(tmp_path, TRIO.replace(old, new, 1) if old else TRIO, samples, proband)
    assert len(found) == len(told), found
    for sentence, part in zip(found, told, strict=True):
        assert part in sentence


@pytest.mark.science
def test_the_families_of_the_shared_cases_are_told(shared):
    for name in ("nf1-denovo", "mybpc3-dominant", "unc13d-compound-het", "ldlr-promoter"):
        people = read_pedigree(shared / f"data/cases/{name}.ped")
        found = build_pedigree(("PROBAND", "MOTHER", "FATHER"), people)
        assert found.proband == "PROBAND"
    people = read_pedigree(shared / "data/vcf/643594.ped")
    assert build_pedigree([person.name for person in people], people).proband == "ADM1059A2"


def test_a_family_is_stated_by_hand():
    assert stated_family("KID") == ()
    kid, dad, mum = stated_family(
        "KID", sex=Sex.MALE, mother="MUM", father="DAD", affected=("MUM",)
    )
    assert (kid.sex, kid.father, kid.mother, kid.affection) == (
        Sex.MALE, "DAD", "MUM", Affection.AFFECTED,
    )  # fmt: skip
    assert (dad.sex, dad.affection) == (Sex.MALE, Affection.UNAFFECTED)
    assert (mum.sex, mum.affection) == (Sex.FEMALE, Affection.AFFECTED)
    assert {one.family for one in (kid, dad, mum)} == {kid.family}


@pytest.mark.parametrize(
    ("patient", "parents"),
    [("", {"mother": "MUM"}), ("KID", {"mother": "KID"}), ("KID", {"affected": ("DAD",)})],
)
def test_a_family_that_cannot_be_is_refused(patient, parents):
    with pytest.raises(UsageError, match="not clear"):
        stated_family(patient, **parents)
