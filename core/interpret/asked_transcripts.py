"""Which transcripts a description may be meant in."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from core.domain.transcript import Mane, Transcript
from core.errors import UsageError
from core.interpret.hgvs_text import Description
from core.interpret.legacy import LegacyTranscript, as_it_was
from core.interpret.position import preference

_MOST_TOLD = 5


class TranscriptFinder(Protocol):
    """Gene models that are asked by name: those of a case, or of a file."""

    def genes_called(self, accession: str) -> Sequence[Transcript]:
        """Give the transcripts of an accession without version, in either catalogue."""
        ...

    def genes_named(self, symbol: str) -> Sequence[Transcript]:
        """Give the transcripts of a gene."""
        ...


def asked_transcripts(
    description: Description, finder: TranscriptFinder, legacy: Iterable[LegacyTranscript]
) -> tuple[Transcript, ...]:
    """Give the transcripts meant, preferred first: of one name, or all of a gene.

    A RefSeq name finds the MANE transcript that is the same one. A version is taken by its word:
    numbers may differ between two of them.

    Raises
    ------
    UsageError
        If there is none, naming what is loaded.
    """
    asked, gene = description.transcript, description.gene
    if not asked:
        found = finder.genes_named(gene) or finder.genes_named(gene.upper())
        if not found:
            raise UsageError(
                f"{description.text}: the gene models hold no gene {gene}.",
                "Write its present symbol, or name a transcript.",
            )
        return tuple(sorted(found, key=preference))
    bare = asked.partition(".")[0]
    called = [one for one in finder.genes_called(bare) if _names(one, bare)]
    meant = [one for one in called if asked == bare or _names(one, bare) & {asked, bare}]
    meant += _as_they_were(asked, finder, legacy)
    if meant:
        return tuple(meant)
    others = {name for entry in legacy for name in entry.names if name.partition(".")[0] == bare}
    others |= {name for one in called for name in _names(one, bare)}
    raise _unknown(description, sorted(others), finder)


def _names(transcript: Transcript, bare: str) -> set[str]:
    """Names of a transcript that are of this accession, with their version."""
    own = {transcript.transcript_id}
    if transcript.mane is not Mane.NONE:
        own.add(transcript.other_id)
    return {name for name in own if name.partition(".")[0] == bare}


def _as_they_were(
    asked: str, finder: TranscriptFinder, legacy: Iterable[LegacyTranscript]
) -> list[Transcript]:
    return [
        as_it_was(entry, asked, found)
        for entry in legacy
        if entry.is_called(asked)
        for found in finder.genes_called(entry.of)
        if _names(found, entry.of)
    ]


def _unknown(
    description: Description, others: Sequence[str], finder: TranscriptFinder
) -> UsageError:
    """Say what is loaded instead; `others` are other versions of the transcript."""
    asked, gene, text = description.transcript, description.gene, description.text
    if others:
        return UsageError(
            f"{text}: the gene models hold {', '.join(others)}, not {asked}.",
            f"Write {others[-1]} if places have the same numbers in it.",
        )
    known = finder.genes_named(gene) if gene else ()
    if not known:
        return UsageError(
            f"{text}: the gene models hold no transcript {asked}.",
            "Name one they hold, or the gene in front (GENE:c.), or load gene models that hold it.",
        )
    names = [_told(one) for one in sorted(known, key=preference)]
    more = ", ..." if len(names) > _MOST_TOLD else ""
    return UsageError(
        f"{text}: the gene models hold no transcript {asked}; of {gene} they hold "
        f"{', '.join(names[:_MOST_TOLD])}{more}.",
        "Name one of these, if places have the same numbers in it.",
    )


def _told(transcript: Transcript) -> str:
    name = transcript.transcript_id
    return f"{name} ({transcript.other_id})" if transcript.other_id else name
