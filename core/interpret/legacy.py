"""Transcripts of older descriptions, made from those that gene models still hold."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core.domain.transcript import Mane, Transcript
from core.errors import UsageError
from core.interpret.rules import Sourced, load_rule_set
from core.interpret.transcript_map import TranscriptMap

FILE = "legacy_transcripts.toml"
"""Name of the rule set, of the program and of a laboratory."""


class LegacyTranscript(Sourced):
    """An older transcript: `of` without the whole exons that `left_out` numbers (c., inclusive)."""

    gene: str
    names: tuple[str, ...] = Field(min_length=1)
    of: str
    left_out: tuple[tuple[int, int], ...] = ()

    def is_called(self, accession: str) -> bool:
        """Whether a name with or without version means it."""
        return any(accession in (name, name.partition(".")[0]) for name in self.names)


class LegacyRules(BaseModel):
    """A table of older transcripts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    transcripts: tuple[LegacyTranscript, ...]


def load_legacy(path: Path | None = None) -> LegacyRules:
    """Give a laboratory's own table, or that of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such table.
    """
    return load_rule_set(FILE, path, LegacyRules)


def as_it_was(entry: LegacyTranscript, name: str, transcript: Transcript) -> Transcript:
    """Give an older transcript from the one it is told by.

    Raises
    ------
    UsageError
        If that one does not hold the exons to be left out as whole exons.
    """
    lost = {exon for first, last in entry.left_out for exon in _exons(transcript, first, last)}
    exons = tuple(exon for exon in transcript.exons if exon not in lost)
    return replace(
        transcript,
        transcript_id=name,
        exons=exons,
        mane=Mane.NONE,
        protein_id="",
        other_id="",
        source=f"{transcript.source}, as {name} was",
    )


def _exons(transcript: Transcript, first: int, last: int) -> Iterable[tuple[int, int]]:
    """Exons that hold just the coding bases `first` to `last` (1-based)."""
    places = TranscriptMap(transcript)
    start = places.coding[0] if places.coding else 0
    try:
        ends = [places.pos_of(start + number - 1) for number in (first, last)]
    except IndexError:
        ends = [0, 0]
    low, high = min(ends), max(ends) + 1
    found = [exon for exon in transcript.exons if low <= exon[0] and exon[1] <= high]
    if sum(end - start for start, end in found) != last - first + 1:
        raise UsageError(
            f"The table of older transcripts leaves out c.{first}_{last} of "
            f"{transcript.transcript_id}, which are no whole exons of it.",
            f"Correct {FILE} in the folder rules of the data folder.",
        )
    return found
