"""What of a case no engine looks at, in one sentence: what is not told is easily taken for nothing."""

from collections.abc import Mapping

from core.domain.counting import counted
from core.domain.interval import IntervalKind


def not_assessed(counts: Mapping[IntervalKind, int], n_unplaced: int, n_mitochondrial: int) -> str:
    """Name what was in the file and is not scored, and what was not in it at all.

    Parameters
    ----------
    counts
        Intervals of each kind in the file.
    n_unplaced
        Alleles that are no small variants and could not be placed.
    n_mitochondrial
        Variants of the mitochondrial genome.
    """
    structural = {
        kind: count for kind, count in counts.items() if count and kind is not IntervalKind.REPEAT
    }
    n_repeats = counts.get(IntervalKind.REPEAT, 0)
    parts = []
    if structural:
        told = _joined([counted(count, kind.word) for kind, count in sorted(structural.items())])
        parts.append(f"{told} (listed, not scored)")
    if n_repeats:
        at = "listed, judged at known disease loci only"
        parts.append(f"{counted(n_repeats, 'repeat')} ({at})")
    if n_mitochondrial:
        parts.append(f"{counted(n_mitochondrial, 'mitochondrial variant')} (loaded, not scored)")
    if n_unplaced:
        which = f"{counted(n_unplaced, 'allele')} whose place the file does not tell"
        parts.append(which)
    absent = [] if structural else ["structural variants"]
    absent += [] if n_repeats else ["repeat expansions"]
    if absent:
        parts.append(f"no {' and no '.join(absent)} in this file, so these were not looked for")
    return f"Not assessed: {'; '.join(parts)}." if parts else ""


def _joined(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
