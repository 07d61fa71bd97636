"""Terms of the Sequence Ontology against the names of proteins, on every MANE transcript."""

import re
from collections import Counter
from functools import partial

import pytest

from core.interpret.coding_effects import CodingEffects
from core.sources.reference import Reference
from tests.science.named_variants import names_of, random_variants, transcripts_in_windows

pytestmark = pytest.mark.science

KINDS = {
    "start": r"p\.\(Met1\?\)",
    "same": r"p\.\((\w{3}\d+(_\w{3}\d+)?)?=\)",
    "stop": r"p\.\(\w{3}\d+Ter\)",
    "shift": r"p\.\(\w{3}\d+\w{3}fsTer(\d+|\?)\)",
    "extension": r"p\.\(Ter\d+\w{3}extTer(\d+|\?)\)",
    "missense": r"p\.\(\w{3}\d+(?!Ter)[A-Z][a-z]{2}\)",
    "early stop": r"p\.\(\w+(ins|delins)\w*Ter\)",
    "deletion": r"p\.\(\w+?del\)",
    "insertion": r"p\.\(\w+?(dup|(?<!del)ins\w+)\)",
    "delins": r"p\.\(\w+?delins\w+\)",
}
"""Kinds of protein names, the first that fits counts."""

TERMS = {
    "start": {"start_lost", "start_retained_variant"},
    "same": {"synonymous_variant", "stop_retained_variant", "start_retained_variant"},
    "stop": {"stop_gained"},
    "shift": {"frameshift_variant"},
    "extension": {"stop_lost"},
    "missense": {"missense_variant"},
    "early stop": {"stop_gained"},
    "deletion": {"inframe_deletion"},
    "insertion": {"inframe_insertion"},
    "delins": {
        "missense_variant",
        "protein_altering_variant",
        "inframe_deletion",
        "inframe_insertion",
        "stop_lost",
    },
}
ON_EITHER_SIDE = "splice sites stay on both sides"
OF_PROTEINS = set().union(*TERMS.values())


def kind_of(protein: str) -> str:
    return next(kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, protein))


ALLOWED = {
    "missense_variant": {"missense", "delins"},
    "frameshift_variant": {"shift", "stop", "extension"},
    "stop_gained": {"stop", "early stop"},
    "stop_lost": {"extension", "shift", "delins"},
    "start_lost": {"start"},
    "synonymous_variant": {"same"},
    "inframe_insertion": {"insertion", "delins", "stop", "early stop"},
    "inframe_deletion": {"deletion", "delins", "stop", "early stop"},
}
"""Kinds of names a term may stand beside."""


def fits(kind: str, told: set[str]) -> bool:
    """The kind of name has one of its terms, and no term is there that it does not allow."""
    is_told = bool(told & TERMS[kind])
    return is_told and all(kind in ALLOWED.get(term, KINDS) for term in told)


def compared(shared, count: int, seed: int) -> tuple[Counter[str], list[tuple[str, ...]]]:
    """Count kinds of names; give variants whose protein terms are certain though it has no name.

    The terms of every other variant have to fit its name.
    """
    seen: Counter[str] = Counter()
    wrong, beside = [], []
    with Reference(shared / "data/reference/GRCh38.fa.gz") as reference:
        names = names_of(reference, transcripts_in_windows(shared))
        effects = {
            id(one): CodingEffects(one.transcript, partial(reference.fetch, one.transcript.chrom))
            for one in names
        }
        for named, variant in random_variants(reference, names, count, seed=seed):
            protein, effect = named.p(variant), effects[id(named)].of(variant)
            told = set(effect.names) & OF_PROTEINS
            if protein in ("", "p.?"):
                seen["unnamed"] += 1
                if told and not effect.why_unknown:
                    beside.append((variant.spelled, *effect.names))
                continue
            kind = kind_of(protein)
            seen[kind] += 1
            if ON_EITHER_SIDE in effect.why_unknown:
                seen["on either side of an edge"] += 1
            elif effect.why_unknown or not fits(kind, told):
                wrong.append((variant.spelled, named.c(variant), protein, *effect.names))
    assert wrong == []
    return seen, beside


def test_terms_agree_with_the_names_of_proteins(shared):
    """HGVS names a change over the edge of an exon `p.?`; where the two bases of its splice site
    stay as they are, as after `G|GT` loses one G, the terms tell what becomes of the frame."""
    seen, beside = compared(shared, 4_000, seed=11)
    assert min(seen["missense"], seen["shift"], seen["insertion"], seen["deletion"]) > 50
    assert seen["stop"] > 20
    assert len(beside) < 20


@pytest.mark.slow
def test_many_terms_agree_with_the_names_of_proteins(shared):
    seen, beside = compared(shared, 100_000, seed=12)
    assert 0 < seen.pop("on either side of an edge") < 50
    assert min(seen.values()) > 20
    assert len(beside) < 300
