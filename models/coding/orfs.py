"""Open reading frames of a transcript: from the first ATG of a frame to its stop codon."""

import re
from typing import NamedTuple

_STARTS = re.compile("(?=ATG)")
_STOPS = re.compile("(?=TAA|TAG|TGA)")
_PURINES = "AG"


class OpenFrame(NamedTuple):
    """An open reading frame, 0-based half-open in the transcript.

    Attributes
    ----------
    start, end
        From the A of the ATG to behind the stop codon; where the transcript ends before there is a
        stop, to behind its last whole codon.
    has_stop
        It ends with a stop codon.
    """

    start: int
    end: int
    has_stop: bool

    @property
    def n_codons(self) -> int:
        """Amino acids it codes for; the stop codon is not counted."""
        return (self.end - self.start) // 3 - self.has_stop


def open_frames(sequence: str) -> list[OpenFrame]:
    """Give the open reading frames of the three frames of a sense strand, longest first.

    Of several ATGs before one stop the first is taken. Upper case; a codon with another letter
    than A C G T is neither start nor stop. Of frames of one length the first stands first.
    """
    starts = _by_frame(_STARTS, sequence)
    stops = _by_frame(_STOPS, sequence)
    found = [
        frame
        for number in range(3)
        for frame in _frames(starts[number], stops[number], _last_codon(number, len(sequence)))
    ]
    return sorted(found, key=lambda frame: (frame.start - frame.end, frame.start))


def kozak_score(sequence: str, start: int) -> int:
    """Count the two places around an ATG that matter most: a purine at -3, a G at +4 (0 to 2).

    Kozak M. An analysis of 5'-noncoding sequences from 699 vertebrate messenger RNAs. Nucleic
    Acids Res 1987;15:8125-8148 (general knowledge of the paper, not re-read). A place outside the
    transcript does not count.
    """
    has_purine = start >= 3 and sequence[start - 3] in _PURINES
    has_g = sequence[start + 3 : start + 4] == "G"
    return has_purine + has_g


def stop_shares(sequence: str, start: int) -> tuple[float, float, float]:
    """Share of stop codons among the codons of each frame, that of `start` first.

    Codons of the whole transcript are counted; 0 for a frame without a whole codon.
    """
    stops = _by_frame(_STOPS, sequence)
    shares = []
    for shift in range(3):
        number = (start + shift) % 3
        n_codons = (len(sequence) - number) // 3
        shares.append(len(stops[number]) / n_codons if n_codons > 0 else 0.0)
    return shares[0], shares[1], shares[2]


def _by_frame(pattern: re.Pattern[str], sequence: str) -> tuple[list[int], list[int], list[int]]:
    found: tuple[list[int], list[int], list[int]] = ([], [], [])
    for match in pattern.finditer(sequence):
        found[match.start() % 3].append(match.start())
    return found


def _last_codon(number: int, length: int) -> int:
    """End of the last whole codon of a frame."""
    return max(number, length - (length - number) % 3)


def _frames(starts: list[int], stops: list[int], end: int) -> list[OpenFrame]:
    found, closed, place = [], -1, 0
    for start in starts:
        if start < closed:
            continue
        while place < len(stops) and stops[place] < start:
            place += 1
        has_stop = place < len(stops)
        closed = stops[place] + 3 if has_stop else end
        found.append(OpenFrame(start, closed, has_stop))
    return found
