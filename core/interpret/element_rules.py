"""Rule sets of elements, target genes and tissues of interest."""

import re
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.domain.element import ElementClass, ElementKind, LinkKind
from core.interpret.rules import Limit, Sourced, load_rule_set

_STATE_NUMBER = re.compile(r"^E?\d+_")
_CTCF_BOUND = ",CTCF-bound"


class _RuleSet(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str

    @property
    def identifier(self) -> str:
        """Name, version and date."""
        return f"{self.name} {self.version} of {self.date}"


class Precedence(Sourced):
    """Kinds that put a place in a class."""

    element_class: ElementClass = Field(alias="class")
    kinds: tuple[ElementKind, ...]


class Word(Sourced):
    """A word of published files: the kind of element, and what it means to a clinician."""

    word: str = Field(min_length=1)
    kind: ElementKind
    means: str = Field(min_length=1)


class Reading(NamedTuple):
    """What a word says."""

    kind: ElementKind
    words: str


class ElementRules(_RuleSet):
    """How words are read, and which class of several a place has, the first that fits."""

    precedence: tuple[Precedence, ...]
    word: tuple[Word, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        words = [one.word for one in self.word]
        kinds = [kind.value for one in self.precedence for kind in one.kinds]
        for listed in (words, kinds):
            if twice := {one for one in listed if listed.count(one) > 1}:
                raise ValueError(f"{min(twice)} stands there twice")
        return self

    def read(self, word: str, default: ElementKind | None) -> Reading:
        """Read a word of a file, such as `dELS,CTCF-bound` or `7_Enh`.

        A word that is not known is taken for `default`, what the file is a list of, and without
        one for an element of no known class; the word itself is told then.
        """
        bare = _STATE_NUMBER.sub("", word.removesuffix(_CTCF_BOUND))
        known = self._by_word.get(bare)
        if known is None:
            kind = default or ElementKind.UNCLASSIFIED
            return Reading(kind, kind.value)
        is_bound = word.endswith(_CTCF_BOUND) and known.kind is not ElementKind.INSULATOR
        return Reading(known.kind, f"{known.means}, bound by CTCF" if is_bound else known.means)

    @cached_property
    def _by_word(self) -> dict[str, Word]:
        return {one.word: one for one in self.word}


class KindRules(Sourced):
    """How one kind of evidence links elements to genes.

    `names_element`: its stretches are elements themselves. `at_least`: a smaller score is no
    evidence. `measure`: what its score is called.
    """

    kind: LinkKind
    measure: str
    names_element: bool
    at_least: float | None = None
    weight: float = Field(gt=0)


class TargetRules(_RuleSet):
    """How evidence counts and a score is spread; distances in bases, shares 0-1."""

    kind: tuple[KindRules, ...]
    least_share: Limit
    max_distance: Limit

    @model_validator(mode="after")
    def _every_kind(self) -> Self:
        if sorted(one.kind for one in self.kind) != sorted(LinkKind):
            raise ValueError(f"each of these kinds has to stand there once: {', '.join(LinkKind)}")
        return self

    def of(self, kind: LinkKind) -> KindRules:
        """Give the rules of one kind of evidence."""
        return next(one for one in self.kind if one.kind is kind)


class Tissue(Sourced):
    """A tissue, the HPO terms above the signs it may cause, and words in names of cell types."""

    name: str = Field(min_length=1)
    terms: tuple[str, ...]
    words: tuple[str, ...]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        either = "|".join(map(re.escape, self.words))
        return re.compile(rf"(?<![a-z0-9])(?:{either})", re.IGNORECASE)

    def is_named_in(self, cell_type: str) -> bool:
        """Tell whether a cell type is of this tissue, by one of the words or a word's beginning."""
        return self._pattern.search(cell_type.replace("_", " ")) is not None


class TissueRules(_RuleSet):
    """The tissues a case can have an interest in."""

    tissue: tuple[Tissue, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What a person can choose."""
        return tuple(one.name for one in self.tissue)

    def is_of_interest(self, cell_type: str, tissues: tuple[str, ...]) -> bool:
        """Tell whether a cell type belongs to one of the named tissues."""
        return bool(cell_type) and any(
            one.is_named_in(cell_type) for one in self.tissue if one.name in tissues
        )


def load_element_rules(path: Path | None = None) -> ElementRules:
    """Rules from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("elements.toml", path, ElementRules)


def load_target_rules(path: Path | None = None) -> TargetRules:
    """Rules from a laboratory's own file, or those of the program; errors as above."""
    return load_rule_set("target_genes.toml", path, TargetRules)


def load_tissue_rules(path: Path | None = None) -> TissueRules:
    """Rules from a laboratory's own file, or those of the program; errors as above."""
    return load_rule_set("tissues.toml", path, TissueRules)
