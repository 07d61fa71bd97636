"""The combining table of 2015 (Richards, Genet Med 17:405, table 5)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.evidence import Direction, Evidence
from core.interpret.evidence.rules import EvidenceRules, TableRow


@dataclass(frozen=True, slots=True)
class TableResult:
    """The class of the table and the rows that were met.

    `rules` names the row of either side that is met, "" for none; both met is uncertain.
    """

    class_name: str
    pathogenic_rule: str
    benign_rule: str

    @property
    def is_contradictory(self) -> bool:
        """Criteria of both sides are met."""
        return bool(self.pathogenic_rule and self.benign_rule)


def class_by_table(evidence: Sequence[Evidence], rules: EvidenceRules) -> TableResult:
    """Give the class of the table.

    Each row needs at least so many codes of each strength; more never take it away. The stronger
    class of a side comes first. Where a row of either side is met the variant is uncertain.
    """
    for_it = _first_met(rules.table.pathogenic, pathogenic_counts(evidence, rules))
    against = _first_met(rules.table.benign, benign_counts(evidence, rules))
    if for_it is not None and against is not None:
        name = rules.uncertain
    else:
        met = for_it or against
        name = rules.uncertain if met is None else met.class_
    return TableResult(
        name, "" if for_it is None else for_it.rule, "" if against is None else against.rule
    )


def pathogenic_counts(evidence: Iterable[Evidence], rules: EvidenceRules) -> Counter[str]:
    """Count pathogenic codes by strength; very strong ones beyond the first are strong."""
    counts = _counts(evidence, Direction.PATHOGENIC)
    strongest = max(rules.strengths, key=lambda one: one.points).name
    surplus = max(0, counts[strongest] - 1)
    counts[strongest] -= surplus
    counts[rules.table.surplus_very_strong_counts_as] += surplus
    return counts


def benign_counts(evidence: Iterable[Evidence], rules: EvidenceRules) -> Counter[str]:
    """Count benign codes by strength; the table has no moderate ones."""
    counts = _counts(evidence, Direction.BENIGN)
    counts[rules.table.benign_moderate_counts_as] += counts.pop("moderate", 0)
    return counts


def _counts(evidence: Iterable[Evidence], direction: Direction) -> Counter[str]:
    return Counter(one.strength for one in evidence if one.direction is direction)


def _first_met(rows: Sequence[TableRow], counts: Counter[str]) -> TableRow | None:
    return next(
        (row for row in rows if all(counts[name] >= n for name, n in row.needs.items())), None
    )
