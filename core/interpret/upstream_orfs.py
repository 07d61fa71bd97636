"""Reading frames that begin before the coding sequence, and what becomes of them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.domain.utr import OrfKind, UpstreamOrf, UtrKind
from core.interpret.codons import CODE, STOP
from core.interpret.kozak import kozak_context
from core.interpret.mrna import Mrna
from core.interpret.mrna_pair import MrnaPair
from core.interpret.utr_rules import KozakRules

_START = "ATG"
_STOPS = frozenset(codon for codon, amino in CODE.items() if amino == STOP)


class OrfChange(NamedTuple):
    """An upstream reading frame on both alleles; `kind` says what happened to it."""

    kind: UtrKind
    before: UpstreamOrf | None
    after: UpstreamOrf | None


def upstream_orfs(rna: Mrna, cds_start: int, rules: KozakRules) -> tuple[UpstreamOrf, ...]:
    """Give every reading frame that begins with ATG before the coding sequence, 5' to 3'.

    Parameters
    ----------
    cds_start
        0-based place of the first base of the start codon in the spliced transcript.
    """
    bases, found, at = rna.bases, [], rna.bases.find(_START)
    while -1 < at < cds_start:
        found.append(_orf(rna, at, cds_start, rules))
        at = bases.find(_START, at + 1)
    return tuple(found)


def orf_changes(
    pair: MrnaPair, before: Sequence[UpstreamOrf], after: Sequence[UpstreamOrf]
) -> Iterator[OrfChange]:
    """Tell what happens to the upstream reading frames of a transcript.

    A frame is the same on both alleles where its start codon is. One whose end stays in its old
    stop codon is not told, unless the class of its Kozak context changes.
    """
    heirs, gained = _matched(pair, before, after)
    for old, new in zip(before, heirs, strict=True):
        if new is None:
            yield OrfChange(UtrKind.UPSTREAM_START_LOST, old, None)
            continue
        kind = _end_change(pair, old, new)
        if kind is not None:
            yield OrfChange(kind, old, new)
        if new.kozak.strength is not old.kozak.strength:
            yield OrfChange(UtrKind.UPSTREAM_KOZAK_CHANGED, old, new)
    for new in gained:
        yield OrfChange(UtrKind.UPSTREAM_START_GAINED, None, new)


def _matched(
    pair: MrnaPair, before: Sequence[UpstreamOrf], after: Sequence[UpstreamOrf]
) -> tuple[list[UpstreamOrf | None], list[UpstreamOrf]]:
    """Give what each frame is after the change, and the frames that are new.

    Where one of two starts in a repeat is left, the later one has it: it reads on as before.
    """
    rest = {orf.index: orf for orf in after}
    heirs: list[UpstreamOrf | None] = []
    for old in reversed(before):
        at = pair.to_alt(old.index, len(_START))
        heirs.append(None if at is None else rest.pop(at, None))
    return heirs[::-1], list(rest.values())


def _orf(rna: Mrna, start: int, cds_start: int, rules: KozakRules) -> UpstreamOrf:
    stop = _stop(rna.bases, start)
    to_cds = cds_start - start
    if stop is not None and stop + 3 <= cds_start:
        kind = OrfKind.UPSTREAM
    else:
        kind = OrfKind.OVERLAPPING if to_cds % 3 else OrfKind.EXTENSION
    return UpstreamOrf(
        kind=kind,
        index=start,
        pos=_pos(rna, start),
        kozak=kozak_context(rna.bases, start, rules),
        to_cds=to_cds,
        stop_index=stop,
        stop_pos=None if stop is None else _pos(rna, stop),
    )


def _stop(bases: str, start: int) -> int | None:
    """Place of the first stop codon in the frame, None if there is none or N comes before it."""
    for at in range(start, len(bases) - 2, 3):
        codon = bases[at : at + 3]
        if "N" in codon:
            return None
        if codon in _STOPS:
            return at
    return None


def _pos(rna: Mrna, index: int) -> int | None:
    origin = int(rna.origins[index])
    return None if origin < 0 else origin + 1


def _end_change(pair: MrnaPair, old: UpstreamOrf, new: UpstreamOrf) -> UtrKind | None:
    """What happened to the end of a frame whose start stays."""
    if old.stop_index is None:
        return _open_end_change(pair, old, new)
    moved = pair.to_alt(old.stop_index, 3)
    if moved is not None and moved == new.stop_index:
        return None
    if _reads_the_same(pair, old, new):
        return None
    if moved is None and _is_retained(old, new):
        return None
    if new.stop_index is not None and new.stop_index < pair.alt_end:
        return UtrKind.UPSTREAM_STOP_GAINED
    return UtrKind.UPSTREAM_STOP_LOST if moved is None else UtrKind.UPSTREAM_FRAMESHIFT


def _open_end_change(pair: MrnaPair, old: UpstreamOrf, new: UpstreamOrf) -> UtrKind | None:
    if new.stop_index is not None and new.stop_index < pair.alt_end:
        return UtrKind.UPSTREAM_STOP_GAINED
    is_same = new.stop_index is None and new.frame == old.frame
    return None if is_same else UtrKind.UPSTREAM_FRAMESHIFT


def _reads_the_same(pair: MrnaPair, old: UpstreamOrf, new: UpstreamOrf) -> bool:
    """The same bases from start to stop: in a repeat a stop codon can be found again further on."""
    if old.stop_index is None or new.stop_index is None:
        return False
    frame = pair.ref.bases[old.index : old.stop_index + 3]
    return frame == pair.alt.bases[new.index : new.stop_index + 3]


def _is_retained(old: UpstreamOrf, new: UpstreamOrf) -> bool:
    """One stop codon stands for another, with the same distance to the start."""
    return new.length == old.length and new.kind is old.kind
