"""The engines that exist and what each declares. Reads cards only: no engine, no torch."""

from dataclasses import dataclass

from models.packs import Calibration, Licence, PackState, Preview, cards, status


@dataclass(frozen=True, slots=True)
class EngineCard:
    """An engine as its pack's card declares it.

    `installed` says that the pack is there, whole, and its licence accepted; `entry` is spelled
    `module:Class`, and `preview` names a quicker, rougher engine out of the same pack.
    """

    engine_id: str
    title: str
    version: str
    pack: str
    kinds: tuple[str, ...]
    assemblies: tuple[str, ...]
    context_length: int
    licence: Licence
    calibration: Calibration | None
    installed: bool
    entry: str
    preview: Preview | None = None


def engines() -> tuple[EngineCard, ...]:
    """Return every engine that has a card, installed or not."""
    return tuple(
        EngineCard(
            engine_id=item.name,
            title=item.title,
            version=item.version,
            pack=item.name,
            kinds=item.kinds,
            assemblies=item.assemblies,
            context_length=item.context_length,
            licence=item.licence,
            calibration=item.calibration,
            installed=status(item.name).state is PackState.INSTALLED,
            entry=item.engine,
            preview=item.preview,
        )
        for item in cards()
    )
