"""Transcripts in memory, found by name."""

from collections import defaultdict
from collections.abc import Iterable

from core.domain.transcript import Transcript


class TranscriptCatalogue:
    """Finds transcripts by accession or gene; built at the first question."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        self._transcripts = transcripts
        self._by_accession: dict[str, list[Transcript]] = defaultdict(list)
        self._by_gene: dict[str, list[Transcript]] = defaultdict(list)
        self._is_built = False

    def genes_called(self, accession: str) -> tuple[Transcript, ...]:
        """Give the transcripts of an accession without version, in either catalogue."""
        self._build()
        return tuple(self._by_accession.get(accession, ()))

    def genes_named(self, symbol: str) -> tuple[Transcript, ...]:
        """Give the transcripts of a gene, as spelled in the file."""
        self._build()
        return tuple(self._by_gene.get(symbol, ()))

    def _build(self) -> None:
        if self._is_built:
            return
        for transcript in self._transcripts:
            self._by_gene[transcript.gene_symbol].append(transcript)
            names = {transcript.transcript_id, transcript.other_id} - {""}
            for bare in {name.partition(".")[0] for name in names}:
                self._by_accession[bare].append(transcript)
        self._is_built = True
