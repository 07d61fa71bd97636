"""What a network that was trained here learned from and how it does, in words for people."""

from collections.abc import Mapping, Sequence

from core.domain.counting import counted
from models.training.record import HeadFigures, TrainingRecord, as_table

NOT_FOR = (
    "Research only: it is not calibrated, no evidence code follows from it, and nobody else has "
    "tried it."
)
_KINDS = {
    "sites": "splice sites of the exons of gene models",
    "intervals": "regions against others of the same GC and repeat content",
    "signal": "coverage in regions",
    "sequences": "sequences with measured values or classes",
    "effects": "measured effects of alleles",
}


def training_rows(record: TrainingRecord) -> list[tuple[str, str]]:
    """Give what a card says of a training run: name and text of each row."""
    rows = [("Trained on", _data(record)), ("Put aside", _split(record))]
    if record.before:
        rows.append(("Before training", figures_words(record.before)))
    return [*rows, ("On what was put aside", figures_words(record.after)), ("Not for", NOT_FOR)]


def outcome_lines(
    n_examples: tuple[int, int, int],
    n_leaking: int,
    left_out: Mapping[str, int],
    before: Sequence[HeadFigures],
    after: Sequence[HeadFigures],
) -> list[str]:
    """Say what a run learned from, what was left out, and how the network does; as it ended.

    Parameters
    ----------
    n_examples
        To learn from, for validation, for the test.
    n_leaking
        Left out because they stand in two parts.
    """
    told = parts_lines(n_examples, n_leaking, left_out)
    if before:
        told += ["before training, on the test part:", *_indented(before)]
    return [*told, "on the test part:", *_indented(after)]


def parts_lines(
    n_examples: tuple[int, int, int], n_leaking: int, left_out: Mapping[str, int]
) -> list[str]:
    """Say how many examples each part has, and what was left out; as `outcome_lines`."""
    learned, checked, tested = n_examples
    parts = (
        f"{counted(learned, 'example')} to learn from, {checked:,} for validation, {tested:,} for "
        f"the test; {n_leaking:,} left out because they stand in two parts"
    )
    return [parts, *(f"left out: {n:,} {why}" for why, n in sorted(left_out.items()))]


def figures_words(figures: Sequence[HeadFigures]) -> str:
    """Give figures on one line, heads apart by semicolons; the best of many heads are not picked."""
    return "; ".join(map(row_words, as_table(figures)))


def row_words(cells: Mapping[str, str]) -> str:
    """Give the figures of one head."""
    told = dict(cells)
    return f"{told.pop('head')}: " + ", ".join(f"{name} {value}" for name, value in told.items())


def _indented(figures: Sequence[HeadFigures]) -> list[str]:
    return [f"  {row_words(cells)}" for cells in as_table(figures)]


def _data(record: TrainingRecord) -> str:
    plan = record.plan
    data, start = plan["data"], plan.get("start")
    kind = str(data["kind"]) if isinstance(data, dict) else ""
    begun = f"; begun with the network of {start}" if start else ""
    n, best = record.examples["training"], [one.number for one in record.rounds if one.is_best]
    rounds = f"{len(record.rounds)} rounds, number {best[-1]} kept" if best else "no round"
    return f"{_KINDS.get(kind, kind)}: {n:,} examples, {rounds}{begun} ({record.program})"


def _split(record: TrainingRecord) -> str:
    split = record.plan["split"]
    if not isinstance(split, dict):
        return ""
    told = []
    for part, purpose in (("validation", "to stop by"), ("test", "for the figures")):
        names = split[part]
        listed = ", ".join(map(str, names)) if isinstance(names, list) else ""
        told.append(f"{listed} {purpose} ({record.examples[part]:,})")
    return f"{'; '.join(told)}; {record.in_two_parts:,} left out because they stood in two parts"
