"""Lines that name a reference and gene models, filled with those of a case or of a kit."""

from contextlib import suppress
from pathlib import Path

from core.domain.case import CaseInfo
from core.domain.kit import KitKind
from core.errors import ProblemError
from core.pipeline.kit_installed import installed_path
from gui.dialogs.path_field import PathField


def reference_field() -> PathField:
    """Give a line for a reference."""
    return PathField(
        "Reference sequence",
        "FASTA (*.fa *.fa.gz *.fasta *.fasta.gz *.fna *.fna.gz);;All files (*)",
    )


def genes_field() -> PathField:
    """Give a line for gene models."""
    field = PathField(
        "Gene models",
        "Gene models (*.gff3 *.gff *.gtf *.txt *.tsv *.csv *.gz);;All files (*)",
    )
    field.line.setPlaceholderText("MANE, GENCODE or RefSeq: GFF3 or GTF")
    return field


def take_known(reference: PathField, genes: PathField, info: CaseInfo | None = None) -> None:
    """Put in reference and genes of a case where they lie, else those of an installed kit.

    Of a kit only where there is one of each, and beside a case only what is of its build.
    """
    assembly = info.proof.assembly if info is not None else ""
    for field, role, kind in (
        (reference, "reference", KitKind.REFERENCE),
        (genes, "genes", KitKind.GENES),
    ):
        source = info.source(role) if info is not None else None
        path = Path(source.path) if source is not None else None
        if path is None or not path.is_file():
            path = None
            with suppress(ProblemError):
                path = installed_path(kind, assembly)
        if path is not None and path.is_file():
            field.set_path(path)
