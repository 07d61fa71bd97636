"""The bundled demo case: an artificial contig with made-up genes, from variant file to report."""

import json
import shutil
from importlib import resources
from pathlib import Path

from core.domain.assembly import Assembly
from core.errors import UsageError
from core.pipeline.spec import IntakeSpec

CASE_NAME = "demo.intronaut"


def demo_spec(folder: Path) -> IntakeSpec:
    """Copy the demo's files to `folder` and say how its case is read.

    The copies stay beside the case, since a case names the reference it was made with.

    Raises
    ------
    UsageError
        If they cannot be written to `folder`.
    """
    bundled = resources.files("resources") / "demo"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for item in bundled.iterdir():
            if item.name.startswith("demo."):
                with resources.as_file(item) as source:
                    shutil.copyfile(source, folder / item.name)
    except OSError as problem:
        raise UsageError(
            f"{folder}: the demo's files cannot be written there ({problem.strerror}).",
            "Choose another folder with --out.",
        ) from problem
    manifest = json.loads((bundled / "case.json").read_text("utf-8"))
    return IntakeSpec(
        case=folder / CASE_NAME,
        vcf=folder / manifest["vcf"],
        reference=folder / manifest["reference"],
        genes=(folder / manifest["genes"],),
        assembly=Assembly.ARTIFICIAL,
        ped=folder / manifest["ped"],
        proband=manifest["proband"],
        hpo=tuple(manifest.get("hpo", ())),
        preset="",
        name="Demo (artificial)",
        is_artificial=True,
    )
