"""What GFF3 and GTF have in common: nine columns, and drafts that become transcripts."""

from collections.abc import Callable, Iterable
from pathlib import Path

from core.domain.assembly import canonical_chrom
from core.domain.counting import counted, verb
from core.domain.transcript import Transcript
from core.errors import InputFileError
from core.sources.transcript_draft import Attributes, Draft, Span, transcript_of

_N_COLUMNS = 9
_PHASES = {".": 0, "0": 0, "1": 1, "2": 2}


class FeatureFile:
    """Lines of a file of features, checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._chroms: dict[str, str] = {}

    def columns(self, number: int, line: str) -> list[str]:
        """Give the nine columns of a line."""
        columns = line.split("\t")
        if len(columns) != _N_COLUMNS:
            raise self.error(number, f"{len(columns)} columns instead of {_N_COLUMNS}")
        return columns

    def span(self, number: int, columns: list[str]) -> Span:
        """Give the 0-based half-open place of a feature."""
        try:
            start, end = int(columns[3]) - 1, int(columns[4])
        except ValueError:
            text = f"{columns[3][:20]!r} and {columns[4][:20]!r}"
            raise self.error(number, f"start and end are no numbers ({text})") from None
        if not 0 <= start < end:
            raise self.error(number, f"start {columns[3]} and end {columns[4]} are no interval")
        return start, end

    def phase(self, number: int, columns: list[str]) -> int:
        """Give the bases before the first whole codon, 0 where none are told."""
        phase = _PHASES.get(columns[7])
        if phase is None:
            raise self.error(number, f"phase {columns[7][:20]!r} is not 0, 1 or 2")
        return phase

    def chrom(self, name: str) -> str:
        """Give our own spelling of a contig."""
        found = self._chroms.get(name)
        if found is None:
            found = self._chroms[name] = canonical_chrom(name)
        return found

    def error(self, number: int, cause: str) -> InputFileError:
        """Give the error that names a line."""
        return InputFileError(
            self.path, f"line {number}: {cause}.", "Download the file again, or mend this line."
        )


def transcripts_of(
    file: FeatureFile,
    drafts: Iterable[Draft],
    gene_of: Callable[[Draft], Attributes],
    source: str,
    n_orphans: int,
) -> tuple[list[Transcript], list[str]]:
    """Give the transcripts of drafts with exons, and sentences about what is left out.

    Raises
    ------
    InputFileError
        Naming the line of a transcript that has an exon outside of it.
    """
    found, n_odd = [], 0
    for draft in drafts:
        if not draft.is_sound:
            n_odd += 1
            continue
        if draft.exons[0][0] < draft.start or draft.exons[-1][1] > draft.end:
            name = draft.attributes.get("ID") or draft.transcript_id
            raise file.error(draft.number, f"an exon of {name} lies outside of it")
        found.append(transcript_of(draft, gene_of(draft), source))
    warnings = []
    if n_odd:
        warnings.append(
            f"{file.path.name}: {counted(n_odd, 'transcript')} whose exons overlap "
            f"{verb(n_odd, 'is', 'are')} left out."
        )
    if n_orphans:
        warnings.append(
            f"{file.path.name}: {counted(n_orphans, 'exon')} "
            f"{verb(n_orphans, 'belongs', 'belong')} to no transcript."
        )
    return found, warnings
