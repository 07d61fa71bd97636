"""Sequences of the transcripts of a variant and of their proteins, as FASTA."""

from functools import partial

from core import review
from core.case_reference import open_reference
from core.errors import UsageError
from core.interpret.sequences import NamedSequence, sequences
from core.interpretation import Interpreter
from core.report.consequences import fasta
from core.store.case_store import CaseStore


def variant_fasta(store: CaseStore, variant_id: int) -> str:
    """Give normal and predicted transcripts of a variant of a case, in DNA letters, with proteins.

    Raises
    ------
    UsageError
        If the reference of the case is not at hand, or the variant lies in no transcript.
    KeyError
        If the case has no variant with that id.
    """
    (facts,) = review.facts(store, [variant_id]) or (None,)
    if facts is None:
        raise KeyError(variant_id)
    transcripts = tuple(place.transcript for place in facts.positions)
    if not transcripts:
        raise UsageError(
            f"{facts.variant.spelled_short} lies in no transcript of this case.",
            "There are sequences for variants in transcripts only.",
        )
    reference = open_reference(store.info())
    if reference is None:
        raise UsageError(
            "Sequences need the reference the case was made with, and it is not at hand.",
            "Put the reference back where it was.",
        )
    with reference, Interpreter(store, reference) as interpreter:
        fetch = partial(reference.fetch, facts.variant.chrom)
        found = sequences(facts.variant, transcripts, interpreter.of(facts), fetch)
        return "".join(fasta(_header(one), one.letters) for one in found)


def _header(one: NamedSequence) -> str:
    told = " | ".join(f"{name}={value}" for name, value in one.told)
    return f"{one.name} {told}"
