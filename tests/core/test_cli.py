"""The command line: exit status, one clear message, and what stands on which stream."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import main
from core.listing import CandidateQuery
from core.packs import PackState
from core.pipeline.engine_kinds import BESIDE
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.session import Session
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other

__all__ = ["world"]

ROOT = Path(__file__).resolve().parents[2]
LOSS = PLUS[1][1] + 1
COMMANDS = [
    [],
    ["packs"],
    ["packs", "list"],
    ["packs", "install"],
    ["packs", "verify"],
    ["packs", "import"],
    ["packs", "remove"],
    ["packs", "architectures"],
    ["score"],
    ["describe"],
    ["calibrate"],
    ["coding-potential"],
    ["coding-model", "train"],
    ["coding-model", "import-cpat"],
    ["terms"],
    ["tracks", "add"],
    ["kit", "build"],
    ["kit", "install"],
    ["demo"],
    ["case"],
    ["case", "new"],
    ["case", "panel"],
    ["case", "score"],
    ["case", "candidates"],
    ["case", "trace"],
    ["case", "attribute"],
    ["case", "ledger"],
    ["case", "report"],
    ["case", "sequences"],
    ["case", "tracks"],
]


in_worker = pytest.mark.e2e
"""For whole commands that start a worker process, about a second each."""


class Shell:
    """Runs commands in this process and keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: object) -> int:
        status = main([str(argument) for argument in arguments])
        self.out, self.err = self._capsys.readouterr()
        return status

    def refuses(self, *arguments: object) -> str:
        """Run a command that the user can mend; gives its one message."""
        assert self(*arguments) == 2
        assert self.out == ""
        assert "Traceback" not in self.err
        assert 1 <= len(self.err.strip().splitlines()) <= 6
        return self.err


@pytest.fixture
def shell(capsys) -> Shell:
    return Shell(capsys)


@pytest.fixture
def case(world: World) -> Path:
    """A scored case of three variants; one is common."""
    world.add(22_000)
    world.add(LOSS)
    world.add(22_009, info="gnomAD_AF=0.4")
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    return spec.case


def new(world: World, *options: object, case: str = "new.intronaut") -> list[object]:
    """Arguments of `case new` for the files of the toy world."""
    world.add(LOSS)
    spec = world.spec()
    given = [
        "--reference", spec.reference, "--genes", world.genes,
        "--ped", world.ped, "--assembly", "GRCh38",
    ]  # fmt: skip
    variants = () if "--vcf" in options else ("--vcf", spec.vcf)
    return ["case", "new", world.folder / case, *variants, *given, *options]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(shell: Shell, command: list[str], flag: str):
    assert shell(*command, flag) == 0
    assert shell.out.startswith(f"Usage: intronaut {' '.join(command)}".rstrip())
    assert shell.err == ""


def test_the_help_carries_the_research_use_line(shell: Shell):
    shell("-h")
    assert "For Research Use Only. Not for use in diagnostic procedures." in shell.out


def test_the_version_is_told(shell: Shell):
    assert shell("--version") == 0
    assert re.fullmatch(r"intronaut, version \d+\.\d+\.\d+\S*\n", shell.out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["case", "nonsense"],
        ["--nonsense"],
        ["score"],
        ["case", "report", "x", "--format", "papyrus", "-o", "y"],
        ["case", "candidates", "x", "--top", "0"],
        ["score", "x", "-o", "y.vcf", "--reference", "z", "--distance", "5000"],
        ["score", "x", "-o", "y.vcf", "--reference", "z", "--device", "abacus"],
        ["score", "x", "-o", "y.vcf", "--reference", "z", "--precision", "rough"],
        ["case", "score", "x", "--precision", "rough"],
        ["calibrate", "spliceai", "x", "--reference", "z"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_answered_with_usage(shell: Shell, arguments: list[str]):
    assert "Usage: intronaut" in shell.refuses(*arguments)


def test_packs_are_listed_with_state_and_licence(shell: Shell):
    assert shell("packs", "list") == 0
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in shell.out.splitlines()}
    version, state, licence, title = rows["spliceai"]
    assert (version, licence, title) == ("1.3.1", "CC BY-NC 4.0", "SpliceAI")
    assert rows["mmsplice"][0::2] == ["2.4.0", "MIT"]
    assert state.startswith(PackState.NOT_INSTALLED)


def test_without_packs_there_is_nothing_to_verify(shell: Shell):
    assert shell("packs", "verify") == 0
    assert shell.out == ""


@in_worker
def test_unknown_packs_and_unaccepted_licences_are_refused(shell: Shell, tmp_path: Path):
    assert "no pack 'nobody'" in shell.refuses("packs", "verify", "nobody")
    assert "no pack 'nobody'" in shell.refuses("packs", "install", "nobody")
    message = shell.refuses("packs", "install", "spliceai", "--from", tmp_path)
    assert "licence" in message.lower()
    assert "CC BY-NC 4.0, academic and non-commercial use only" in message


@in_worker
def test_a_source_without_the_weights_is_refused(shell: Shell, tmp_path: Path):
    folder = tmp_path / "empty"
    folder.mkdir()
    shell.refuses("packs", "install", "spliceai", "--from", folder, "--accept-licence")
    shell("packs", "list")
    assert PackState.NOT_INSTALLED in shell.out


def test_a_new_case_tells_counts_and_build_and_notes_on_standard_error(shell, world: World):
    assert shell(*new(world)) == 0
    assert shell.out == ""
    first, *notes = shell.err.splitlines()
    assert first.endswith("new.intronaut: 1 variant from 1 record; GRCh38 unproven")
    assert any("not proven" in note for note in notes)


def test_a_new_case_tells_who_is_the_patient_and_who_the_parents_are(shell, world: World):
    assert shell(*new(world)) == 0
    told = "Patient: child (male, affected); mother mother (unaffected), father father (unaffected)"
    assert told in shell.err.splitlines()


def test_a_misspelled_pedigree_is_told_with_the_patient_it_leads_to(shell, world: World):
    world.ped.write_text("fam\tchild\tvater\tmutter\t1\t1\nfam\tvater\t0\t0\t1\t2\n")
    assert shell(*new(world)) == 0
    lines = shell.err.splitlines()
    assert "Patient: child (male, unaffected); no parents among the samples" in lines
    for part in ("child is taken as the patient", "vater, the father", "mutter, the mother",
                 "left out of the case: father, mother", "no sample of the variant file: vater"):  # fmt: skip
        assert any(line.startswith("Note: ") and part in line for line in lines), part


def test_an_only_parent_and_what_is_not_stated_are_told(shell, world: World):
    world.ped.write_text("fam\tchild\t0\tmother\t0\t2\nfam\tmother\t0\t0\t2\t0\n")
    assert shell(*new(world)) == 0
    told = "Patient: child (sex not stated, affected); mother mother (state not stated), no father"
    assert told in shell.err.splitlines()


def test_as_json_each_step_is_a_line_of_json(shell: Shell, world: World):
    assert shell(*new(world, "--json")) == 0
    steps = [json.loads(line) for line in shell.err.splitlines() if line.startswith("{")]
    assert {"stage", "done", "total", "unit", "message"} == set(steps[0])
    assert "reading records" in [step["stage"] for step in steps]


@in_worker
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--vcf", "missing.vcf"], "missing.vcf: cannot be read"),
        (["--vcf", "."], "folder"),
        (["--reference", "missing.fa"], "missing.fa"),
        (["--genes", "missing.gff3"], "missing.gff3"),
        (["--ped", "missing.ped"], "missing.ped"),
        (["--proband", "nobody"], "it has: child, father, mother"),
        (["--hpo", "HP:9999999"], "HP:9999999"),
        (["--hpo", "headache"], "headache"),
        (["--preset", "nonsense"], "no preset nonsense"),
        (["--assembly", "hg18"], "hg18"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_new_case_that_cannot_be_made_is_refused_and_leaves_no_file(
    shell: Shell, world: World, options: list[str], words: str
):
    arguments = new(world, *options)
    before = set(world.folder.iterdir())
    assert words in shell.refuses(*arguments)
    left = {path.name for path in set(world.folder.iterdir()) - before}
    assert left <= {"toy.fa.fai"}


@in_worker
def test_an_unstated_build_is_asked_for(shell: Shell, world: World):
    arguments = new(world)
    del arguments[-2:]
    assert "--assembly" in shell.refuses(*arguments)


@in_worker
def test_a_build_that_contradicts_the_reference_is_refused(shell: Shell, world: World):
    for path in (world.reference, world.genes):
        path.write_text(path.read_text().replace("toy1", "chr17"))
    for pos in range(22_000, 22_400, 2):
        world.add(pos, ref=world.base(pos + 1))
    arguments = new(world)
    vcf = world.folder / "toy.vcf"
    vcf.write_text(vcf.read_text().replace("toy1", "chr17"))
    assert "does not belong to the reference" in shell.refuses(*arguments)


@in_worker
def test_a_case_is_never_overwritten(shell: Shell, world: World, case: Path):
    before = case.read_bytes()
    assert "exists already" in shell.refuses(*new(world, case=case.name))
    assert case.read_bytes() == before


@in_worker
def test_a_case_in_no_folder_is_refused(shell: Shell, world: World):
    assert "nowhere" in shell.refuses(*new(world, case="nowhere/new.intronaut"))


def test_candidates_come_as_a_table(shell: Shell, case: Path):
    assert shell("case", "candidates", case) == 0
    header, *rows = shell.out.splitlines()
    assert header.split("\t")[:2] == ["rank", "lane"]
    assert [row.split("\t")[0] for row in rows] == ["1", "2"]
    assert shell.err == ""


def test_what_top_leaves_out_is_counted(shell: Shell, case: Path):
    assert shell("case", "candidates", case, "--top", "1") == 0
    assert len(shell.out.splitlines()) == 2
    assert shell.err == "1 of 2 candidates shown\n"


def test_the_empty_list_of_an_unscored_case_is_no_result(shell: Shell, world: World):
    world.add(LOSS)
    drive(read_case(spec := world.spec()))
    assert shell("case", "candidates", spec.case) == 0
    assert len(shell.out.splitlines()) == 1
    assert shell.err.startswith("NOT SCORED: no engine has run on this case.")


def test_candidates_as_json_have_the_shape_of_the_contract(shell: Shell, case: Path):
    assert shell("case", "candidates", case, "--format", "json") == 0
    first = json.loads(shell.out)[0]
    assert {
        "variant", "hgvs_g", "transcripts", "scores", "not_scored", "consequences", "evidence",
        "rank", "lane", "reasons", "genotypes", "inheritance", "phenotype_score",
    } <= set(first)  # fmt: skip
    assert first["rank"] == 1
    assert first["variant"]["pos"] == LOSS
    assert first["scores"][0]["donor_loss"] == 0.9
    assert first["hgvs_g"].startswith(f"toy1:g.{LOSS}")


def test_a_trace_tells_stations_and_ends_in_a_sentence(shell: Shell, world: World, case: Path):
    spelled = f"toy1-{LOSS}-{world.base(LOSS)}-{other(world.base(LOSS))}"
    assert shell("case", "trace", case, spelled) == 0
    *steps, conclusion = shell.out.splitlines()
    assert all(step.count("\t") == 2 for step in steps)
    assert "rank 1" in conclusion
    assert shell("case", "trace", case, f"toy1-5-{world.base(5)}-{other(world.base(5))}") == 0
    assert "not in the case" in shell.out


def test_the_ledger_adds_up(shell: Shell, case: Path):
    assert shell("case", "ledger", case) == 0
    ledger = json.loads(shell.out)
    assert ledger["records_read"] == ledger["records_kept"] == 3
    (engine,) = ledger["engines"].values()
    parts = sum(engine["filtered"].values()) + sum(engine["not_scored"].values())
    assert engine["variants"] == parts + engine["scored"] + engine["pending"] == 3


@pytest.mark.parametrize("fmt", ["html", "json", "tsv"])
def test_a_report_is_written_where_it_is_wanted(shell: Shell, case: Path, tmp_path: Path, fmt):
    out = tmp_path / f"report.{fmt}"
    assert shell("case", "report", case, "--format", fmt, "-o", out) == 0
    assert out.stat().st_size > 0
    assert shell.err.strip() == str(out)


@pytest.mark.parametrize("suffix", ["tsv", "svg"])
def test_what_cannot_be_reported_is_refused(shell: Shell, case: Path, tmp_path: Path, suffix: str):
    nowhere = tmp_path / "nowhere" / f"file.{suffix}"
    assert "nowhere" in shell.refuses("case", "report", case, "-o", nowhere)
    folder = tmp_path / f"folder.{suffix}"
    folder.mkdir()
    assert "is a folder" in shell.refuses("case", "report", case, "-o", folder)
    assert "is a folder" in shell.refuses("case", "report", case, "-o", ".")


def reads(case: object) -> list[list[object]]:
    return [
        ["case", "candidates", case],
        ["case", "ledger", case],
        ["case", "trace", case, "toy1-5-A-C"],
        ["case", "report", case, "-o", "never.html"],
        ["case", "attribute", case, "toy1-5-A-C", "-o", "never.svg"],
        ["case", "score", case],
    ]


@pytest.mark.parametrize("number", range(6))
def test_a_file_that_is_no_case_is_refused_by_every_command(shell, tmp_path, monkeypatch, number):
    monkeypatch.chdir(tmp_path)
    text = tmp_path / "text.intronaut"
    text.write_text("no SQLite at all\n" * 99)
    foreign = tmp_path / "foreign.intronaut"
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE theirs (x)")
    database.close()
    for path in ("missing.intronaut", text, foreign, tmp_path):
        assert str(path) in shell.refuses(*reads(path)[number])
    assert not list(tmp_path.glob("never*"))
    assert text.read_text().startswith("no SQLite")


@pytest.mark.parametrize("spelled", ["toy1-5-A-C", "NF1", "chr17-,-C-G"])
def test_a_variant_that_is_not_in_the_case_cannot_be_explained(shell, case: Path, spelled: str):
    message = shell.refuses("case", "attribute", case, spelled, "-o", case.with_name("x.svg"))
    assert spelled in message


@in_worker
def test_an_unknown_method_or_engine_is_refused(shell: Shell, case: Path):
    shell.refuses("case", "attribute", case, "toy1-5-A-C", "--method", "tea", "-o", "x.svg")
    assert "nobody" in shell.refuses("case", "score", case, "--engine", "nobody")


def scoring(world: World, *options: object) -> list[object]:
    world.add(LOSS)
    spec = world.spec()
    files = ["--reference", world.reference, "--genes", world.genes]
    return ["score", spec.vcf, "-o", world.folder / "out.vcf", *files, *options]


@in_worker
def test_scoring_without_the_pack_says_how_to_get_it(shell: Shell, world: World):
    assert "packs install spliceai" in shell.refuses(*scoring(world))
    assert not (world.folder / "out.vcf").exists()


@in_worker
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-o", "out.txt"], ".vcf.gz"),
        (["-o", "."], "is a folder"),
        (["--engine", "nobody"], "nobody"),
        (["--reference", "missing.fa"], "missing.fa"),
        (["--genes", "missing.tsv"], "missing.tsv"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_scoring_that_cannot_be_done_is_refused(shell: Shell, world: World, options, words):
    assert words in shell.refuses(*scoring(world, *options))


@in_worker
def test_the_input_is_not_overwritten(shell: Shell, world: World):
    arguments = scoring(world)
    before = Path(str(arguments[1])).read_bytes()
    assert "would be lost" in shell.refuses(*arguments, "-o", arguments[1])
    assert Path(str(arguments[1])).read_bytes() == before


@in_worker
@pytest.mark.parametrize(
    ("spelled", "words"),
    [
        ("NF1", "chr17-31327485-C-G"),
        ("chr9-5-A-C", "no contig chr9"),
        ("toy1-0-A-C", "toy1 has only 60,000 bases"),
        ("toy1-60001-A-C", "toy1 has only 60,000 bases"),
        ("toy1-99999999999999999999-A-C", "toy1 has only 60,000 bases"),
    ],
)
def test_a_variant_that_cannot_be_described_is_refused(shell, world: World, spelled, words):
    files = ["--reference", world.reference, "--genes", world.genes]
    assert words in shell.refuses("describe", spelled, *files)


@in_worker
def test_an_engine_that_is_not_installed_cannot_describe(shell: Shell, world: World):
    files = ["--reference", world.reference, "--genes", world.genes, "--engine", "spliceai"]
    spelled = f"toy1-{LOSS}-{world.base(LOSS)}-{other(world.base(LOSS))}"
    assert "packs install spliceai" in shell.refuses("describe", spelled, *files)


def test_exons_of_a_pack_that_is_not_installed_are_refused(shell: Shell, world: World):
    files = ["--reference", world.reference, "--genes", "mmsplice:GRCh38"]
    assert "packs install mmsplice" in shell.refuses("describe", "toy1-5-A-C", *files)


def test_a_demo_folder_that_cannot_be_made_is_refused(shell: Shell, tmp_path: Path):
    taken = tmp_path / "taken"
    taken.write_text("")
    assert "--out" in shell.refuses("demo", "--headless", "--out", taken)


def test_a_demo_case_that_is_open_elsewhere_is_not_taken_away(shell: Shell, case: Path):
    open_one = case.rename(case.with_name("demo.intronaut"))
    session = Session()
    session.open(open_one)
    try:
        shell.refuses("demo", "--headless", "--out", case.parent)
        with session.reader() as reader:
            assert reader.ids(CandidateQuery())
    finally:
        session.close()
    assert open_one.exists()


def process(*arguments: object, **streams: object) -> subprocess.CompletedProcess[str]:
    code = "import sys; from core.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        check=False,
        text=True,
        **streams,  # type: ignore[call-overload]
    )


def test_a_reader_that_goes_away_is_no_error(case: Path):
    there, ours = os.pipe()
    os.close(there)
    found = process("case", "candidates", case, stdout=ours, stderr=subprocess.PIPE)
    os.close(ours)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["-h"], ["packs", "list"]], ids=" ".join)
def test_output_that_cannot_be_written_is_one_message(command: list[str]):
    with Path("/dev/full").open("w") as full:
        found = process(*command, stdout=full, stderr=subprocess.PIPE)
    assert found.returncode == 2
    assert found.stderr == (
        "intronaut: The output could not be written in full (No space left on device).\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_messages_that_nobody_can_read_change_no_result(case: Path):
    with Path("/dev/full").open("w") as full:
        found = process(
            "case", "candidates", case, "--top", "1", stdout=subprocess.PIPE, stderr=full
        )
    assert found.returncode == 0
    assert found.stdout.startswith("rank\t")


def test_the_command_line_loads_no_qt_and_no_network(case: Path):
    code = (
        "import sys; from core.cli import main; main(['case', 'ledger', sys.argv[1]]);"
        "print({'torch', 'cyvcf2', 'h5py', 'PySide6', 'pyhpo'} & set(sys.modules), file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(case)],
        cwd=ROOT,
        check=True,
        text=True,
        capture_output=True,
    )
    assert found.stderr == "set()\n"


def test_two_variant_files_are_read_into_one_case_and_told_of(world: World, shell: Shell):
    arguments = new(world)
    lines = world.spec().vcf.read_text().splitlines()
    fields = lines[-1].split("\t")
    other = world.folder / "other.vcf"
    other.write_text("\n".join([*lines[:-1], "\t".join([fields[0], "52000", *fields[2:]])]) + "\n")
    assert shell(*arguments, "--vcf", other) == 0
    assert "The case is made from 2 variant files" in shell.err
    assert "toy.vcf (1 record), other.vcf (1 record)" in shell.err
    twice = ("--vcf", world.spec().vcf, "--vcf", world.spec().vcf)
    told = shell.refuses(*new(world, *twice, case="again.intronaut"))
    assert "named twice" in told
    assert not (world.folder / "again.intronaut").exists()


def test_the_help_of_scoring_a_case_names_the_engines_asked_by_default(capsys):
    assert main(["case", "score", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"SpliceAI (OpenSpliceAI where it is not installed) and, of {', '.join(BESIDE)}," in told
    assert "Any other engine, xpresso and a network of one's own too, is asked where it is" in told
    assert "xpresso" not in BESIDE
