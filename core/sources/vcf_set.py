"""The variant files of one case, read one after the other: one per person, or one per chromosome."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from core.domain.counting import counted
from core.errors import UsageError
from core.sources.vcf import VcfSource
from core.sources.vcf_pages import LinePage, PageNotes


class VcfSet:
    """One or more variant files. Their records are numbered on from file to file.

    Parameters
    ----------
    paths
        At least one, each once.
    up_to_damage
        As of `VcfSource`, for each of them.

    Attributes
    ----------
    files
        In the order given.

    Raises
    ------
    UsageError
        For a file given twice, or files with and without samples together.
    VcfFormatError
        When one is no readable variant file.
    """

    def __init__(self, paths: Sequence[Path], *, up_to_damage: bool = False) -> None:
        self.files = tuple(VcfSource(path, up_to_damage=up_to_damage) for path in paths)
        _demand_each_once(paths)
        self._demand_samples()
        self._n_records = [0] * len(paths)
        self._reading = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open between two readings."""

    @property
    def samples(self) -> tuple[str, ...]:
        """Names of all samples, in the order they come first."""
        return tuple(dict.fromkeys(name for one in self.files for name in one.header.samples))

    @property
    def is_by_person(self) -> bool:
        """Not every file has every sample: a record missing in one tells nothing of its people."""
        return any(set(one.header.samples) != set(self.samples) for one in self.files)

    @property
    def shared_names(self) -> tuple[str, ...]:
        """Samples that stand in more than one file."""
        files = Counter(name for one in self.files for name in dict.fromkeys(one.header.samples))
        return tuple(name for name, n in files.items() if n > 1)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.position[1] for one in self.files)

    @property
    def position(self) -> tuple[int, int]:
        """Bytes consumed by `pages`, and those of all files."""
        before = sum(one.position[1] for one in self.files[: self._reading])
        return before + self.files[self._reading].position[0], self.size

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the files tell of themselves, each by its name where there are several."""
        return tuple(
            self.of_file(place, text)
            for place, one in enumerate(self.files)
            for text in one.warnings
        )

    @property
    def damage(self) -> str:
        """What is damaged, as far as the reading showed; empty where nothing is."""
        told = (
            self.of_file(place, one.damage) for place, one in enumerate(self.files) if one.damage
        )
        return " ".join(told)

    @property
    def header_lines(self) -> list[str]:
        """Header lines of all files, file after file."""
        return [line for one in self.files for line in one.header.lines]

    def of_file(self, place: int, text: str) -> str:
        """Put the name of a file before a sentence about it, where there are several."""
        return text if len(self.files) == 1 else f"{self.files[place].path.name}: {text}"

    def pages(self) -> Iterator[LinePage]:
        """Give all data lines in pages, as `VcfSource.pages` does."""
        n_before = 0
        for place, file in enumerate(self.files):
            self._reading = place
            n_here = 0
            for page in file.pages():
                n_here += len(page.lines)
                yield replace(page, first_number=page.first_number + n_before, file=place)
            self._n_records[place] = n_here
            n_before += n_here

    def take_notes(self, notes: PageNotes) -> None:
        """Take in what was found in the next page, so that `warnings` tells it."""
        self.files[notes.file].take_notes(notes)

    @property
    def n_records(self) -> tuple[int, ...]:
        """Records of each file, after reading."""
        return tuple(self._n_records)

    def shares(self) -> tuple[str, ...]:
        """Say how many records came from which file, after reading; empty for one file."""
        if len(self.files) == 1:
            return ()
        told = [
            f"{file.path.name} ({counted(n, 'record')})"
            for file, n in zip(self.files, self._n_records, strict=True)
        ]
        files = f"{counted(len(told), 'variant file')}: {', '.join(told)}"
        people = (
            " A name that stands in several of them is one person." if self.shared_names else ""
        )
        return (f"The case is made from {files}. Equal alleles are merged.{people}",)

    def _demand_samples(self) -> None:
        without = [one.path.name for one in self.files if not one.header.samples]
        if without and len(without) < len(self.files):
            raise UsageError(
                f"{', '.join(without)}: no samples, while another file of the case has some.",
                "Leave out files without genotypes, or make a case of their own from them.",
            )


def _demand_each_once(paths: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise UsageError(
                f"{path} is named twice as a variant file of the case.", "Name each file once."
            )
        seen.add(path.resolve())
