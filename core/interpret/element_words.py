"""What lies at a variant and which genes it may act on, in rows for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.counting import counted
from core.domain.element import Element, ElementsAt, Origin

SHOWN = 8
"""Listed elements, and genes, in words; more are counted."""

ONLY_MODELS = (
    "No table of elements or links is registered on this computer: only the gene models tell what "
    "lies here."
)
NO_TARGET = "No promoter of the gene models and no link leads to a gene."

NONE_KNOWN = "No promoter of the gene models and no link that was looked up leads to a gene."


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One thing that lies at a variant, or one gene it may act on."""

    topic: str
    said: str
    is_missing: bool = False


def element_rows(found: ElementsAt) -> tuple[ElementRow, ...]:
    """Give what there is to tell: class, elements, target genes, and what could not be asked."""
    return (
        ElementRow("Class", _class_words(found)),
        *_of_models(found.elements),
        *_listed(found.elements),
        *_targets(found),
        *(ElementRow("Not answered", one, is_missing=True) for one in found.unanswered),
        *(() if found.n_tables else (ElementRow("Tables", ONLY_MODELS, is_missing=True),)),
    )


def _of_models(elements: Sequence[Element]) -> Iterator[ElementRow]:
    """Elements of the gene models, those of one kind and gene in one row."""
    groups: dict[tuple[str, str], list[Element]] = {}
    for one in elements:
        if one.source.origin is Origin.GENE_MODELS:
            groups.setdefault((one.class_words, one.gene_symbol), []).append(one)
    for (words, symbol), mine in groups.items():
        first = mine[0]
        told = f"{words} of {symbol}, {first.transcript_id}"
        if first.tss_distance is not None:
            told += f", {_from_start(first.tss_distance)}"
        if len(mine) > 1:
            told += f"; and in {counted(len(mine) - 1, 'more transcript')}"
        yield ElementRow("Gene models", told)


def _listed(elements: Sequence[Element]) -> Iterator[ElementRow]:
    others = [one for one in elements if one.source.origin is not Origin.GENE_MODELS]
    for one in others[:SHOWN]:
        where = ", ".join(filter(None, (one.name, one.place.words)))
        cell = f", in {one.cell_type}" if one.cell_type else ""
        told = f"{one.class_words} ({where}){cell}"
        if one.source.origin is Origin.PREDICTED and one.score is not None:
            told += f", score {one.score:.3g}"
        yield ElementRow(one.source.words, told)
    if len(others) > SHOWN:
        yield ElementRow("", f"and {counted(len(others) - SHOWN, 'more element')}")


def _class_words(found: ElementsAt) -> str:
    """The class, and of how many tables it is told without."""
    if not found.unanswered:
        return found.element_class.value
    of_all = f"{len(found.unanswered)} of {counted(found.n_tables, 'table')}"
    return f"{found.element_class.value} as far as is known; {of_all} gave no answer"


def _targets(found: ElementsAt) -> Iterator[ElementRow]:
    targets = found.targets
    if not targets:
        none = NONE_KNOWN if found.unanswered else NO_TARGET
        yield ElementRow("Target gene", none, is_missing=True)
    for one in targets[:SHOWN]:
        yield ElementRow(f"Target gene {one.gene_symbol}", one.sentence)
    if len(targets) > SHOWN:
        yield ElementRow("", f"and {counted(len(targets) - SHOWN, 'more gene')}")


def _from_start(distance: int) -> str:
    if not distance:
        return "at its first base"
    side = "before" if distance < 0 else "after"
    return f"{counted(abs(distance), 'base')} {side} its first base"
