"""Why a variant is, or is not, in the list: every gate, value and score in order."""

import re
from collections.abc import Iterator

from core import listing, review
from core.absent import SpelledAllele, absent, not_there, set_aside
from core.domain.assembly import canonical_chrom
from core.domain.candidate import Candidate, Facts
from core.domain.element import ElementsAt
from core.domain.trace import Outcome, Trace, TraceStep
from core.domain.typed_text import plain
from core.domain.variant import Variant
from core.domain.zone import Zone
from core.elements import CaseElements
from core.errors import ReferenceMismatchError, UsageError
from core.gate_presets import rules_of
from core.gate_trace import TITLES, gate_steps
from core.interpret.element_words import element_rows
from core.interpret.gate_rules import GateRules
from core.interpret.gates import gate_label
from core.interpret.local_words import NOT_YET, sentences
from core.interpret.sentences import exon_sentence, regulatory_sentence, splicing_refusals
from core.interpret.target_genes import is_unranked_distal
from core.interpretation import Interpreter
from core.review import elements_of
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from core.trace_words import (
    describe_genotype,
    describe_place,
    describe_regulatory,
    describe_score,
    title_of,
)
from core.zones import lost_tables

_ANY_ALLELE = re.compile(
    r"(?P<chrom>\S+?)[-: ](?P<pos>[0-9][0-9,]{0,24})[-: ](?P<ref>[A-Za-z]+)[-:> ](?P<alt>[^\s,]+)$"
)


def trace_text(store: CaseStore, text: str) -> Trace:
    """Follow what is spelled as `chrom-pos-ref-alt`; ALT may also be `*`, `<DEL>`, a breakend.

    Raises
    ------
    UsageError
        If the text has another form.
    ReferenceMismatchError
        If REF differs from the reference and no record set aside says the same.
    """
    try:
        variant = Variant.parse(text, store.info().proof.assembly)
    except UsageError:
        found = _ANY_ALLELE.match(plain(text).strip())
        if found is None:
            raise
        pos = int(found["pos"].replace(",", ""))
        chrom = canonical_chrom(found["chrom"])
        allele = SpelledAllele(chrom, pos, found["ref"].upper(), found["alt"])
        return set_aside(store, allele) or not_there(store, allele)
    return trace(store, variant)


def trace(store: CaseStore, variant: Variant) -> Trace:
    """Follow a variant from the file to the list.

    Raises
    ------
    ReferenceMismatchError
        If REF differs from the reference and no record set aside says the same.
    """
    try:
        stored = review.find(store, variant)
    except ReferenceMismatchError:
        told = set_aside(store, SpelledAllele.of(variant))
        if told is None:
            raise
        return told
    if stored is None:
        return absent(store, variant)
    known = review.facts(store, [stored.variant_id])[0]
    rules = rules_of(store.info())
    listed = review.candidates(store, [stored.variant_id])
    counted_only = ""
    if not listed:
        counted_only = _why_distal(store, stored, known) or _why_counted_only(store, stored, known)
    steps = (
        TraceStep(
            "in the variant file", Outcome.PASSED, " and ".join(review.record_names(store, stored))
        ),
        *(_genotype_steps(store, known)),
        TraceStep("filter", Outcome.TOLD, ", ".join(known.filters) or "PASS or none"),
        *_gate_steps(store, stored, known),
        *_rescue_steps(known),
        TraceStep("place", Outcome.TOLD, describe_place(known)),
        *_score_steps(known, store.info().tissues_of_interest),
        *(
            TraceStep("engines", Outcome.TOLD, f"{one.agreement}: {one.sentence}")
            for one in known.consensus
        ),
        *(TraceStep("looked up", Outcome.TOLD, one.sentence) for one in known.lookups),
        *_local_steps(store, stored.variant_id),
        *_element_steps(store, known),
        _list_step(listed, counted_only),
    )
    end = counted_only or _conclusion(stored, known, listed, rules)
    return Trace(known.variant.spelled, steps, end)


def _genotype_steps(store: CaseStore, known: Facts) -> tuple[TraceStep, ...]:
    people = store.info().pedigree.individuals
    return tuple(
        TraceStep(f"genotype of {person.name}", Outcome.TOLD, describe_genotype(genotype))
        for person, genotype in zip(people, known.genotypes, strict=True)
    )


def _gate_steps(store: CaseStore, stored: StoredVariant, known: Facts) -> Iterator[TraceStep]:
    for one in gate_steps(store, stored, known):
        outcome = Outcome.FLAGGED if one.is_flagged else Outcome.PASSED
        outcome = Outcome.FAILED if one.is_failing else outcome
        outcome = Outcome.TOLD if one.is_open else outcome
        yield TraceStep(f"gate: {TITLES[one.gate]}", outcome, one.value)


def _rescue_steps(known: Facts) -> tuple[TraceStep, ...]:
    if not known.rescued:
        return ()
    why = f"{known.rescued} No gate but the first leaves it out."
    return (TraceStep("never left out", Outcome.TOLD, why),)


def _score_steps(known: Facts, tissues: tuple[str, ...]) -> tuple[TraceStep, ...]:
    """Tell what each engine that was asked gave, the ranked one first, or why it gave nothing."""
    is_asked = known.engines or known.not_scored or known.exons or known.regulatory
    waits = "splicing not scored yet" if is_asked else "not scored yet"
    has_answer = known.scores or splicing_refusals(known)
    seen = regulatory_sentence(known) if known.regulatory else ""
    return (
        *(() if has_answer else (TraceStep("score", Outcome.TOLD, waits),)),
        *_answers(known, tissues),
        *((TraceStep("regulatory sequence", Outcome.TOLD, seen),) if seen else ()),
        *(
            TraceStep(
                "score", Outcome.FAILED, f"not scored by {one.engine_id}: {one.reason.sentence}"
            )
            for one in known.not_scored
        ),
    )


def _answers(known: Facts, tissues: tuple[str, ...]) -> Iterator[TraceStep]:
    """What engines gave; the ranked one is not named."""
    labels = review.engine_labels()
    beside = known.engines[1:] if known.scores else known.engines
    told = [
        *(("score", describe_score(one)) for one in known.scores),
        *(
            ("score", f"{title_of(of.run.engine_id, labels)}: {describe_score(one)}")
            for of in beside
            for one in of.scores
        ),
        *(("exon", exon_sentence(one)) for one in known.exons),
        *(
            ("regulatory sequence", describe_regulatory(one, labels, tissues))
            for one in known.regulatory
        ),
    ]
    yield from (TraceStep(name, Outcome.PASSED, words) for name, words in told)


def _local_steps(store: CaseStore, variant_id: int) -> tuple[TraceStep, ...]:
    return tuple(
        TraceStep(f"local source: {says.source.edition}", Outcome.TOLD, sentence)
        for says in store.local_values.of(variant_id)
        for sentence in sentences(says)
    )


def _element_steps(store: CaseStore, known: Facts) -> tuple[TraceStep, ...]:
    with Interpreter(store) as interpreter:
        found = elements_of(store, [known], interpreter)[known.variant_id]
    is_waiting = any(one.endswith(NOT_YET) for one in found.unanswered)
    asking = (
        f"lies in a listed element; `intronaut case tracks CASE {known.variant.spelled}` looks up in "
        "which"
    )
    is_open = is_waiting and Zone.ELEMENT in known.zones
    return (
        *((TraceStep("elements", Outcome.TOLD, asking),) if is_open else ()),
        *_element_rows(found),
    )


def _element_rows(found: ElementsAt) -> Iterator[TraceStep]:
    yield from (
        TraceStep(": ".join(filter(None, ("elements", one.topic))), Outcome.TOLD, one.said)
        for one in element_rows(found)
    )


def _why_distal(store: CaseStore, stored: StoredVariant, known: Facts) -> str:
    """Say why a variant far from genes is not ranked, "" where it is none or waits for an engine."""
    is_looked_at = known.scores or known.not_scored or known.exons or known.regulatory
    if stored.gate or not is_looked_at or not store.gene_sets() or not is_unranked_distal(known):
        return ""
    where = "in" if Zone.ELEMENT in known.zones else "in no"
    link = "no link of a loaded table leads from there to a gene"
    if not CaseElements(store).has_links:
        link = "no table of links to genes was looked into"
    if lost := lost_tables(store):
        link = f"{', '.join(lost)}, which may link it to a gene, was not there when it was ranked"
    return (
        f"{known.variant.spelled} is unranked distal: it lies outside genes and promoters, {where} "
        f"listed element{'' if where == 'in no' else 's'}, and {link}. It is counted, not ranked, "
        "which does not mean harmless."
    )


def _why_counted_only(store: CaseStore, stored: StoredVariant, known: Facts) -> str:
    """Say why a variant an engine has looked at is not listed, where the list is not to hold it."""
    is_silent = not stored.gate and stored.region in listing.SILENT_REGIONS
    delta = listing.max_delta(known.scores)
    is_quiet = delta is None or round(delta, 2) < listing.NOTABLE_CHANGE
    if not (is_silent and is_quiet and (known.scores or known.not_scored)):
        return ""
    if int((store.columns().gate == 0).sum()) <= listing.LISTED_WHOLE:
        return ""
    said = (
        "it was not scored, which does not mean harmless"
        if delta is None
        else f"no engine saw a change of {listing.NOTABLE_CHANGE} or more"
    )
    return (
        f"{known.variant.spelled} is counted, not listed: its place is {stored.region}, {said}, and "
        f"more than {listing.LISTED_WHOLE:,} variants of the case passed the gates."
    )


def _list_step(listed: tuple[Candidate, ...], why_not: str) -> TraceStep:
    if not listed:
        return TraceStep("in the list", Outcome.FAILED, why_not)
    return TraceStep("in the list", Outcome.PASSED, f"rank {listed[0].rank}, lane {listed[0].lane}")


def _conclusion(
    stored: StoredVariant, known: Facts, listed: tuple[Candidate, ...], rules: GateRules
) -> str:
    name = known.variant.spelled
    if stored.gate:
        return f"{name} is not in the list: {gate_label(stored.gate, rules)}."
    if listed:
        return f"{name} stands at rank {listed[0].rank} ({listed[0].lane}). {listed[0].sentence}"
    if known.scores or known.not_scored or known.exons or known.regulatory:
        return f"{name} is scored but not ranked yet."
    return f"{name} is waiting to be scored."
