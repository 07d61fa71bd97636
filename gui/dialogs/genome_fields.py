"""Lines that name a reference and gene models, filled with what a kit installed."""

from contextlib import suppress

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


def take_installed(reference: PathField, genes: PathField) -> None:
    """Put in reference and genes of an installed kit, where there is one of each."""
    with suppress(ProblemError):
        for field, kind in ((reference, KitKind.REFERENCE), (genes, KitKind.GENES)):
            path = installed_path(kind)
            if path is not None and path.is_file():
                field.set_path(path)
