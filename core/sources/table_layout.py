"""How the columns of a table are read: presets as published, or a person's own mapping."""

import re
import shlex
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.domain.element import ElementKind, LinkKind
from core.domain.zone import Zone
from core.errors import UsageError

FILES = ("scores.toml", "regions.toml", "links.toml", "junctions.toml", "domains.toml")


OWN, OWN_TITLE = "own", "own table"
"""Id of a person's own mapping of columns, and its title where none is told."""


class TableKind(StrEnum):
    """What a row of a table speaks about."""

    ALLELE = "allele"
    BASE = "base"
    REGION = "region"
    LINK = "link"
    JUNCTION = "junction"
    DOMAIN = "domain"


class Worse(StrEnum):
    """Which way a number points to harm."""

    HIGHER = "higher"
    LOWER = "lower"
    EITHER = "either"
    NEITHER = "neither"


_NEEDED = {
    TableKind.ALLELE: {"chrom", "pos", "ref", "alt"},
    TableKind.BASE: {"chrom", "pos", "score"},
    TableKind.REGION: {"chrom", "start", "end"},
    TableKind.LINK: set(),
    TableKind.JUNCTION: {"chrom", "start", "end"},
    TableKind.DOMAIN: {"chrom", "start", "end", "text"},
}
_KNOWN = {
    "chrom", "pos", "ref", "alt", "start", "end", "score", "text", "gene", "transcript", "strand",
    "samples", "chrom2", "start2", "end2", "sizes", "starts", "name", "word", "cell", "variant", "p",
}  # fmt: skip


_TOLD = ("title", "kind", "worse", "licence", "zone", "missense", "element", "link")
_ENDS = {"chrom", "start", "end"}
_FAR_ENDS = {"chrom2", "start2", "end2"}


class TableLayout(BaseModel):
    """Columns and conventions of a table.

    Attributes
    ----------
    columns
        Name in the header, or 1-based number, of each thing that is read.
    first_base
        Number of the first base of a contig: 1 for VCF-like tables, whose ends are inclusive, 0
        for BED-like ones, whose ends are exclusive.
    zone
        What its regions are to the gates: elements, or regions where calls are doubtful.
    worse
        Which way the score points to harm.
    element
        What the elements it lists are, where a row does not say it.
    link
        What kind of evidence its links are; None for what a list states, or a bare contact.
    cell_in_name
        Regular expression whose first group is the cell type in the name of a published file.
    missense
        It scores changes of amino acids, so it speaks of missense variants alone; `title` then
        is the name of the predictor.
    assemblies
        Builds it was published for; () for any.
    licence, url, source
        Under what terms, where to get it, and which document describes the layout.
    note
        What to do with the published file before it can be used; empty for nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: str = Field(min_length=1)
    kind: TableKind
    columns: dict[str, str | int]
    first_base: Literal[0, 1]
    worse: Worse = Worse.NEITHER
    zone: Literal[Zone.ELEMENT, Zone.LISTED] | None = None
    element: ElementKind | None = None
    link: LinkKind | None = None
    cell_in_name: str = ""
    missense: bool = False
    assemblies: tuple[Literal["GRCh37", "GRCh38"], ...] = ()
    licence: str = "not stated"
    url: str = ""
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if unknown := sorted(set(self.columns) - _KNOWN):
            raise ValueError(f"{unknown[0]} is nothing that is read; known are {sorted(_KNOWN)}")
        if lacking := sorted(_NEEDED[self.kind] - set(self.columns)):
            raise ValueError(f"a table of kind {self.kind} needs a column for {lacking[0]}")
        if self.zone is not None and self.kind is not TableKind.REGION:
            raise ValueError("only regions can be a zone")
        if self.missense and self.kind is not TableKind.ALLELE:
            raise ValueError("only a table of alleles can score missense variants")
        if self.kind is TableKind.LINK:
            self._check_link()
        return self

    def _check_link(self) -> None:
        """An element or a variant on one side, a gene or another place on the other."""
        columns = set(self.columns)
        if not (columns >= _ENDS or "variant" in columns):
            raise ValueError("links need columns for chrom, start and end, or one for variant")
        if not ("gene" in columns or columns >= _FAR_ENDS):
            raise ValueError("links need a column for gene, or chrom2, start2 and end2")

    @property
    def evidence(self) -> LinkKind:
        """What kind of evidence the links of the table are."""
        if self.link is not None:
            return self.link
        return LinkKind.CONTACT if "chrom2" in self.columns else LinkKind.STATED

    def cell_type_of(self, file_name: str) -> str:
        """Give the cell type that the name of a published file tells, "" for none."""
        found = re.search(self.cell_in_name, file_name) if self.cell_in_name else None
        return found[1].replace("_", " ") if found else ""

    def title_of(self, file_name: str, cell_type: str = "") -> str:
        """Name a table by its layout, its cell type and its file, so that no two read alike.

        A published score and a title in a person's own mapping are names already, and published
        files of one cell type each are named for it.
        """
        is_score = self.kind in {TableKind.ALLELE, TableKind.BASE}
        has_name = self.title != OWN_TITLE and (is_score or self.id == OWN)
        has_name = has_name or bool(self.cell_type_of(file_name))
        stem = "" if has_name else file_name.partition(".")[0]
        return ": ".join(filter(None, (self.title, ", ".join(filter(None, (cell_type, stem))))))


@cache
def presets() -> dict[str, TableLayout]:
    """Give the layouts that come with the program, by id."""
    found: dict[str, TableLayout] = {}
    for name in FILES:
        text = files("resources.tables").joinpath(name).read_text(encoding="utf-8")
        for fields in tomllib.loads(text)["layout"]:
            layout = TableLayout.model_validate(fields)
            found[layout.id] = layout
    return found


def preset(name: str) -> TableLayout:
    """Give a layout by its id.

    Raises
    ------
    UsageError
        If there is none of that id.
    """
    found = presets().get(name)
    if found is None:
        raise UsageError(
            f"{name} is no known table layout.", f"Choose one of: {', '.join(sorted(presets()))}."
        )
    return found


def own_layout(text: str) -> TableLayout:
    """Give the layout a person wrote: `title=X kind=allele first_base=1 chrom=1 pos=2 ...`.

    `missense=true` says that it is the table of a missense predictor of that title.

    A column is its name in the header or its number, counted from 1.

    Raises
    ------
    UsageError
        If something is missing or not understood.
    """
    parts = dict(word.partition("=")[::2] for word in shlex.split(text))
    told: dict[str, object] = {"id": OWN, "title": OWN_TITLE}
    told |= {key: parts.pop(key) for key in _TOLD if key in parts}
    first_base = parts.pop("first_base", "")
    if first_base in {"0", "1"}:
        told["first_base"] = int(first_base)
    told["columns"] = {key: int(one) if one.isdecimal() else one for key, one in parts.items()}
    try:
        return TableLayout.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "columns"
        raise UsageError(
            f"The column mapping is not understood: {where}: {first['msg']}.",
            "Write for example: title=Mine kind=allele first_base=1 worse=higher chrom=1 pos=2 "
            "ref=3 alt=4 score=5",
        ) from error
