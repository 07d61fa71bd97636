"""The sample checks of a case as a page shows them."""

from dataclasses import dataclass

from core.domain.sample import Pedigree
from core.domain.sample_checks import SampleChecks
from core.interpret.sample_rules import SampleRules, load_sample_rules
from core.interpret.sample_words import of_all, summary, warnings
from core.store.case_store import CaseStore


@dataclass(frozen=True, slots=True)
class SamplePage:
    """Checks, what they say, and what of it does not look as stated; `of_all` is of no one person."""

    pedigree: Pedigree
    checks: SampleChecks
    rules: SampleRules
    summary: tuple[str, ...]
    of_all: tuple[str, ...]
    warnings: tuple[str, ...]


def sample_page(store: CaseStore) -> SamplePage | None:
    """Give what the page shows; None where the samples were not checked."""
    checks = store.sample_checks.get()
    if checks is None:
        return None
    rules, pedigree = load_sample_rules(), store.info().pedigree
    told = warnings(checks, pedigree, rules)
    return SamplePage(pedigree, checks, rules, summary(checks, rules), of_all(checks, rules), told)
