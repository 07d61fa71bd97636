"""The conformance archive read into cases: how each file ends, and the table of docs/conformance.md.

    python -m tests.science.validation.conformance [--shared ../shared] > docs/conformance.md

The archive's contigs prove no build, so that GRCh38 is stated, as a user would have to.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ARCHIVE = "data/vcf/hts-specs/vcf-conformance.tar.gz"

N_CHILDREN = 4
"""Reading waits for the disk more than it computes; four processes share the files."""

# A file that takes 20 s hangs: the child then prints where and ends with status 1.
READ_ALL = """
import faulthandler, json, sys, traceback
from pathlib import Path
from core.domain.assembly import Assembly
from core.errors import ProblemError
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore

case, reference = Path(sys.argv[1]), Path(sys.argv[2])

def read(path):
    faulthandler.dump_traceback_later(20, exit=True)
    for _ in read_case(IntakeSpec(case, path, reference, assembly=Assembly.GRCH38)):
        pass
    with CaseStore.open(case) as store:
        info, ledger = store.info(), store.ledger()
        told = {
            "end": "loaded",
            "verdict": info.proof.verdict,
            "warnings": info.warnings,
            "discrepancies": ledger.discrepancies(),
            "records_read": ledger.records_read,
            "records_aside": [r.detail for r in store.records_set_aside(limit=100_000)],
            "alleles_aside": [
                f"ALT {a.alt}: {a.reason.sentence}" for a in store.alleles_set_aside(100_000)
            ],
            "is_complete": info.is_complete,
            "lines": [line.decode("latin-1") for line in store.original_lines()],
        }
    case.unlink()
    return told

for path in sys.stdin.read().splitlines():
    try:
        told = read(Path(path))
    except ProblemError as problem:
        told = {"end": "refused", "cause": problem.cause, "remedy": problem.remedy}
    except BaseException:
        told = {"end": "traceback", "cause": traceback.format_exc()}
    left = sorted(other.name for other in case.parent.glob(case.name + "*"))
    print(json.dumps({"path": path, "left": left, **told}), flush=True)
"""

NOT_ABOUT_FAULTS = (
    "The genome build is not proven",
    "No population frequency in this file",
    "Annotation: no ClinVar file was looked into",
    "No gene models were given",
    "Nobody was named as the patient",
    "The file has no samples",
    "Not assessed:",
)
"""Notes that a faultless file gets too."""

Outcome = dict[str, Any]


def read_all(paths: Iterable[Path], folder: Path, reference: Path) -> list[Outcome]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(folder / "one.intronaut"), str(reference)],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "INTRONAUT_DATA": str(folder / "data")},
    )
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    last = outcomes[-1]["path"] if outcomes else "the first file"
    assert done.returncode == 0, f"crash or hang after {last}: {done.stderr[-2000:]}"
    assert done.stderr == ""
    return outcomes


def unpack(shared: Path, folder: Path) -> None:
    """Unpack the archive."""
    with tarfile.open(shared / ARCHIVE) as packed:
        packed.extractall(folder / "files", filter="data")


def read_archive(shared: Path, folder: Path) -> dict[str, Outcome]:
    """How reading each file of the archive ended, by path."""
    paths = sorted((folder / "files").rglob("*.vcf"))
    reference = shared / "data/reference/GRCh38.fa.gz"
    with ThreadPoolExecutor(N_CHILDREN) as pool:
        runs = [
            pool.submit(read_all, paths[n::N_CHILDREN], folder / f"run{n}", reference)
            for n in range(N_CHILDREN)
        ]
        found = [outcome for run in runs for outcome in run.result()]
    return {str(Path(o["path"]).relative_to(folder / "files")): o for o in found}


def faults_named(outcome: Outcome) -> list[str]:
    return [text for text in outcome["warnings"] if not text.startswith(NOT_ABOUT_FAULTS)]


def way_of(outcome: Outcome) -> str:
    """How a reader of an invalid file is told; "silent" if not at all."""
    if outcome["end"] != "loaded":
        return str(outcome["end"])
    if outcome["records_aside"] or outcome["alleles_aside"]:
        return "set aside"
    return "warned" if faults_named(outcome) else "silent"


FIELDS: Mapping[str, str] = {
    "body_alt": "ALT",
    "body_chrom": "CHROM",
    "body_contiguous": "do not stand together",
    "body_duplicated": "repeat an allele",
    "body_filter": "FILTER",
    "body_format": "FORMAT",
    "body_id": "ID",
    "body_info": "INFO",
    "body_no_newline": "no line end",
    "body_pos": "POS",
    "body_qual": "QUAL",
    "body_ref": "REF",
    "body_sample": "FORMAT|column|sample",
    "body_samples_ploidy": "FORMAT/|GT",
    "body_unsorted": "not sorted",
    "empty": "empty",
    "fileformat": "fileformat",
    "header": "column|#CHROM|line end",
    "meta": "[Hh]eader line",
    "meta_alt": "ALT",
    "meta_assembly": "assembly",
    "meta_contig": "contig",
    "meta_format": "FORMAT",
    "meta_info": "INFO",
    "meta_meta": "META",
    "meta_pedigree": "PEDIGREE",
    "meta_pedigreedb": "pedigreeDB",
    "meta_sample": "SAMPLE",
}
"""What a reason has to name, by the longest beginning of the file's name: a regular expression."""


def field_of(path: str) -> str:
    """Give the beginning in `FIELDS` that a file's name has."""
    name = Path(path).stem.removeprefix("failed_")
    return max((one for one in FIELDS if name.startswith(one)), key=len)


def told(outcome: Outcome) -> list[str]:
    """Give what the user is told about the fault: what was set aside, else what was warned about.

    A key that the header does not declare counts only where nothing else was found.
    """
    if outcome["end"] != "loaded":
        return [outcome["cause"]]
    if outcome["records_aside"] or outcome["alleles_aside"]:
        return [*outcome["records_aside"], *outcome["alleles_aside"]]
    faults = faults_named(outcome)
    return [text for text in faults if "not declared" not in text] or faults


def telling(path: str, outcome: Outcome) -> str:
    """Give the sentence that names the field, empty where none does."""
    wanted = re.compile(FIELDS[field_of(path)])
    return next((text for text in told(outcome) if wanted.search(text)), "")


def table(outcomes: Mapping[str, Outcome]) -> str:
    """Give docs/conformance.md."""
    failed = {path: one for path, one in sorted(outcomes.items()) if "/failed/" in path}
    named = sum(bool(telling(path, one)) for path, one in failed.items())
    ways = Counter(way_of(one) for one in failed.values())
    lines = [
        "# Conformance archive",
        "",
        "The hts-specs VCF conformance files read with `case new --assembly GRCh38`. Made by",
        "`python -m tests.science.validation.conformance`.",
        "",
        (
            f"Of {len(outcomes) - len(failed)} valid files all load. Of {len(failed)} invalid ones "
            f"{ways['refused']} are refused, {ways['set aside']} load with records or alleles set "
            f"aside and {ways['warned']} load with a named warning; none is refused for its build. "
            "The reason names the field in the file's name in "
            f"{named} ({100 * named / len(failed):.1f} %)."
        ),
        "",
        "| file | ends | what is told |",
        "|---|---|---|",
    ]
    for path, outcome in failed.items():
        short = path.removeprefix("test/vcf/").replace("/failed/failed_", " ").removesuffix(".vcf")
        reason = telling(path, outcome) or "; ".join(told(outcome)[:1])
        plain = re.sub(r"\S*/(?=failed_)", "", reason).replace("|", "\\|").replace("\n", " ")[:160]
        lines.append(f"| {short} | {way_of(outcome)} | {plain} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parents[3].parent / "shared"
    parser.add_argument("--shared", type=Path, default=here, help="folder of the test material")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        unpack(asked.shared, Path(folder))
        sys.stdout.write(table(read_archive(asked.shared, Path(folder))))


if __name__ == "__main__":
    main()
