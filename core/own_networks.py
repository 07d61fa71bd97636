"""Networks a person imports, with their problems in our own words."""

from collections.abc import Generator
from dataclasses import dataclass

from core.job import Progress
from core.packs import PackStatus, in_our_words
from models import packs
from models.packs import ArchitectureCard, Imported, ImportedSource, ImportOrder, PackCard
from models.packs.architectures import architectures as known_architectures

__all__ = [
    "ArchitectureCard",
    "ImportOrder",
    "ImportedNetwork",
    "architectures",
    "import_network",
    "is_imported",
    "origin_rows",
    "origin_word",
    "remove_network",
    "unreadable",
]


@dataclass(frozen=True, slots=True)
class ImportedNetwork:
    """How the pack of a network stands that was just imported, and what has to be said of it."""

    status: PackStatus
    sentences: tuple[str, ...]


def architectures() -> tuple[ArchitectureCard, ...]:
    """Every architecture whose checkpoints can be imported, by name."""
    return known_architectures()


def is_imported(one: PackStatus) -> bool:
    """Whether a pack is a network that a person imported."""
    return isinstance(one.card.source, ImportedSource)


def origin_word(one: PackStatus) -> str:
    """How a network of a person's own came here, `imported` or `trained`; "" of all other packs."""
    source = one.card.source
    if not isinstance(source, ImportedSource):
        return ""
    return "trained" if source.standing == packs.TRAINED else "imported"


def origin_rows(one: PackStatus) -> list[tuple[str, str]]:
    """Give what its card says of where a network of a person's own is from; [] of other packs."""
    source = one.card.source
    if not isinstance(source, ImportedSource):
        return []
    day = source.imported_at[:10]
    is_trained = source.standing == packs.TRAINED
    file = [] if is_trained else [("File", f"{source.file}, imported on {day}")]
    standing = f"{source.standing}, {day}" if is_trained else source.standing
    return [
        *file,
        ("SHA-256", source.sha256),
        ("Architecture", source.architecture),
        ("Standing", standing),
        ("Commercial use", _commercial_use(one.card)),
    ]


def unreadable() -> dict[str, str]:
    """Why an imported network is not listed, by the name of its folder."""
    return packs.unreadable_imports()


def import_network(order: ImportOrder) -> Generator[Progress, None, ImportedNetwork]:
    """Job: read a checkpoint, try its network and keep it as a pack; nothing is left of a failure.

    Raises
    ------
    PackError
        With cause and remedy.
    """
    with in_our_words():
        steps = packs.import_network(order)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                made: Imported = end.value
                return ImportedNetwork(packs.verify(order.engine_id), _sentences(made))
            yield Progress(step.stage, step.done, step.total, "files")


def remove_network(name: str) -> Generator[Progress, None, str]:
    """Job: remove an imported network with all its files; gives a sentence that says so.

    Raises
    ------
    PackError
        There is none of this name.
    """
    yield Progress("removing", 0, 1, "networks")
    with in_our_words():
        packs.remove_imported(name)
    return f"{name} is removed."


def _sentences(made: Imported) -> tuple[str, ...]:
    card = made.card
    standing = card.source.standing if isinstance(card.source, ImportedSource) else ""
    outputs = "1 output" if made.n_tracks == 1 else f"{made.n_tracks:,} outputs"
    told = [f"{card.title} is imported as {card.name}: {outputs}; {standing}."]
    if not made.are_tracks_named:
        told.append(f"Nobody named its outputs: they are called track1 to track{made.n_tracks}.")
    told.append(f"Licence {card.licence.name}; commercial use {_commercial_use(card)}.")
    told.append("It is not calibrated, and nobody has known answers to test it with.")
    return tuple(told)


def _commercial_use(card: PackCard) -> str:
    """A licence that nobody stated is not known to allow anything."""
    return "allowed" if card.licence.commercial_use else "not known to be allowed"
