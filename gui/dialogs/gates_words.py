"""What the counts of gates say in words."""

from core.domain.counting import counted, verb
from core.interpret.gate_rules import GateRules
from core.pipeline.gating import GateCount, GateCounts


def gate_words(count: GateCount) -> str:
    """Say what one gate holds back: alone, and before the gates below it."""
    if count.n_failing:
        held = f"{count.n_failing:,} held back"
        if count.n_first != count.n_failing:
            held += f" ({count.n_first:,} by this gate first)"
    else:
        held = "holds nothing back"
    return f"{held}; {count.n_flagged:,} flagged" if count.n_flagged else held


def people_words(rules: GateRules) -> str:
    """Say how many healthy people may have two copies, or the one of their X."""
    limits = (("two copies", rules.max_homozygotes), ("it on their one X", rules.max_hemizygotes))
    told = [f"{limit.value:g} with {words}" for words, limit in limits if limit is not None]
    return f"At most {' and '.join(told)}, or not counted" if told else "Any number"


def passing_words(counts: GateCounts) -> str:
    """Say how many pass, and what that changes in the case."""
    passing = f"{counted(counts.n_passed, 'variant')} of {counts.n_variants:,} pass"
    rescued = (
        f", {counts.n_rescued:,} of them because {verb(counts.n_rescued, 'it is', 'they are')} "
        "known to cause disease, or at a known disease locus"
        if counts.n_rescued
        else ""
    )
    if not counts.n_new and not counts.n_gone:
        return f"{passing}{rescued}. The case has just these."
    return f"{passing}{rescued}. Against the case: {counts.n_new:,} more, {counts.n_gone:,} fewer."
