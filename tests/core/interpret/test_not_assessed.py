"""The sentence that says what no engine looks at."""

from core.domain.interval import IntervalKind
from core.interpret.not_assessed import not_assessed


def test_a_plain_file_says_what_was_not_looked_for():
    assert not_assessed({}, 0, 0) == (
        "Not assessed: no structural variants and no repeat expansions in this file, so these were "
        "not looked for."
    )


def test_what_is_there_is_counted_and_not_scored():
    counts = {IntervalKind.DELETION: 3, IntervalKind.BREAKEND: 1, IntervalKind.REPEAT: 24}
    assert not_assessed(counts, 2, 12) == (
        "Not assessed: 1 breakend and 3 deletions (listed, not scored); 24 repeats (listed, judged "
        "at known disease loci only); 12 mitochondrial variants (loaded, not scored); 2 alleles "
        "whose place the file does not tell."
    )


def test_each_absence_is_named_alone():
    assert "no repeat expansions in this file" in not_assessed({IntervalKind.INVERSION: 1}, 0, 0)
    assert "no structural variants in this file" in not_assessed({IntervalKind.REPEAT: 1}, 0, 0)
