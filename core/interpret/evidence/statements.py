"""What has to be told with a statement before it can be kept: who says so, and what it is called."""

from collections.abc import Iterator
from itertools import chain

from core.domain.stated import PartnerPhase, Stated
from core.errors import UsageError


def demand_told(stated: Stated) -> None:
    """Refuse statements that nobody stands for, and shares that are none.

    Raises
    ------
    UsageError
        If one has no source, an assay or second allele no name, two assays have the same one, or
        a share is not between 0 and 1.
    """
    lacking = next(chain(_lacking(stated), _no_shares(stated)), None)
    if lacking is not None:
        raise UsageError(*lacking)


def _lacking(stated: Stated) -> Iterator[tuple[str, str]]:
    for what, source in _sources(stated):
        if not source.strip():
            yield f"{what} is stated without a source.", "Name who says so."
    for one in stated.partners:
        if not one.name.strip() and one.phase is not PartnerPhase.HOMOZYGOUS:
            yield "A second allele has no name.", "Name it, such as by its HGVS description."
    names = [one.name.strip() for one in stated.assays]
    if not all(names):
        yield "An RNA assay has no name.", "Give it a short one, such as blood RT-PCR."
    if len(set(names)) < len(names):
        yield (
            "Two RNA assays have the same name.",
            "Name each otherwise: codes tell them apart by it.",
        )


def _no_shares(stated: Stated) -> Iterator[tuple[str, str]]:
    for what, share in _shares(stated):
        if not 0 <= share <= 1:
            yield (
                f"{what} is stated as {share:g}, which is no share.",
                "Give it between 0 and 1, such as 0.75 for 75 %.",
            )


def _shares(stated: Stated) -> Iterator[tuple[str, float]]:
    """Each share that is told."""
    if stated.call_share is not None:
        yield "The share of genomes that were called", stated.call_share
    for frequency in (stated.region.lof_frequencies if stated.region else None) or ():
        yield "The frequency of a loss-of-function variant", frequency
    for assay in stated.assays:
        if assay.lost_share is not None:
            yield f"What was lost in {assay.name.strip() or 'an RNA assay'}", assay.lost_share


def _sources(stated: Stated) -> Iterator[tuple[str, str]]:
    """Each statement that needs a source, with the one it has."""
    if stated.mechanism is not None:
        yield "The mechanism", stated.mechanism.source
    if stated.region is not None:
        yield "The role of the lost part", stated.region.source
    if stated.start_loss is not None:
        yield "What is known of the start", stated.start_loss.source
    if stated.call_share is not None:
        yield "The share of genomes that were called", stated.call_share_source
    for case in stated.de_novo_cases:
        yield "A de novo patient", case.source
