"""The card of an imported network: what a person said of it, and what the file is known to be."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import CheckpointError, PackStateError
from models.packs.architectures import ArchitectureCard, OfficialFile
from models.packs.catalogue import (
    ImportedSource,
    Licence,
    PackCard,
    PackMember,
    cards,
    program_cards,
    unreadable_imports,
)
from models.packs.checkpoints import SeenFile
from models.packs.trial import WEIGHTS, Tried

OFFICIAL = "the official file"
NOT_OFFICIAL = "not the official file"
UNKNOWN_ORIGIN = "no official digest is known"
NO_LICENCE = "not stated"

_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What is to be imported, and what the person says of it.

    Attributes
    ----------
    source
        The checkpoint: a file, an archive or a folder with one.
    architecture, engine_id
        Name of its architecture; the identifier it gets here.
    title
        What people see; empty for that of the architecture with the identifier.
    tracks
        Table of its outputs; None where nobody has one.
    licence, commercial_use
        As stated by the person; empty and None for nothing stated.
    is_known_to_differ
        The file bears the name of an official one and is another on purpose.
    """

    source: Path
    architecture: str
    engine_id: str
    title: str = ""
    tracks: Path | None = None
    licence: str = ""
    commercial_use: bool | None = None
    is_known_to_differ: bool = False


def check_order(order: ImportOrder) -> None:
    """Refuse an identifier that is taken or odd, and words that cannot be shown.

    Raises
    ------
    CheckpointError
        With what to do instead.
    """
    name = order.engine_id
    if not _ID.fullmatch(name):
        raise CheckpointError(
            f"{name!r} cannot be the identifier of a network.",
            "Choose 2 to 40 small letters, digits and hyphens, a letter first.",
        )
    previews = {item.preview.engine_id for item in program_cards() if item.preview is not None}
    if name in previews | {item.name for item in program_cards()}:
        raise CheckpointError(f"{name} is an engine of this program.", "Choose another identifier.")
    if name in {item.name for item in cards()} | unreadable_imports().keys():
        raise CheckpointError(
            f"There is an imported network {name} already.",
            f"Choose another identifier, or remove that one first (`intronaut packs remove {name}`).",
        )
    if not (order.title.isprintable() and order.licence.isprintable()):
        raise CheckpointError(
            "Title or licence hold characters that cannot be shown.", "Write them on one line."
        )


def standing(order: ImportOrder, known: Sequence[OfficialFile], files: Sequence[SeenFile]) -> str:
    """Say whether what was read is an official file.

    Raises
    ------
    CheckpointError
        It bears the name of one and is another.
    """
    if any(_is_same(one, file) for one in known for file in files):
        return OFFICIAL
    if not known:
        return UNKNOWN_ORIGIN
    claimed = {file.name for file in files} & {one.file for one in known}
    if claimed and not order.is_known_to_differ:
        raise CheckpointError(
            f"{min(claimed)} bears the name of an official file of {order.architecture} but is "
            "another: its digest is not the published one.",
            "Fetch it again; if it was changed on purpose (trained further), import it with "
            "--not-official.",
        )
    return NOT_OFFICIAL


def imported_card(
    order: ImportOrder, made_of: ArchitectureCard, found: Tried, known_as: str, when: str
) -> PackCard:
    """Give the card of a network that was read and tried.

    Parameters
    ----------
    known_as
        What `standing` said.
    when
        ISO 8601 in UTC.
    """
    outer = found.files[0]
    inner = found.files[-1]
    converter = found.format if found.format != "transformers-folder" else "safetensors"
    return PackCard(
        name=order.engine_id,
        title=order.title or f"{made_of.title} ({order.engine_id})",
        version=outer.sha256[:12],
        engine=made_of.engine,
        kinds=(made_of.kind,),
        predicts=made_of.task.rstrip("."),
        assemblies=("GRCh37", "GRCh38"),
        context_length=made_of.length,
        citation=made_of.citation,
        source=ImportedSource(
            kind="imported",
            architecture=made_of.name,
            file=outer.name,
            sha256=outer.sha256,
            standing=known_as,
            imported_at=when,
        ),
        licence=_licence(order, made_of, known_as),
        members=(
            PackMember(
                member=inner.name, sha256=inner.sha256, installs=WEIGHTS, converter=converter
            ),
        ),
    )


def card_toml(card: PackCard) -> str:
    """Give a card as the text of its file."""
    plain: list[str] = []
    tables: list[str] = []
    for key, value in card.model_dump(mode="json", exclude_defaults=True).items():
        if isinstance(value, Mapping):
            tables += ["", f"[{key}]", *_lines(value)]
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for one in value:
                tables += ["", f"[[{key}]]", *_lines(one)]
        else:
            plain += _lines({key: value})
    return "\n".join([*plain, *tables]) + "\n"


def demand_imported(name: str) -> None:
    """Let pass only the name of a network a person imported.

    Raises
    ------
    PackStateError
        It is a pack of the program, or nothing.
    """
    if name in unreadable_imports():
        return
    if any(item.name == name for item in program_cards()):
        raise PackStateError(
            f"{name} is a pack of this program and no imported network.",
            "Only imported networks are removed this way.",
        )
    if not any(item.name == name for item in cards()):
        raise PackStateError(
            f"There is no imported network {name!r}.", "See `intronaut packs list`."
        )


def _is_same(one: OfficialFile, file: SeenFile) -> bool:
    """By SHA-256 where it is published: MD5 can be forged."""
    return one.sha256 == file.sha256 if one.sha256 else one.md5 == file.md5


def _licence(order: ImportOrder, made_of: ArchitectureCard, known_as: str) -> Licence:
    """What the person stated; else that of the official file; else nothing is known or allowed."""
    official = made_of.licence if known_as == OFFICIAL else None
    allowed = official.commercial_use if official is not None and not order.licence else False
    if order.commercial_use is not None:
        allowed = order.commercial_use
    name = order.licence or (official.name if official is not None else NO_LICENCE)
    url = official.url if official is not None and not order.licence else ""
    return Licence(name=name, url=url, commercial_use=allowed, needs_consent=False)


def _lines(values: Mapping[str, object]) -> list[str]:
    # Strings, numbers, truth values and lists of them are spelled alike in JSON and TOML.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
