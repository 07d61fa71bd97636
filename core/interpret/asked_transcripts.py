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
    held = sorted({name for one in called for name in _names(one, bare)})
    older = sorted(_older_names(bare, finder, legacy))
    raise _other_version(description, held, older) or _unknown(description, finder)


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
        for found in _successors(entry, finder)
    ]


def _successors(entry: LegacyTranscript, finder: TranscriptFinder) -> list[Transcript]:
    """Transcripts at hand by which an older one is told."""
    return [found for found in finder.genes_called(entry.of) if _names(found, entry.of)]


def _older_names(
    bare: str, finder: TranscriptFinder, legacy: Iterable[LegacyTranscript]
) -> set[str]:
    """Names of an accession in the table of older transcripts that a loaded one stands for."""
    return {
        name
        for entry in legacy
        if _successors(entry, finder)
        for name in entry.names
        if name.partition(".")[0] == bare
    }


def _other_version(
    description: Description, held: Sequence[str], older: Sequence[str]
) -> UsageError | None:
    """Say which versions of the transcript are known, None where there is none.

    Parameters
    ----------
    held, older
        Those the gene models hold, and those only the table of older transcripts holds.
    """
    if not (held or older):
        return None
    asked, text = description.transcript, description.text
    told = f"the gene models hold {', '.join(held)}, not {asked}"
    table = f"the table of older transcripts holds {', '.join(older)}"
    if not held:
        told = f"the gene models hold no version of {asked.partition('.')[0]}, and {table}, not {asked}"
    elif older:
        told = f"{told}; {table}"
    return UsageError(
        f"{text}: {told}.",
        f"Write {(held or older)[-1]} if places have the same numbers in it.",
    )


def _unknown(description: Description, finder: TranscriptFinder) -> UsageError:
    """Say what is loaded of the gene instead."""
    asked, gene, text = description.transcript, description.gene, description.text
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
