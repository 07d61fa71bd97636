"""Job: a look into the variant files alone, while no reference is chosen yet."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.job import Progress
from core.sources.build import header_hints
from core.sources.vcf_set import VcfSet


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the headers tell.

    Attributes
    ----------
    samples
        Of all files, in the order they come first.
    file_size
        Bytes of all files.
    build_hints
        Sentences on the genome build; no proof.
    warnings
        Faults of the headers that do not hinder reading.
    """

    samples: tuple[str, ...]
    file_size: int
    build_hints: tuple[str, ...]
    warnings: tuple[str, ...]


def look_into_variants(
    paths: Sequence[Path], *, up_to_damage: bool = False
) -> Generator[Progress, None, FirstLook]:
    """Give what can be said of variant files without a reference.

    Raises
    ------
    ProblemError
        If a file cannot be read as VCF or BCF, or is damaged.
    """
    yield Progress("looking into the variant file")
    with VcfSet(paths, up_to_damage=up_to_damage) as source:
        hints = (
            source.of_file(place, text)
            for place, one in enumerate(source.files)
            for text in header_hints(one.header)
        )
        return FirstLook(source.samples, source.size, tuple(hints), source.warnings)
