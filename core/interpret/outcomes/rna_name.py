"""The predicted transcript in the words of HGVS (RNA level), told against the unchanged one.

On a transcript the 3' rule knows no exon-exon junctions (HGVS Nomenclature, RNA deletions: the
exception for them holds for DNA alone): exons that are left out are told at their most 3' place.
Bases of an intron that come in are told by their places, and stay where they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.interpret.hgvs_transcript import place_number
from core.interpret.mrna import Mrna
from core.interpret.transcript_map import TranscriptMap

_TO_RNA = str.maketrans("ACGTN", "acgun")
_LONGEST_SPELLED = 3
"""Bases of an intron that are spelled out rather than told by their places."""


@dataclass(slots=True)
class _Edit:
    """Bases [start, end) of the unchanged transcript give way to others.

    `new` holds (base, its genome place, or None for one that the reference does not have there).
    """

    start: int
    end: int
    new: list[tuple[str, int | None]] = field(default_factory=list)


def rna_name(native: Mrna, mutant: Mrna, places: TranscriptMap, read: Mapping[int, str]) -> str:
    """Predicted description without accession, such as `r.(76_123del)`, `r.(=)` for no change.

    Parameters
    ----------
    native, mutant
        Both transcripts.
    places
        Of the unchanged transcript, for the numbers.
    read
        What the reference reads at each genome place (0-based) of the mutant transcript, in the
        direction of the transcript: tells the bases that the variant changes.
    """
    edits = _most_3_prime(native, _edits(native, mutant, read))
    spelled = [_spelled(native, edit, places) for edit in edits]
    if not spelled:
        return "r.(=)"
    return f"r.({spelled[0]})" if len(spelled) == 1 else f"r.[({';'.join(spelled)})]"


def _edits(native: Mrna, mutant: Mrna, read: Mapping[int, str]) -> list[_Edit]:
    """Give what differs, in order; what touches is one edit."""
    index = {int(pos): at for at, pos in enumerate(native.origins)}
    found: list[_Edit] = []
    done = 0
    for base, origin in zip(mutant.bases, map(int, mutant.origins), strict=True):
        at = index.get(origin)
        if at is None:
            place = origin if read.get(origin) == base else None
            _edit_at(found, done, done).new.append((base, place))
            continue
        if at > done:
            _edit_at(found, done, at)
        if native.bases[at] != base:
            _edit_at(found, at, at + 1).new.append((base, None))
        done = at + 1
    if done < len(native.bases):
        _edit_at(found, done, len(native.bases))
    return found


def _edit_at(found: list[_Edit], start: int, end: int) -> _Edit:
    """Give the edit that ends where this one begins, made longer, or a new one."""
    if found and found[-1].end == start:
        found[-1].end = end
    else:
        found.append(_Edit(start, end))
    return found[-1]


def _most_3_prime(native: Mrna, edits: list[_Edit]) -> list[_Edit]:
    """Move deletions and spelled insertions to the right as far as bases repeat, never to the next."""
    limits = (*(edit.start - 1 for edit in edits[1:]), len(native.bases))
    return [_moved(native.bases, edit, limit) for edit, limit in zip(edits, limits, strict=False)]


def _moved(bases: str, edit: _Edit, limit: int) -> _Edit:
    start, end, new = edit.start, edit.end, "".join(base for base, _ in edit.new)
    if (new and end > start) or not _is_spelled(edit.new):
        return edit
    while end < limit and bases[end] == (new or bases[start])[0]:
        start, end, new = start + 1, end + 1, new[1:] + new[:1]
    return _Edit(start, end, [(base, None) for base in new])


def _is_spelled(new: Sequence[tuple[str, int | None]]) -> bool:
    """All new bases are told by letters."""
    return all(run[0][1] is None or len(run) <= _LONGEST_SPELLED for run in _runs(new))


def _spelled(native: Mrna, edit: _Edit, places: TranscriptMap) -> str:
    def number(index: int) -> str:
        return place_number(places, places.place_of(int(native.origins[index])))

    def span(start: int, end: int) -> str:
        return number(start) if end - start == 1 else f"{number(start)}_{number(end - 1)}"

    new = _pieces(edit.new, places)
    if edit.start == edit.end:
        repeated = edit.start - len(edit.new)
        letters = "".join(base for base, _ in edit.new)
        if repeated >= 0 and native.bases[repeated : edit.start] == letters:
            return f"{span(repeated, edit.start)}dup"
        last = len(native.bases) - 1
        return f"{number(max(edit.start - 1, 0))}_{number(min(edit.start, last))}ins{new}"
    if edit.end - edit.start == 1 == len(edit.new) and edit.new[0][1] is None:
        old = native.bases[edit.start].translate(_TO_RNA)
        return f"{number(edit.start)}{old}>{edit.new[0][0].translate(_TO_RNA)}"
    where = span(edit.start, edit.end)
    return f"{where}delins{new}" if edit.new else f"{where}del"


def _pieces(new: Sequence[tuple[str, int | None]], places: TranscriptMap) -> str:
    """Spell new bases: runs of the reference by their places, others by letter."""
    spelled: list[tuple[bool, str]] = []
    for run in _runs(new):
        if run[0][1] is None or len(run) <= _LONGEST_SPELLED:
            letters = "".join(base for base, _ in run).translate(_TO_RNA)
            if spelled and not spelled[-1][0]:
                spelled[-1] = False, spelled[-1][1] + letters
            else:
                spelled.append((False, letters))
            continue
        ends = (place_number(places, places.place_of(run[at][1] or 0)) for at in (0, -1))
        spelled.append((True, "_".join(ends)))
    words = [text for _, text in spelled]
    return words[0] if len(words) == 1 else f"[{';'.join(words)}]"


def _runs(
    new: Sequence[tuple[str, int | None]],
) -> Iterator[list[tuple[str, int | None]]]:
    """Split where places do not follow each other."""
    run: list[tuple[str, int | None]] = list(new[:1])
    for (_, before), item in pairwise(new):
        here = item[1]
        is_next = here is not None and before is not None and abs(here - before) == 1
        if is_next or (here is None and before is None):
            run.append(item)
            continue
        yield run
        run = [item]
    if run:
        yield run
