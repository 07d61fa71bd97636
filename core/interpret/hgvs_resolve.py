"""From a description in HGVS to the allele it stands for, on a chromosome or in a transcript."""

from core.domain.assembly import Assembly
from core.domain.counting import counted
from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.allele_map import Fetch
from core.interpret.hgvs_text import Description, Edit, StatedPlace
from core.interpret.mrna import reverse_complement
from core.interpret.transcript_map import ExonPlace, TranscriptMap

_CHECK = "Check the description, its transcript with version, and the genome build."


def variant_on(description: Description, chrom: str, assembly: Assembly, fetch: Fetch) -> Variant:
    """Give the allele of a description in places of a chromosome; not yet trimmed or left-aligned.

    Raises
    ------
    UsageError
        If it does not fit the reference.
    """
    first, last = description.first, description.last
    if first.offset or last.offset or first.is_behind or last.is_behind or first.base < 1:
        raise UsageError(
            f"{description.text}: a place on a chromosome is one number.",
            "Write c. for places in a transcript.",
        )
    place = (first.base - 1, last.base - 1)
    return _allele(description, place, (assembly, chrom), fetch, is_forward=True)


def variant_in(
    description: Description, transcript: Transcript, assembly: Assembly, fetch: Fetch
) -> Variant:
    """Give the allele of a description in places of a transcript; not yet trimmed or left-aligned.

    Raises
    ------
    UsageError
        If the transcript has no such place, or the reference other bases there.
    """
    places = TranscriptMap(transcript)
    _demand_numbers(description, transcript, places)
    first = _genome_place(description, description.first, transcript, places)
    last = _genome_place(description, description.last, transcript, places)
    where = (assembly, transcript.chrom)
    if transcript.strand == "+":
        return _allele(description, (first, last), where, fetch, is_forward=True)
    return _allele(description, (last, first), where, fetch, is_forward=False)


def _demand_numbers(
    description: Description, transcript: Transcript, places: TranscriptMap
) -> None:
    """Refuse a transcript in which the numbers of the description mean nothing sure."""
    name = transcript.transcript_id
    for trait in (TranscriptTrait.DIFFERS_FROM_GENOME, TranscriptTrait.START_UNKNOWN):
        if trait in transcript.traits:
            raise UsageError(
                f"{description.text} cannot be placed: of {name} it is known that {trait.value}.",
                "Write the change on the chromosome, g.",
            )
    if description.kind == "c" and places.coding is None:
        raise UsageError(
            f"{description.text}: the gene models know no coding sequence of {name}.",
            "Write n. for a non-coding transcript, or load gene models with coding sequences.",
        )


def _genome_place(
    description: Description, stated: StatedPlace, transcript: Transcript, places: TranscriptMap
) -> int:
    """Give the genome place (0-based) of a numbered one."""
    index = _index(description, stated, transcript, places)
    if not stated.offset:
        return places.pos_of(index)
    neighbour = index + (1 if stated.offset > 0 else -1)
    n_between = 0
    if 0 <= neighbour < places.n_bases:
        n_between = abs(places.pos_of(neighbour) - places.pos_of(index)) - 1
    if n_between == 0:
        side = "last" if stated.offset > 0 else "first"
        raise UsageError(
            f"{description.text}: the base before the sign in {stated.spelled} is not the {side} "
            f"of an exon of {transcript.transcript_id} beside an intron.",
            _CHECK,
        )
    if abs(stated.offset) > n_between:
        raise UsageError(
            f"{description.text}: the intron at {stated.spelled} has only "
            f"{counted(n_between, 'base')}.",
            _CHECK,
        )
    return places.pos_at(ExonPlace(index, stated.offset))


def _index(
    description: Description, stated: StatedPlace, transcript: Transcript, places: TranscriptMap
) -> int:
    """Give the place in the spliced transcript (0-based) of the exon base that is named."""
    start, end = (0, places.n_bases) if description.kind == "n" else places.coding or (0, 0)
    if stated.is_behind:
        index = end + stated.base - 1
        is_there = description.kind == "c" and stated.base > 0 and index < places.n_bases
    else:
        index = start + stated.base - (stated.base > 0)
        is_there = stated.base != 0 and 0 <= index < end
    if is_there:
        return index
    told = f"{counted(end - start, 'coding base')}, {start:,} before and {places.n_bases - end:,} behind"
    if description.kind == "n":
        told = counted(places.n_bases, "base")
    raise UsageError(
        f"{description.text}: {transcript.transcript_id} has no base {stated.spelled}; it has {told}.",
        _CHECK,
    )


def _allele(
    description: Description,
    place: tuple[int, int],
    where: tuple[Assembly, str],
    fetch: Fetch,
    *,
    is_forward: bool,
) -> Variant:
    """Spell the allele at a 0-based inclusive stretch of the plus strand."""
    low, high = place
    if high < low:
        raise UsageError(f"{description.text}: the second place lies before the first.", _CHECK)
    here, behind = fetch(low, high + 1), fetch(high + 1, high + 2)
    if len(here) != high + 1 - low:
        raise UsageError(f"{description.text} lies beyond the end of {where[1]}.", _CHECK)
    stated, new = description.stated, description.new
    if not is_forward:
        stated, new = reverse_complement(stated), reverse_complement(new)
    here = _checked(description, here, stated, f"{where[1]}:{low + 1:,}", is_forward=is_forward)
    pos, ref, alt = _spelled(description, low, here, new, behind)
    if ref == alt:
        raise UsageError(f"{description.text} changes nothing.", "Check the bases.")
    return Variant(*where, pos, ref, alt)


def _spelled(
    description: Description, low: int, here: str, new: str, behind: str
) -> tuple[int, str, str]:
    """Position (1-based), REF and ALT; insertions and deletions end in the base behind them."""
    match description.edit:
        case Edit.INSERTION:
            if len(here) != 2:
                raise UsageError(
                    f"{description.text}: an insertion lies between two neighbours, and these are "
                    f"{counted(len(here), 'base')} from first to last.",
                    _CHECK,
                )
            return low + 2, here[1], new + here[1]
        case Edit.DUPLICATION:
            return low + 1, here[0], here + here[0]
        case Edit.INVERSION:
            return low + 1, here, reverse_complement(here)
        case Edit.DELETION if behind:
            return low + 1, here + behind, behind
        case Edit.DELETION:
            raise UsageError(
                f"{description.text} deletes the end of a chromosome.", "This is no small change."
            )
        case _:
            return low + 1, here, new


def _checked(
    description: Description, here: str, stated: str, place: str, *, is_forward: bool
) -> str:
    """Give the bases there: those of the reference, once they fit what is stated."""
    n_stated = description.n_stated
    if n_stated is not None and n_stated != len(here):
        raise UsageError(
            f"{description.text} says {counted(n_stated, 'base')} where it names "
            f"{counted(len(here), 'place')}.",
            _CHECK,
        )
    known = all(base in ("N", told) for base, told in zip(here, stated, strict=False))
    if not known:
        seen = here if is_forward else reverse_complement(here)
        raise UsageError(
            f"{description.text}: the description says {description.stated}, the reference has "
            f"{seen} there ({place}).",
            _CHECK,
        )
    if stated:
        return stated
    if "N" in here:
        raise UsageError(
            f"{description.text}: the reference does not know the bases there ({place}).",
            "Write the bases, for example delAG.",
        )
    return here
