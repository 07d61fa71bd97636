"""The engines that exist and what each declares. Reads cards only: no engine, no torch."""

from dataclasses import dataclass

from models.packs import (
    TRAINED,
    Calibration,
    ImportedSource,
    LaboratoryCalibration,
    Licence,
    PackCard,
    PackState,
    Preview,
    cards,
    laboratory_calibration,
    status,
)
from models.packs.architectures import architectures

SPLICE, EXON = "splice", "exon"
SEQUENCE, FIVE_PRIME_UTR, POLY_A, PROMOTER = "sequence", "five-prime-utr", "poly-a", "promoter"
GENE = "gene"
REGULATORY_KINDS = (SEQUENCE, FIVE_PRIME_UTR, POLY_A, PROMOTER, GENE)
"""Kinds of regulatory engines, by what they read: any place of the genome, the spliced 5' UTR of a
transcript, the sequence around a poly-A signal, that around a start of transcription, and that far
around the start of a gene."""


@dataclass(frozen=True, slots=True)
class EngineCard:
    """An engine as its pack's card declares it.

    `calibration` is the published one; `laboratory` what the person's own laboratory measured,
    which stands beside it, with `laboratory_problem` where its record cannot be used.

    `installed` says that the pack is there, whole, and its licence accepted; `entry` is spelled
    `module:Class`, and `preview` names a quicker, rougher engine out of the same pack.
    `architecture` names that of a network a person imported; empty for an engine of the program.
    `is_research`: it was trained here, or the networks of that architecture are for research alone.
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
    laboratory: LaboratoryCalibration | None = None
    laboratory_problem: str = ""
    architecture: str = ""
    is_research: bool = False


def engines() -> tuple[EngineCard, ...]:
    """Return every engine that has a card, installed or not."""
    return tuple(_engine(item) for item in cards())


def _engine(item: PackCard) -> EngineCard:
    laboratory, problem = laboratory_calibration(item.name)
    source = item.source if isinstance(item.source, ImportedSource) else None
    made_of = source.architecture if source else ""
    for_research = {one.name for one in architectures() if one.research_only}
    is_trained = source is not None and source.standing == TRAINED
    return EngineCard(
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
        laboratory=laboratory,
        laboratory_problem=problem,
        architecture=made_of,
        is_research=is_trained or made_of in for_research,
    )
