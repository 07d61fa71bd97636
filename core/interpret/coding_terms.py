"""What a change within the spliced transcript does to its codons, as terms."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.interpret.codons import SELENOCYSTEINE, STOP, UNKNOWN, translate
from core.interpret.reading import Reading

_IN_FIRST_CODON = "it lies in the first codon known, of which not all bases are known"
_IN_LAST_CODON = "it reaches the last codon, which the transcript does not hold in full"
_UNKNOWN_BASES = "a base in it or beside it is not known (N)"
_UNKNOWN_READ = "a base read from there on is not known (N), so neither is the place of the stop"


@dataclass(frozen=True, slots=True)
class CodonChange:
    """Terms and codons of a change.

    Attributes
    ----------
    first, end
        0-based half-open codons that are touched, counted from the first whole one; empty where
        bases come in between two codons.
    why_unknown
        "" where the effect is known.
    """

    terms: tuple[str, ...]
    first: int
    end: int
    ref_codons: str = ""
    alt_codons: str = ""
    ref_amino_acids: str = ""
    alt_amino_acids: str = ""
    why_unknown: str = ""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A change in the coordinates of a coding sequence: 0 is the first base of its first codon."""

    reading: Reading
    first: int
    end: int
    inserted: str

    @property
    def shift(self) -> int:
        return len(self.inserted) - (self.end - self.first)

    @property
    def n_bases(self) -> int:
        """Length of the coding sequence."""
        return self.reading.end - self.reading.start

    @property
    def has_stop(self) -> bool:
        return self.reading.protein.endswith(STOP)

    @property
    def stop_at(self) -> int:
        """First base of the stop codon; behind all codons where none is known."""
        n_codons = len(self.reading.protein) - self.has_stop
        return 3 * n_codons

    @property
    def codons(self) -> tuple[int, int]:
        start = self.first // 3
        if self.first == self.end and self.first % 3 == 0:
            return start, start
        return start, max(self.end - 1, self.first) // 3 + 1

    @property
    def old(self) -> str:
        """The coding sequence, with what follows it where a stop is known."""
        reading = self.reading
        return reading.bases[reading.start : None if self.has_stop else reading.end]

    @property
    def new(self) -> str:
        """The same with the change; only for a change that begins in it."""
        return self.old[: self.first] + self.inserted + self.old[self.end :]

    def touches(self, low: int, high: int) -> bool:
        """A base of [low, high) changes, or bases come in between two of them."""
        if self.first == self.end:
            return low < self.first < high
        return self.first < high and self.end > low

    @property
    def moved(self) -> set[int]:
        """Selenocysteines after the change."""
        return {
            place if place < self.first else place + self.shift
            for place in self.reading.selenocysteines
        }


def codon_change(reading: Reading, first: int, end: int, inserted: str) -> CodonChange:
    """Give terms and codons of a change that touches the coding sequence and no intron.

    A change of the frame is told by the number of bases, a stop gained by the first amino acid
    that differs: both stand together where the first one that differs is a stop.

    Parameters
    ----------
    first, end
        0-based half-open bounds in the spliced transcript of what is replaced by `inserted`.
    """
    edit = _Edit(reading, first - reading.start, end - reading.start, inserted)
    why = _why_unreadable(edit)
    if why:
        terms = ["coding_sequence_variant"]
        if why == _IN_LAST_CODON and edit.n_bases % 3:
            terms.append("incomplete_terminal_codon_variant")
        return CodonChange(tuple(terms), *_within(edit), why_unknown=why)
    if reading.is_start_known and edit.touches(0, 3):
        if _keeps_coding_sequence(edit):
            return CodonChange(("start_retained_variant",), 0, 1)
        if not _keeps_start(edit):
            return CodonChange(("start_lost",), *_within(edit), *_start_codons(edit))
    return _read(edit)


def _why_unreadable(edit: _Edit) -> str:
    is_start_known = edit.reading.is_start_known
    if not is_start_known and (edit.first < 0 or (edit.first == edit.end == 0)):
        return _IN_FIRST_CODON
    whole = edit.n_bases - edit.n_bases % 3
    if not edit.has_stop and edit.end > whole:
        return _IN_LAST_CODON
    return ""


def _keeps_coding_sequence(edit: _Edit) -> bool:
    """The whole coding sequence is still there, behind other bases before it."""
    reading = edit.reading
    before = reading.bases[: reading.start + edit.first] + edit.inserted
    return (before + edit.old[max(0, edit.end) :]).endswith(edit.old)


def _keeps_start(edit: _Edit) -> bool:
    if edit.first < 0:
        return False
    codon = edit.new[:3]
    return codon == edit.reading.start_codon or edit.reading.code.get(codon) == "M"


def _within(edit: _Edit) -> tuple[int, int]:
    first, end = edit.codons
    return max(0, first), min(end, len(edit.reading.protein))


def _start_codons(edit: _Edit) -> tuple[str, str, str, str]:
    """Codons of a lost start, where the codon itself only changes."""
    first, end = edit.codons
    if edit.shift or edit.first < 0:
        return "", "", "", ""
    old, new = edit.old[3 * first : 3 * end], edit.new[3 * first : 3 * end]
    return old, new, edit.reading.protein[first:end], _amino_acids(edit, first, new)


def _read(edit: _Edit) -> CodonChange:
    reading = edit.reading
    first, end = edit.codons
    ref_codons = edit.old[3 * first : 3 * end]
    alt_codons = edit.new[3 * first : max(3 * end + edit.shift, 3 * first)]
    is_in_frame = edit.shift % 3 == 0 and edit.end <= edit.n_bases
    old = reading.protein[first:end]
    new = _amino_acids(edit, first, alt_codons) if is_in_frame else ""
    shown = ref_codons, alt_codons, old, new
    if UNKNOWN in old + new:
        why = _UNKNOWN_BASES
        return CodonChange(("coding_sequence_variant",), first, end, *shown, why_unknown=why)
    protein = _protein_up_to_change(edit, new) if is_in_frame else _protein_out_of_frame(edit)
    if not is_in_frame and UNKNOWN in protein[_n_shared(reading.protein, protein) :]:
        terms = ["frameshift_variant" if _is_shifted(edit) else "coding_sequence_variant"]
        return CodonChange(tuple(terms), *_within(edit), *shown, why_unknown=_UNKNOWN_READ)
    is_kept = old == new if is_in_frame and not edit.shift else protein == reading.protein
    if is_kept and (edit.has_stop or not edit.shift):
        terms = [_same_protein(edit)]
    elif is_in_frame:
        terms = list(_in_frame(edit, old, new))
    else:
        terms = list(_out_of_frame(edit, protein))
    return CodonChange(tuple(terms), *_within(edit), *shown)


def _protein_up_to_change(edit: _Edit, new: str) -> str:
    """The new protein as far as a stop in the new codons; what follows is in the old frame.

    Where bases come or go in frame it can only be the old protein if such a stop ends it.
    """
    return edit.reading.protein[: edit.codons[0]] + new[: new.find(STOP) + 1]


def _protein_out_of_frame(edit: _Edit) -> str:
    """The new protein; codons before the change are those of the old one."""
    reading, first = edit.reading, edit.codons[0]
    behind = translate(
        edit.new[3 * first :],
        code=reading.code,
        selenocysteines={place - 3 * first for place in edit.moved},
        starts_with_met=first == 0 and reading.is_start_known,
    )
    return reading.protein[:first] + behind


def _same_protein(edit: _Edit) -> str:
    """Other bases and the same protein: same codons, or a stop where the old one was."""
    if edit.has_stop and (edit.shift or edit.touches(edit.stop_at, edit.n_bases)):
        return "stop_retained_variant"
    is_start = edit.reading.is_start_known and edit.touches(0, 3) and edit.end <= 3
    return "start_retained_variant" if is_start else "synonymous_variant"


def _out_of_frame(edit: _Edit, protein: str) -> Iterator[str]:
    native = edit.reading.protein
    same = _n_shared(native, protein)
    is_touched = edit.has_stop and edit.touches(edit.stop_at, edit.n_bases)
    if protein[same : same + 1] == STOP:
        yield "stop_gained"
    elif is_touched or native[same : same + 1] == STOP:
        yield "stop_lost"
    if _is_shifted(edit):
        yield "frameshift_variant"


def _is_shifted(edit: _Edit) -> bool:
    return edit.shift % 3 != 0 and edit.first < edit.stop_at


def _n_shared(native: str, protein: str) -> int:
    """Length of the common beginning; all of `native` where the other one holds it."""
    pairs = zip(native, protein, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), len(native))


def _in_frame(edit: _Edit, old: str, new: str) -> Iterator[str]:
    is_stop_touched = edit.has_stop and edit.touches(edit.stop_at, edit.n_bases)
    old, new = _without_shared(old, new)
    gained, lost = new.find(STOP), old.find(STOP)
    if lost >= 0 and not 0 <= gained < lost:
        yield "stop_lost"
        return
    if gained >= 0:
        yield "stop_gained"
    elif is_stop_touched:
        yield "stop_retained_variant"
    if gained < 0 or edit.shift:
        yield _shape(edit, old, new)


def _shape(edit: _Edit, old: str, new: str) -> str:
    """Name what happens to amino acids in frame: by the bases, else by the amino acids."""
    if not edit.inserted or not new:
        return "inframe_deletion"
    if edit.first == edit.end or not old:
        return "inframe_insertion"
    return "missense_variant" if len(old) == len(new) else "protein_altering_variant"


def _without_shared(old: str, new: str) -> tuple[str, str]:
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    return old, new


def _amino_acids(edit: _Edit, first: int, bases: str) -> str:
    """Translate codons from number `first` on, stops included."""
    found = []
    for at in range(0, len(bases) - 2, 3):
        codon = bases[at : at + 3]
        amino = edit.reading.code.get(codon, UNKNOWN)
        if codon == "TGA" and 3 * first + at in edit.moved:
            amino = SELENOCYSTEINE
        found.append(amino)
    is_start = first == 0 and edit.reading.is_start_known and bool(found)
    if is_start and (bases[:3] == edit.reading.start_codon or found[0] == "M"):
        found[0] = "M"
    return "".join(found)
