"""The protein of a changed transcript beside that of the unchanged one."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.consequence import Nmd, ProteinChange
from core.interpret.codons import STOP, UNKNOWN
from core.interpret.hgvs_protein import START_LOST, UNKNOWN_PROTEIN, protein_hgvs
from core.interpret.mrna import Mrna
from core.interpret.nmd import NmdRules, Stop, nmd
from core.interpret.reading import Reading

CODON = 3


class Native(NamedTuple):
    """The unchanged transcript, and how it is read."""

    mrna: Mrna
    reading: Reading


class Stretch(NamedTuple):
    """What of the unchanged transcript is replaced: 0-based half-open; and how long the new piece is."""

    start: int
    end: int
    n_new: int


def replaced(native: Mrna, mutant: Mrna) -> Stretch:
    """Give the one stretch in which two transcripts differ, its ends shared out to the left.

    A base counts as the same where it comes from the same place and reads the same.
    """
    is_same = min(len(native.bases), len(mutant.bases))
    before = _n_shared(native, mutant, is_same)
    after = _n_shared(_reversed(native), _reversed(mutant), is_same - before)
    return Stretch(before, len(native.bases) - after, len(mutant.bases) - after - before)


def protein_of(
    native: Native, mutant: Mrna, rules: NmdRules | None = None
) -> tuple[ProteinChange, Nmd]:
    """Translate a changed transcript from the old start codon on.

    Without the old start nothing is translated: where translation begins instead is not known.
    """
    return _Translated(native, mutant, rules).change()


class _Translated:
    """A changed transcript, read."""

    def __init__(self, native: Native, mutant: Mrna, rules: NmdRules | None) -> None:
        self._rules = rules
        self._native, self._reading = native.mrna, native.reading
        self._mutant = mutant
        self._stretch = replaced(native.mrna, mutant)
        self._index = _Index(mutant)
        self._start = self._start_place()

    def change(self) -> tuple[ProteinChange, Nmd]:
        """Compare both proteins."""
        if self._start is None:
            return self._without_start()
        reading = self._reading
        protein = reading.translated(self._mutant.bases, self._start, self._selenocysteines())
        old = reading.protein
        if self._runs_out(protein):
            return self._without_stop(protein)
        is_kept = self._is_frame_kept()
        uses_old_stop = self._uses_old_stop(protein)
        name = protein_hgvs(
            old,
            protein,
            is_frame_kept=is_kept,
            uses_old_stop=uses_old_stop,
            touched=self._touched(),
            is_start_known=reading.is_start_known,
        )
        first, n_lost, n_new = _compared(old, protein, uses_old_stop=uses_old_stop)
        is_known = UNKNOWN not in protein[first : first + n_new]
        ends = protein.endswith(STOP) and not uses_old_stop and protein != old and is_known
        change = ProteinChange(
            first_changed=None if protein == old else first + 1,
            is_frame_kept=is_kept,
            n_new=n_new,
            n_lost=n_lost,
            stop_after=len(protein) - first if ends else None,
            lost_fraction=n_lost / max(1, len(old.rstrip(STOP))),
            is_start_lost=False,
            is_stop_lost=self._is_stop_lost(),
            protein=protein,
            hgvs_p=name,
        )
        stop = self._stop(protein, uses_old_stop=uses_old_stop)
        return change, nmd(self._mutant, replace(stop, is_known=is_known), self._rules)

    def _runs_out(self, protein: str) -> bool:
        """The exon of the old stop is gone, and reading goes on behind the old coding sequence."""
        old = self._old_stop()
        stop = self._native.origins[old : old + CODON]
        if not self._reading.protein.endswith(STOP) or self._index.last_of(stop) is not None:
            return False
        coding = self._native.origins[self._reading.start : self._reading.end]
        left = self._index.last_of(coding)
        end = (self._start or 0) + CODON * len(protein)
        return left is not None and (not protein.endswith(STOP) or end > left + 1)

    def _without_stop(self, protein: str) -> tuple[ProteinChange, Nmd]:
        """Where translation ends without the old stop codon is not told."""
        old = self._reading.protein.rstrip(STOP)
        first = _n_equal(old, protein)
        change = ProteinChange(
            first_changed=first + 1,
            is_frame_kept=self._is_frame_kept(),
            n_new=0,
            n_lost=len(old) - first,
            stop_after=None,
            lost_fraction=(len(old) - first) / max(1, len(old)),
            is_start_lost=False,
            is_stop_lost=True,
            protein="",
            hgvs_p=UNKNOWN_PROTEIN,
        )
        return change, nmd(self._mutant, Stop(self._start or 0, None, 0), self._rules)

    def _without_start(self) -> tuple[ProteinChange, Nmd]:
        old = self._reading.protein.rstrip(STOP)
        name = START_LOST if self._is_start_touched_alone() else UNKNOWN_PROTEIN
        change = ProteinChange(
            first_changed=None,
            is_frame_kept=False,
            n_new=0,
            n_lost=len(old),
            stop_after=None,
            lost_fraction=1.0,
            is_start_lost=True,
            is_stop_lost=self._is_stop_lost(),
            protein="",
            hgvs_p=name,
        )
        return change, nmd(self._mutant, Stop(0, None, 0, is_start_lost=True), self._rules)

    def _is_start_touched_alone(self) -> bool:
        """The start codon is changed, and not taken out with its exon."""
        start = self._reading.start
        return self._reading.is_start_known and (
            self._stretch.end - self._stretch.start <= CODON and self._stretch.start < start + CODON
        )

    def _start_place(self) -> int | None:
        """Place of the old first codon, None where it is not whole; unknown starts may differ."""
        start = self._reading.start
        places = [self._index.of(self._native.origins[start + step]) for step in range(CODON)]
        first = places[0]
        if first is None or places != [first, first + 1, first + 2]:
            return None
        codon = self._mutant.bases[first : first + CODON]
        is_same = codon == self._reading.start_codon or not self._reading.is_start_known
        return first if is_same else None

    def _selenocysteines(self) -> frozenset[int]:
        found = set()
        for place in self._reading.selenocysteines:
            index = self._index.of(self._native.origins[self._reading.start + place])
            if index is not None and self._start is not None:
                found.add(index - self._start)
        return frozenset(found)

    def _old_stop(self) -> int:
        """Place of the old stop codon in the unchanged transcript."""
        return self._reading.start + CODON * (len(self._reading.protein) - 1)

    def _is_stop_lost(self) -> bool:
        """The old stop codon is not in the transcript in one piece, or is none any more."""
        if not self._reading.protein.endswith(STOP):
            return False
        old = self._old_stop()
        places = [self._index.of(pos) for pos in self._native.origins[old : old + CODON]]
        first = places[0]
        if first is None or places != [first, first + 1, first + 2]:
            return True
        return self._reading.code.get(self._mutant.bases[first : first + CODON]) != STOP

    def _is_frame_kept(self) -> bool:
        """What is replaced within the coding sequence is as long as the new piece, in whole codons."""
        start, end, n_new = self._stretch
        first, last = self._reading.start, self._reading.end
        if end <= first or start >= last:
            return True
        return (n_new - (end - start)) % CODON == 0

    def _uses_old_stop(self, protein: str) -> bool:
        """Translation ends at the stop codon of the unchanged transcript."""
        if not self._reading.protein.endswith(STOP):
            return not protein.endswith(STOP) and self._is_frame_kept()
        if not protein.endswith(STOP) or self._start is None:
            return False
        old = self._index.of(self._native.origins[self._old_stop()])
        return old == self._start + CODON * (len(protein) - 1)

    def _touched(self) -> tuple[int, int] | None:
        """Codons of the unchanged protein that are replaced, 0-based half-open."""
        start, end, _ = self._stretch
        first, last = start - self._reading.start, end - self._reading.start
        if last < 0 or start >= self._reading.end:
            return None
        first = max(first, 0)
        if first >= last and first % CODON == 0:
            return first // CODON, first // CODON
        return first // CODON, max(last - 1, first) // CODON + 1

    def _stop(self, protein: str, *, uses_old_stop: bool) -> Stop:
        start = self._start or 0
        place = start + CODON * (len(protein) - 1) if protein.endswith(STOP) else None
        coding = self._native.origins[self._reading.start : self._reading.end]
        left = self._index.last_of(coding)
        is_behind = place is not None and left is not None and place + CODON >= left + 1
        is_old = uses_old_stop or (self._reading.protein.endswith(STOP) and is_behind)
        coding_end = 0 if left is None else left + 1
        return Stop(start, place, coding_end, is_old, self._next_met(place))

    def _next_met(self, place: int | None) -> int | None:
        """Number of the first methionine of the old protein that is coded behind a place."""
        if place is None:
            return None
        for number, amino in enumerate(self._reading.protein):
            if not number or amino != "M":
                continue
            origin = self._native.origins[self._reading.start + CODON * number]
            index = self._index.of(origin)
            if index is not None and index > place:
                return number + 1
        return None


class _Index:
    """Finds bases of the genome in a transcript."""

    def __init__(self, mrna: Mrna) -> None:
        self._place = {int(pos): at for at, pos in enumerate(mrna.origins) if pos >= 0}

    def of(self, pos: int) -> int | None:
        """Give the place of a genome base, None where it is not in the transcript."""
        return self._place.get(int(pos))

    def last_of(self, places: NDArray[np.int64]) -> int | None:
        """Give the last place of any of these bases, None where none is there."""
        return max((at for pos in places if (at := self.of(pos)) is not None), default=None)


def _compared(old: str, new: str, *, uses_old_stop: bool) -> tuple[int, int, int]:
    """First amino acid that differs (0-based), how many of the old are lost and how many are new."""
    first = _n_equal(old, new)
    if not uses_old_stop:
        return first, len(old.rstrip(STOP)[first:]), len(new.rstrip(STOP)[first:])
    behind = _n_equal(old[first:][::-1], new[first:][::-1])
    return first, len(old) - behind - first, len(new) - behind - first


def _n_equal(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _n_shared(one: Mrna, other: Mrna, most: int) -> int:
    differs = one.origins[:most] != other.origins[:most]
    bases = np.frombuffer(one.bases[:most].encode(), np.uint8)
    theirs = np.frombuffer(other.bases[:most].encode(), np.uint8)
    found = np.flatnonzero(differs | (bases != theirs))
    return int(found[0]) if len(found) else most


def _reversed(mrna: Mrna) -> Mrna:
    return Mrna(mrna.bases[::-1], mrna.origins[::-1], ())
