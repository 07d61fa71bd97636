"""What is said of a drawing: titles, sentences for those who cannot see it, notes."""

from collections.abc import Sequence

from core.domain.consequence import SiteUse, SpliceOutcome
from core.domain.counting import counted
from core.domain.transcript import Transcript
from core.domain.transcript_drawing import Box, BoxState, Mark
from core.interpret.alleles import Change
from core.interpret.drawing_axis import Columns, Span
from core.interpret.drawing_coding import Translation
from core.interpret.drawing_rows import Chain

_MOST_LETTERS = 6


def title(transcript: Transcript) -> str:
    """Name a transcript and its strand."""
    strand = "plus strand" if transcript.strand == "+" else "minus strand"
    names = dict.fromkeys((transcript.gene_symbol, transcript.transcript_id, transcript.mane.value))
    return f"{' · '.join(filter(None, names))} · {transcript.chrom}, {strand}"


def row_title(outcome: SpliceOutcome) -> str:
    """Name a predicted row with what becomes of the protein."""
    protein = "" if outcome.protein is None else outcome.protein.hgvs_p
    nmd = "" if outcome.nmd is None else outcome.nmd.verdict.value
    return " · ".join(filter(None, (_name(outcome), protein, nmd)))


def place(chrom: str, columns: Columns, span: Span) -> str:
    """Give the genome places of columns, the lower first."""
    ends = [columns.pos(at) for at in (span[0], span[1] - 1)]
    known = sorted(end for end in ends if end is not None)
    if not known:
        return "in bases put in by the variant"
    return (
        f"{chrom}:{known[0]:,}" if known[0] == known[-1] else f"{chrom}:{known[0]:,}–{known[-1]:,}"
    )


def site(chrom: str, use: SiteUse) -> str:
    """Say what becomes of a splice site."""
    name = "annotated" if use.is_annotated else "new"
    return (
        f"{name} {use.kind} at {chrom}:{use.pos:,}: probability "
        f"{use.ref:.4f} on REF, {use.alt:.4f} on ALT"
    )


def change(chrom: str, changed: Change) -> str:
    """Name the changed bases, on the plus strand."""
    pos = f"{chrom}:{changed.start + 1:,}"
    gone, come = _letters(changed.deleted), _letters(changed.inserted)
    if gone and come:
        return f"{pos} {gone}>{come}"
    if gone:
        return f"{pos} del {gone}"
    return f"{chrom}:{changed.start:,} ins {come}"


def normal_sentence(transcript: Transcript, boxes: Sequence[Box], marks: Sequence[Mark]) -> str:
    """Say what the normal row shows."""
    labels = [box.label for box in boxes]
    n_exons = len(transcript.exons)
    if not labels:
        return f"Normal: none of the {counted(n_exons, 'exon')} is drawn."
    drawn = f"exon {labels[0]}" if len(labels) == 1 else f"exons {labels[0]} to {labels[-1]}"
    kind = "coding" if transcript.is_coding else "non-coding"
    return f"Normal: {drawn} of {n_exons} of a {kind} transcript{_codons(marks)}."


def predicted_sentence(outcome: SpliceOutcome, boxes: Sequence[Box], marks: Sequence[Mark]) -> str:
    """Say what a predicted row shows."""
    changed = [box.words for box in boxes if box.state is not BoxState.UNCHANGED]
    told = "; ".join(changed) if changed else "exons as in the normal transcript"
    parts = [f"{row_title(outcome)}.", outcome.sentence, f"Drawn: {told}{_codons(marks)}."]
    if outcome.nmd is not None:
        parts.append(outcome.nmd.sentence)
    return " ".join(filter(None, parts))


def range_notes(normal: Chain, within: Span, *, is_shortened: bool) -> tuple[str, ...]:
    """Say what is not drawn of the transcript, and what is not to scale."""
    hidden = [n for n, one in enumerate(normal, 1) if one[1] <= within[0] or one[0] >= within[1]]
    notes = []
    if hidden:
        notes.append(f"Not drawn: {_ranges(hidden)} of {len(normal)}.")
    if is_shortened:
        notes.append("Long introns and exons are shortened at the slanted breaks.")
    return tuple(notes)


def outcome_notes(
    outcome: SpliceOutcome,
    transcript: Transcript,
    hidden_sites: Sequence[SiteUse],
    hidden_stop: Translation | None,
) -> tuple[str, ...]:
    """Say what is not drawn of an outcome, and what of it is not known."""
    notes = [f"Not drawn: {site(transcript.chrom, one)}." for one in hidden_sites]
    if hidden_stop is not None and hidden_stop.stop_number is not None:
        notes.append(
            f"{_name(outcome)}: its stop codon, codon {hidden_stop.stop_number:,}, lies "
            "outside of what is drawn."
        )
    if outcome.protein is None and transcript.is_coding:
        why = f" ({outcome.why_no_protein})" if outcome.why_no_protein else ""
        notes.append(
            f"{_name(outcome)}: what is translated is not known{why}; tall is what is coding "
            "in the normal transcript."
        )
    elif outcome.protein is not None and not outcome.protein.protein:
        notes.append(f"{_name(outcome)}: without a start codon nothing is drawn as coding.")
    elif outcome.protein is not None and not outcome.protein.protein.endswith("*"):
        notes.append(f"{_name(outcome)}: no stop codon is met in the transcript.")
    return tuple(notes)


def _name(outcome: SpliceOutcome) -> str:
    return f"Predicted: {outcome.kind}, share {outcome.share:.0%}"


def _codons(marks: Sequence[Mark]) -> str:
    return "".join(f"; {mark.words}" for mark in marks)


def _letters(bases: str) -> str:
    return bases if len(bases) <= _MOST_LETTERS else counted(len(bases), "base")


def _ranges(numbers: Sequence[int]) -> str:
    """Give ascending exon numbers as ranges."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    told = [str(a) if a == b else f"{a} to {b}" for a, b in found]
    name = "exon" if len(numbers) == 1 else "exons"
    return f"{name} {' and '.join(told)}"
