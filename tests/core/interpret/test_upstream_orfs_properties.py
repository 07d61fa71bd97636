"""Upstream frames against a plain scan of the two spliced transcripts, for random changes."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.utr import OrfKind, Strength, UtrKind
from tests.core.interpret.utr_world import CODING, FLANK, INTRON, TAIL, world

ENDS = {UtrKind.UPSTREAM_STOP_LOST, UtrKind.UPSTREAM_STOP_GAINED, UtrKind.UPSTREAM_FRAMESHIFT}
ENDING = CODING.replace("|", "") + TAIL
FEW = st.sampled_from(["A", "T", "G", "ATG", "TAA", "TGA", "C", "CC", "ATGA"])
"""Letters that make starts and stops often."""

exons = st.lists(FEW, min_size=6, max_size=14).map("".join)


def plain_frame(rna, start, cds_start):
    """Where a frame ends: the place of its stop or None, and its kind."""
    stop = next(
        (at for at in range(start, len(rna) - 2, 3) if rna[at : at + 3] in ("TAA", "TAG", "TGA")),
        None,
    )
    if stop is not None and stop + 3 <= cds_start:
        return stop, OrfKind.UPSTREAM
    in_frame = (cds_start - start) % 3 == 0
    return stop, OrfKind.EXTENSION if in_frame else OrfKind.OVERLAPPING


def plain_class(rna, start):
    if start < 3:
        return Strength.UNKNOWN
    n_wanted = (rna[start - 3] in "AG") + (rna[start + 3] == "G")
    return [Strength.WEAK, Strength.MODERATE, Strength.STRONG][n_wanted]


def plain_starts(rna, cds_start):
    return [at for at in range(cds_start) if rna[at : at + 3] == "ATG"]


def plain_matches(ref, alt, starts):
    """Starts that read on as before, then those that have the same before them."""
    shift = len(alt) - len(ref)
    found = {}
    for start in reversed(starts):
        moved = start + shift
        if moved >= 0 and alt[moved:] == ref[start:]:
            found[start] = moved
        elif alt[: start + 3] == ref[: start + 3] and start not in found.values():
            found[start] = start
    return found


@st.composite
def changes(draw):
    """Two exons of UTR, the exon it is in, a place within it, bases taken out and put in.

    The first base, the ends of the intron and the context of the main start stay.
    """
    first, second = draw(exons), draw(exons) + "CCCCCCC"
    is_first = draw(st.booleans())
    low, high = (1, len(first) - 4) if is_first else (2, len(second) - 7)
    at = draw(st.integers(low, max(low, high)))
    n_out = draw(st.integers(0, min(5, max(high - at, 0))))
    put_in = draw(st.text("ATGC", max_size=4))
    return first, second, is_first, at, n_out, put_in


@settings(max_examples=300, deadline=None)
@given(changes(), st.sampled_from("+-"))
@example(("CAAAAA", "AAAAAACCCCCCC", True, 1, 0, "ATGC"), "+")
@example(("AAAAAA", "AAAACCATGAAACCATGACCCCCCC", False, 17, 0, "ATG"), "+")
def test_effects_are_those_of_a_plain_scan(change, strand):
    first, second, is_first, at, n_out, put_in = change
    here = world(strand, first, INTRON, second + CODING + TAIL)
    exon = first if is_first else second
    changed = exon[:at] + put_in + exon[at + n_out :]
    offset = len(FLANK) + (0 if is_first else len(first) + len(INTRON))
    before, start = exon[at - 1], offset + at - 1
    if n_out == len(put_in) == 0 or exon[at : at + n_out] == put_in:
        return
    variant = here.at(start, before + exon[at : at + n_out], before + put_in)
    utr_ref = first + second
    utr_alt = changed + second if is_first else first + changed
    compare(here, variant, utr_ref, utr_alt)


def compare(here, variant, utr_ref, utr_alt):
    found = here.of_sequence(variant)
    if any(one.kind is UtrKind.NOT_ASSESSED for one in found):
        raise AssertionError(found)
    ref, alt = utr_ref + ENDING, utr_alt + ENDING
    old, new = plain_starts(ref, len(utr_ref)), plain_starts(alt, len(utr_alt))
    matches = plain_matches(ref, alt, old)
    told = {
        kind: [one for one in found if one.kind is kind] for kind in {one.kind for one in found}
    }
    lost = [one.orf_before.index for one in told.get(UtrKind.UPSTREAM_START_LOST, ())]
    gained = [one.orf_after for one in told.get(UtrKind.UPSTREAM_START_GAINED, ())]
    assert sorted(lost) == [start for start in old if start not in matches]
    assert sorted(orf.index for orf in gained) == sorted(set(new) - set(matches.values()))
    for orf in gained:
        assert (orf.stop_index, orf.kind) == plain_frame(alt, orf.index, len(utr_alt))
        assert orf.kozak.strength is plain_class(alt, orf.index)
        assert orf.to_cds == len(utr_alt) - orf.index
    ends = {one.orf_before.index for one in found if one.kind in ENDS}
    assert ends == {start for start in matches if has_new_end(ref, alt, start, matches[start])}
    contexts = {one.orf_before.index for one in told.get(UtrKind.UPSTREAM_KOZAK_CHANGED, ())}
    assert contexts == {
        start
        for start, moved in matches.items()
        if plain_class(ref, start) is not plain_class(alt, moved)
    }


def has_new_end(ref, alt, start, moved):
    """A frame does not end in the stop codon it ended in, nor in another at its place."""
    n_after = len(ENDING)
    stop, kind = plain_frame(ref, start, len(ref) - n_after)
    new_stop, new_kind = plain_frame(alt, moved, len(alt) - n_after)
    if stop is None or new_stop is None:
        return (stop, kind) != (new_stop, new_kind)
    if ref[stop:] == alt[new_stop:] or ref[: stop + 3] == alt[: new_stop + 3]:
        return False
    moved_stop = stop + len(alt) - len(ref)
    is_there = (moved_stop >= 0 and ref[stop:] == alt[moved_stop:]) or alt.startswith(
        ref[: stop + 3]
    )
    return is_there or (kind, stop - start) != (new_kind, new_stop - moved)
