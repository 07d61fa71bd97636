"""`case evidence`: from codes to a class, on the command line."""

import json
from pathlib import Path

import pytest

from core.cli import main
from core.domain.evidence import DecisionKind
from core.errors import UsageError
from core.evidence import evidence_profile, evidence_profiles
from core.evidence.family import clinvar_class
from core.interpret.evidence.decisions import Ruling
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.session import CaseReader, Session
from core.store.case_store import CaseStore
from models.engine import EngineInfo
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive

__all__ = ["world"]

LOSS = PLUS[1][1] + 1  # +1 of the donor of exon 2
QUIET = PLUS[1][1] + 10  # +10 of the same intron


class Calibrated(ToyEngine):
    """The toy under the name of the engine whose cut-offs are published."""

    def __init__(self) -> None:
        super().__init__()
        self.info = EngineInfo(
            "spliceai", "SpliceAI", "1.3.1", "1" * 64, "float32", context_length=10_000,
            device="cpu", max_distance=4_999,
        )  # fmt: skip


class Asked:
    """A case with two variants, and the command line."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.lost, self.quiet = world.add(LOSS), world.add(QUIET)
        genes = world.genes.rename(world.folder / "MANE.toy.tsv")
        drive(read_case(spec := world.spec(genes=(genes,))))
        drive(score_case(spec.case, engine=Calibrated()))
        self.case, self._capsys = spec.case, capsys

    def __call__(self, variant: str, *words: str, status: int = 0) -> tuple[str, str]:
        self._capsys.readouterr()
        is_listing = not words or words[0].startswith("--")
        command, *others = ("show", *words) if is_listing else words
        given = ["case", "evidence", command, str(self.case), variant, *others]
        assert main(given) == status
        captured = self._capsys.readouterr()
        return captured.out, captured.err

    def json(self, variant: str, *words: str) -> dict:
        return json.loads(self(variant, "--json", *words)[0])


@pytest.fixture
def asked(world: World, capsys) -> Asked:
    return Asked(world, capsys)


def test_codes_are_listed_with_their_reason_and_without_a_class(asked: Asked):
    out, _ = asked(asked.lost)
    assert "PVS1\t–\tNo source states loss of function" in out
    assert "No code is accepted: there is no class." in out
    assert "pathogenic" not in out.replace("likely pathogenic", "pathogenic").split("\n")[-1]


def test_json_tells_every_input(asked: Asked):
    found = asked.json(asked.lost)
    (pvs1,) = [one for one in found["evidence"] if one["code"] == "PVS1"]
    assert pvs1["inputs"]["sites"] == "donor GT to TT"
    assert pvs1["rule_set"].startswith("Intronaut evidence ClinGen")
    assert found["assessment"]["accepted"] is None
    assert found["assessment"]["points_if_all_accepted"] == 0


def test_the_score_of_the_calibrated_engine_is_asked(asked: Asked):
    found = asked.json(asked.quiet)
    by_code = {one["code"]: one for one in found["evidence"]}
    assert by_code["BP4"]["standing"] == "possible, not suggested"
    assert by_code["BP4"]["inputs"]["engine"] == "spliceai 1.3.1"
    assert "sites within 4,999 bases were not looked at" in by_code["BP4"]["reason"]


def test_a_code_is_accepted_with_author_and_the_history_keeps_everything(asked: Asked):
    _, told = asked(asked.quiet, "accept", "BP4", "--author", "A. Lee")
    assert "Accepted: BP4_Supporting by A. Lee." in told
    assert "BP4 alone makes no class" in told
    asked(
        asked.quiet, "accept", "BP4", "--author", "B. Roe", "--strength", "moderate",
        "--reason", "Our own calibration.",
    )  # fmt: skip
    _, told = asked(asked.quiet, "reject", "BP4", "--author", "C. Poe", "--reason", "Withdrawn.")
    assert "Rejected: BP4_Moderate by C. Poe." in told
    history = json.loads(asked(asked.quiet, "history")[0])["decisions"]
    decided = [one for one in history if one["kind"] != DecisionKind.SUGGESTED]
    assert [(one["kind"], one["author"], one["strength"], one["before"]) for one in decided] == [
        ("accepted", "A. Lee", "supporting", None),
        ("changed", "B. Roe", "moderate", "supporting"),
        ("rejected", "C. Poe", "moderate", None),
    ]
    assert any(one["kind"] == DecisionKind.SUGGESTED for one in history)


def test_another_strength_needs_a_reason(asked: Asked):
    _, told = asked(asked.quiet, "accept", "BP4", "--author", "A", "--strength", "strong", status=2)
    assert "no reason is given" in told


def test_a_code_that_is_not_suggested_needs_a_reason(asked: Asked):
    _, told = asked(asked.lost, "accept", "PS4", "--author", "A", status=2)
    assert "no reason is given" in told


@pytest.mark.parametrize("code", ["PP5", "BP6"])
def test_a_reputable_source_is_never_scored(asked: Asked, code: str):
    _, told = asked(asked.lost, "accept", code, "--author", "A", "--reason", "ClinVar", status=2)
    assert "never scored" in told


def test_pvs1_by_hand_counts_only_with_a_stated_mechanism(asked: Asked):
    words = ("accept", "PVS1", "--author", "A. Lee", "--reason", "Skips exon 2 (drawn by hand).")
    _, told = asked(asked.lost, *words)
    assert "No accepted code counts" in told
    out, _ = asked(asked.lost)
    assert "accepted, not counted\tPVS1_VeryStrong\t–\tNot counted: PVS1 needs a source" in out
    (pvs1,) = [one for one in asked.json(asked.lost)["evidence"] if one["code"] == "PVS1"]
    assert pvs1["counted"] is False
    assert "PVS1 needs a source" in pvs1["why_not_counted"]
    _, told = asked(asked.lost, *words, "--mechanism", "ClinGen dosage 3, 2025")
    assert "Accepted: +8 points" in told


def test_a_code_entered_anew_stands_on_the_word_of_whoever_enters_it_now(asked: Asked):
    asked(asked.lost, "accept", "PP1", "--author", "A. Lee", "--reason", "Three affected.")
    asked(asked.lost, "reject", "PP1", "--author", "A. Lee", "--reason", "Wrong family.")
    asked(asked.lost, "accept", "PP1", "--author", "C. Poe", "--reason", "Five affected.")
    (code,) = [one for one in asked.json(asked.lost)["evidence"] if one["code"] == "PP1"]
    assert (code["reason"], code["source"]) == ("Five affected.", "C. Poe")
    assert code["standing"] == "accepted"


def test_ps1_typed_at_an_intronic_base_is_that_of_splicing_and_never_counts_alone(asked: Asked):
    _, told = asked(asked.quiet, "accept", "PS1", "--author", "A. B.", "--reason", "Published.")
    assert "PS1 for splicing stands only beside PP3 or PVS1." in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'call_share = 97\ncall_share_source = "browser"',
            "genomes that were called is stated as 97",
        ),
        ('call_share = -3\ncall_share_source = "browser"', "called is stated as -3"),
        ('call_share = nan\ncall_share_source = "browser"', "called is stated as nan"),
        ('region = { source = "PMID 1", lof_frequencies = [0.1, 2.0] }', "variant is stated as 2"),
    ],
)
def test_a_share_outside_nought_to_one_is_refused(asked: Asked, tmp_path: Path, text, words):
    file = tmp_path / "stated.toml"
    file.write_text(text)
    _, err = asked(asked.lost, "state", str(file), "--author", "A. B.", status=2)
    assert words in err
    assert "between 0 and 1" in err


def classified(asked: Asked, *words: str, status: int = 0) -> tuple[str, str]:
    given = ("--condition", "MONDO:1 a condition", "--inheritance", "autosomal dominant")
    return asked(asked.lost, "classify", *given, "--author", "A. Lee", *words, status=status)


def test_there_is_no_class_before_a_code_is_accepted(asked: Asked):
    _, told = classified(asked, status=2)
    assert "No code is accepted, so there is no class." in told


def accept_both(asked: Asked) -> None:
    asked(
        asked.lost, "accept", "PVS1", "--author", "A. Lee", "--reason", "Drawn by hand.",
        "--mechanism", "ClinGen dosage 3, 2025",
    )  # fmt: skip
    asked(asked.lost, "accept", "PM2", "--author", "A. Lee", "--reason", "Absent, looked up.")


def test_accepted_codes_make_a_class_that_is_recalled_and_applies_nothing(asked: Asked):
    accept_both(asked)
    made = json.loads(classified(asked)[0])
    assert (made["class"], made["class_by_table"]) == (
        "likely pathogenic",
        "uncertain significance",
    )
    assert made["points"] == 9
    out, _ = asked(asked.lost)
    assert "Earlier: likely pathogenic for MONDO:1 a condition (autosomal dominant), today" in out
    asked(asked.lost, "reject", "PVS1", "--author", "B. Roe", "--reason", "In frame.")
    found = asked.json(asked.lost)
    assert found["assessment"]["accepted"]["class_by_points"] == "uncertain significance"
    assert [one["class"] for one in found["classifications"]] == ["likely pathogenic"]


def test_a_conflict_is_acknowledged_before_it_is_classified(asked: Asked):
    accept_both(asked)
    asked(asked.lost, "accept", "BS2", "--author", "A. Lee", "--reason", "Seen in a healthy adult.")
    _, told = classified(asked, status=2)
    assert "stand together" in told
    assert json.loads(classified(asked, "--acknowledge")[0])["points"] == 5


def test_ba1_beside_pathogenic_codes_shows_no_sum_and_the_conflict(asked: Asked):
    accept_both(asked)
    _, told = asked(asked.lost, "accept", "BA1", "--author", "C. Poe", "--reason", "5 % in Finns.")
    assert "Accepted: BA1_StandAlone stands alone (no points, no posterior): benign" in told
    assert "Against it: PVS1_VeryStrong, PM2_Supporting, not counted" in told
    assert "+9" not in told
    made = json.loads(classified(asked, "--acknowledge")[0])
    assert (made["class"], made["points"], made["posterior"]) == ("benign", None, None)
    out, _ = asked(asked.lost)
    assert "BA1_StandAlone stands alone." in out
    assert "they are summed" not in out
    assert "+9" not in out


def test_candidates_tell_what_does_not_count(asked: Asked, capsys):
    asked(asked.lost, "accept", "PVS1", "--author", "A. Lee", "--reason", "Drawn by hand.")
    assert main(["case", "candidates", str(asked.case), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counted = {one["code"]: one["counted"] for item in found for one in item["evidence"]}
    assert counted["PVS1"] is False


def test_what_a_person_states_is_read_from_a_file(asked: Asked, tmp_path: Path):
    file = tmp_path / "stated.toml"
    file.write_text(
        '[mechanism]\nsource = "ClinGen dosage 3, 2025"\n'
        "[[assays]]\n"
        'name = "blood"\nfinding = "aberrant transcripts"\ntissue = "blood"\nmethod = "RT-PCR"\n'
        "is_nmd_inhibited = true\nis_allele_specific = true\nlost_share = 0.95\n"
        'transcripts = ["r.1_2del"]\ncontrols = "three"\nreference = "file 7"\nstrength = "strong"\n',
        encoding="utf-8",
    )
    asked(asked.lost, "state", str(file), "--author", "A. Lee")
    found = asked.json(asked.lost)
    (rna,) = [one for one in found["evidence"] if one["code"] == "PVS1 (RNA)"]
    assert (rna["strength"], rna["standing"]) == ("strong", "suggested")
    assert found["assessment"]["points_if_all_accepted"] == 4
    _, told = asked(asked.lost, "accept", "PVS1 (RNA)", "--author", "A. Lee")
    assert "Accepted: PVS1_Strong (RNA) by A. Lee." in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("surprise = 1\n", "surprise cannot be stated"),
        ('phenotype_fit = "fine"\n', "phenotype_fit"),
        ("= 1", "cannot be read"),
        ('[mechanism]\nsource = "x"\ndiseas = "y"\n', "mechanism.diseas cannot be stated"),
    ],
)
def test_a_file_with_something_unknown_is_refused(asked: Asked, tmp_path: Path, text, words):
    file = tmp_path / "stated.toml"
    file.write_text(text, encoding="utf-8")
    _, told = asked(asked.lost, "state", str(file), "--author", "A", status=2)
    assert words in told


def test_without_an_author_nothing_is_stated_or_decided(asked: Asked, tmp_path: Path):
    file = tmp_path / "stated.toml"
    file.write_text("", encoding="utf-8")
    _, told = asked(asked.lost, "state", str(file), "--author", " ", status=2)
    assert "Nobody is named" in told
    _, told = asked(asked.quiet, "accept", "BP4", "--author", " ", status=2)
    assert "Nobody is named" in told


def test_a_laboratory_profile_lies_in_the_data_folder(asked: Asked, tmp_path: Path, capsys):
    folder = tmp_path / "data" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evidence_ours.toml").write_text(
        'based_on = "uk"\nname = "Our evidence"\nversion = "2"\n', encoding="utf-8"
    )
    assert [one.name for one in evidence_profiles()] == ["clingen", "uk", "ours"]
    found = asked.json(asked.lost, "--profile", "ours")
    assert found["assessment"]["rule_set"] == "Our evidence 2"
    assert main(["evidence", "profiles"]) == 0
    assert "ours\town\tOur evidence 2" in capsys.readouterr().out
    assert main(["evidence", "show", "uk"]) == 0
    assert json.loads(capsys.readouterr().out)["one_code"]["makes_class"] is False


def test_an_unknown_profile_names_those_there_are(asked: Asked):
    _, told = asked(asked.lost, "--profile", "none", status=2)
    assert "clingen, uk" in told
    with pytest.raises(UsageError):
        evidence_profile("../uk")


def test_the_session_announces_what_changed(asked: Asked):
    session = Session()
    session.open(asked.case)
    try:
        with CaseReader(asked.case) as reader:
            variant_id, _ = reader.find(asked.quiet)
        change = session.accept_code(variant_id, Ruling("BP4", "A. Lee", "2026-03-01T10:00:00Z"))
        assert change.decisions
        assert change.variant_ids == (variant_id,)
    finally:
        session.close()
    with CaseStore.open(asked.case) as store:
        assert store.evidence.history(variant_id)[-1].author == "A. Lee"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pathogenic; 2 stars (criteria provided)", "pathogenic"),
        ("Pathogenic/Likely pathogenic; 2 stars", "likely pathogenic"),
        ("Likely pathogenic; 1 star", "likely pathogenic"),
        ("Pathogenic; 0 stars (no assertion criteria provided)", ""),
        ("Uncertain significance; 1 star", "uncertain significance"),
        ("Conflicting classifications of pathogenicity; Pathogenic(1); 1 star", ""),
        ("Benign; 2 stars", ""),
    ],
)
def test_a_partner_counts_by_its_clinvar_class(words, expected):
    assert clinvar_class(words) == expected
