"""Reference and gene models of an installed kit, where a command names none."""

from pathlib import Path

from core.domain.kit import KitKind
from core.errors import UsageError
from core.pipeline.kit_installed import installed_items, installed_path


def reference_and_genes(
    reference: Path | None, genes: tuple[Path, ...], assembly: str
) -> tuple[Path, tuple[Path, ...]]:
    """Give what was named, or what a kit installed: both, or genes for a named reference never.

    Parameters
    ----------
    assembly
        Build stated by the person, empty for none.

    Raises
    ------
    UsageError
        If no reference was named and not exactly one fits.
    """
    if reference is not None:
        return reference, genes
    found = installed_path(KitKind.REFERENCE, assembly)
    if found is None:
        has_some = any(item.kind is KitKind.REFERENCE for item in installed_items())
        why = "kits installed several" if has_some else "no kit has installed one"
        raise UsageError(
            f"No reference was named, and {why}.",
            "Name it with --reference" + (", or state --assembly." if has_some else "."),
        )
    of_kit = installed_path(KitKind.GENES, assembly)
    return found, genes or ((of_kit,) if of_kit else ())
