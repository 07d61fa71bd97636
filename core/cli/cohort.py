"""Several files in one command, and a cluster that computes for it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from core.cli.program import tell
from core.errors import (
    AssemblyMismatchError,
    AssemblyUnprovenError,
    InputFileError,
    ProblemError,
    ReferenceMismatchError,
    UsageError,
)
from core.paths import demand_file_name
from core.pipeline.cluster_client import demand_dask
from core.pipeline.engine_kinds import scores_sites

_OF_ONE_FILE = (
    InputFileError,
    AssemblyMismatchError,
    AssemblyUnprovenError,
    ReferenceMismatchError,
)
"""Problems that say nothing about the next file."""


def with_cluster(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--dask`."""
    option = click.option(
        "--dask",
        "cluster",
        metavar="ADDRESS",
        default="",
        help="Compute on the workers of a Dask scheduler, such as tcp://10.0.0.5:8786.",
    )
    return option(command)


def demand_for_cluster(engine_id: str) -> None:
    """Refuse what no cluster is asked: an engine that scores no sites, or any without Dask."""
    demand_dask()
    if not scores_sites(engine_id):
        raise UsageError(
            f"{engine_id} scores no splice sites, and a cluster is asked about those alone.",
            "Leave --dask out.",
        )


def outputs(vcfs: Sequence[Path], out: Path) -> list[tuple[Path, Path]]:
    """Give each file with the one to be written: `out` itself, or one in the folder `out`.

    Raises
    ------
    UsageError
        `out` is a folder for one file or a file for several, or two files have one name.
    """
    if len(vcfs) == 1:
        demand_file_name(out)
        return [(vcfs[0], out)]
    if out.exists() and not out.is_dir():
        raise UsageError(
            f"{out} is a file, and {len(vcfs)} files are to be written.", "Name a folder with -o."
        )
    found = {out / _annotated_name(vcf): vcf for vcf in vcfs}
    if len(found) < len(vcfs):
        raise UsageError(
            f"Two of the files would have the same name in {out}.",
            "Rename one of them, or give them in separate commands.",
        )
    out.mkdir(parents=True, exist_ok=True)
    return [(vcf, target) for target, vcf in found.items()]


def for_each(files: Sequence[tuple[Path, Path]], job: Callable[[Path, Path], object]) -> None:
    """Do a job for each file and say what came of it; a file that is at fault stops no other.

    Raises
    ------
    ProblemError
        At once where it concerns every file; at the end where it concerned some of several.
    """
    failed: list[str] = []
    for vcf, target in files:
        try:
            tell(str(job(vcf, target)))
        except _OF_ONE_FILE as problem:
            if len(files) == 1:
                raise
            failed.append(str(vcf))
            tell(str(problem))
    if failed:
        raise ProblemError(
            f"{len(failed)} of {len(files)} files could not be scored: {', '.join(failed)}.",
            "What is wrong with each was said above; mend it, and give these files again.",
        )


def _annotated_name(vcf: Path) -> str:
    return f"{vcf.stem}.vcf.gz" if vcf.suffix == ".bcf" else vcf.name
