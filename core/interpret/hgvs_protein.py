"""Predicted protein descriptions from two proteins (HGVS Nomenclature 21, protein level)."""

from core.interpret.codons import NAMES, STOP, UNKNOWN, three_letters

UNKNOWN_PROTEIN = "p.?"
"""Nothing can be said of the protein."""

START_LOST = "p.(Met1?)"
"""The start codon is changed, and where translation starts instead is not known."""


def protein_hgvs(
    native: str,
    mutant: str,
    *,
    is_frame_kept: bool,
    uses_old_stop: bool,
    touched: tuple[int, int] | None = None,
    is_start_known: bool = True,
) -> str:
    """Predicted description without accession, such as `p.(Arg97ProfsTer23)`; `p.?` if unknown.

    The change is told at its most C-terminal place. Whether a frameshift happened cannot be seen
    in two proteins, so the caller says how reading goes on. A new amino acid that is not known (a
    codon with N) may be a stop: then nothing is told.

    Parameters
    ----------
    native, mutant
        One-letter code, "*" at the end where a stop is met. A mutant that meets none before the
        transcript ends has no "*"; one without a start codon is empty.
    is_frame_kept
        Reading goes on in the old frame behind the change.
    uses_old_stop
        Translation of the mutant ends where that of the native protein does. Where it does not,
        a new stop is met, or none.
    touched
        0-based half-open codons of the native protein that are replaced; empty where codons are
        put in between two. Names an unchanged codon (`p.(Leu54=)`, else `p.(=)`), and tells an
        insertion from a replacement where new codons end in a stop. None: not known.
    is_start_known
        The first amino acid is the start; then any change of it is `p.(Met1?)`.
    """
    if mutant == native:
        return _unchanged(native, touched)
    same = _n_shared(native, mutant)
    if native and is_start_known and same == 0:
        return START_LOST
    if same in (len(mutant), len(native)):
        return UNKNOWN_PROTEIN
    if UNKNOWN in _new(native, mutant, same, uses_old_stop=uses_old_stop):
        return UNKNOWN_PROTEIN
    if uses_old_stop:
        return _in_frame(native, mutant, same)
    if native[same] == STOP or mutant[same] == STOP or not is_frame_kept:
        return _new_end(native, mutant, same)
    return _ending_in_new_codons(native, mutant, same, touched)


def _unchanged(native: str, touched: tuple[int, int] | None) -> str:
    if not native:
        return UNKNOWN_PROTEIN
    if touched is None or not 0 <= touched[0] < touched[1] <= len(native):
        return "p.(=)"
    return f"p.({_range(native, *touched)}=)"


def _new(native: str, mutant: str, same: int, *, uses_old_stop: bool) -> str:
    """Amino acids of the mutant between what both proteins share."""
    if not uses_old_stop:
        return mutant[same:]
    return mutant[same : len(mutant) - _n_shared(native[same:][::-1], mutant[same:][::-1])]


def _in_frame(native: str, mutant: str, same: int) -> str:
    """Amino acids are lost, put in or replaced, and all behind them is as it was."""
    new = _new(native, mutant, same, uses_old_stop=True)
    end = len(native) - (len(mutant) - same - len(new))
    if not new:
        return f"p.({_range(native, same, end)}del)"
    if same == end:
        return _insertion(native, same, new)
    if len(new) == end - same == 1:
        return f"p.({_named(native, same)}{NAMES[new]})"
    return f"p.({_range(native, same, end)}delins{three_letters(new)})"


def _insertion(native: str, at: int, new: str) -> str:
    start = at - len(new)
    if start >= 0 and native[start:at] == new:
        return f"p.({_range(native, start, at)}dup)"
    if not 0 < at < len(native):
        return UNKNOWN_PROTEIN
    return f"p.({_range(native, at - 1, at + 1)}ins{three_letters(new)})"


def _new_end(native: str, mutant: str, same: int) -> str:
    """The first changed codon is or was a stop, or begins another reading frame."""
    first, new = _named(native, same), NAMES[mutant[same]]
    if native[same] == STOP:
        return f"p.({first}{new}ext{_new_stop(mutant, same + 1)})"
    return f"p.({first}Ter)" if new == "Ter" else f"p.({first}{new}fs{_new_stop(mutant, same)})"


def _ending_in_new_codons(
    native: str, mutant: str, same: int, touched: tuple[int, int] | None
) -> str:
    """In frame, but the old stop is not reached: new codons hold a stop, or there is none.

    Where the old stop is among the codons replaced, nothing behind the change is left out.
    """
    if mutant[-1] != STOP:
        return UNKNOWN_PROTEIN
    new = three_letters(mutant[same:])
    end = same if touched is None else max(same, touched[1])
    if end >= len(native):
        return _in_frame(native, mutant, same)
    if end > same:
        return f"p.({_range(native, same, end)}delins{new})"
    return f"p.({_range(native, same - 1, same + 1)}ins{new})" if same else UNKNOWN_PROTEIN


def _new_stop(mutant: str, start: int) -> str:
    """`Ter23`: the 23rd codon from `start` (0-based) on is the stop."""
    return f"Ter{len(mutant) - start}" if mutant.endswith(STOP) else "Ter?"


def _range(protein: str, start: int, end: int) -> str:
    """Name the first and last amino acid of a 0-based half-open stretch, or the only one."""
    first = _named(protein, start)
    return first if end - start == 1 else f"{first}_{_named(protein, end - 1)}"


def _named(protein: str, at: int) -> str:
    return f"{NAMES[protein[at]]}{at + 1}"


def _n_shared(one: str, other: str) -> int:
    """Length of the common beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
