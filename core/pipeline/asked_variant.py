"""A variant a person typed: understood, checked against the reference, and spelled one way.

Understood are `chrom-pos-ref-alt`, a line of a VCF, and HGVS: `g.`, and with gene models `c.` and
`n.` (`core.interpret.hgvs_text` says in which spellings).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from core.domain.assembly import CONTIGS, Assembly, accession, canonical_chrom
from core.domain.counting import counted
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.errors import ReferenceMismatchError, UsageError
from core.interpret.asked_transcripts import TranscriptFinder, asked_transcripts
from core.interpret.hgvs_resolve import variant_in, variant_on
from core.interpret.hgvs_text import Description, is_description, parse_hgvs
from core.interpret.legacy import FILE, LegacyTranscript, load_legacy
from core.paths import data_dir
from core.sources.normalise import normalise
from core.sources.reference import Reference

MOST_TOLD = 5
"""Variants or alleles that are named where a text stands for several."""
_VCF_LINE = re.compile(
    r"\s*(?P<chrom>\S+)\s+(?P<pos>[0-9]+)\s+\S+\s+(?P<ref>[ACGTNacgtn]+)\s+(?P<alts>\S+)(?:\s|$)"
)
"""Its first five columns; tabs may have become blanks on the way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer: an allele, and the transcripts in which the text stands for it.

    Attributes
    ----------
    transcripts
        Preferred first; none where the text names places on a chromosome. An older transcript
        that was made from a loaded one says so in its `source`.
    """

    variant: Variant
    transcripts: tuple[Transcript, ...] = ()


def asked_variant(
    text: str,
    assembly: Assembly,
    reference: Reference,
    transcripts: TranscriptFinder | None = None,
) -> Variant:
    """Give the variant trimmed and left-aligned, once its REF is known to be right.

    Parameters
    ----------
    text
        `chrom-pos-ref-alt` (`pos` 1-based, in any spelling of the allele), a line of a VCF, or a
        description in HGVS.
    transcripts
        Gene models, for descriptions in a transcript.

    Raises
    ------
    UsageError
        If the text is no variant, lies on no contig of the reference, says other bases than the
        reference has (HGVS), names a transcript that is not loaded, or stands for several.
    ReferenceMismatchError
        If REF differs from the reference where that is known.
    """
    answers = asked_variants(text, assembly, reference, transcripts)
    if len(answers) == 1:
        return answers[0].variant
    told = "; ".join(map(_told, answers[:MOST_TOLD]))
    more = "; ..." if len(answers) > MOST_TOLD else ""
    raise UsageError(
        f"{text} stands for {counted(len(answers), 'variant')}: {told}{more}.",
        "Name the transcript, or write one of them as chrom-pos-ref-alt.",
    )


def asked_variants(
    text: str,
    assembly: Assembly,
    reference: Reference,
    transcripts: TranscriptFinder | None = None,
) -> tuple[Asked, ...]:
    """Give every variant a text stands for, each once: several where the transcript is left open.

    Raises
    ------
    ProblemError
        As `asked_variant`, but for several.
    """
    if spelled := alleles_of_line(text):
        alleles = [Variant.parse(one, assembly) for one in spelled]
        return _each_once(Asked(_checked(one, reference)) for one in alleles)
    if not is_description(text):
        return (Asked(_checked(Variant.parse(text, assembly), reference)),)
    description = parse_hgvs(text)
    if description.kind in "gm":
        return (Asked(_on_chromosome(description, assembly, reference)),)
    if transcripts is None:
        raise UsageError(
            f"{text} names a place in a transcript, and no gene models are at hand.",
            "Write the change on the chromosome, g. or chrom-pos-ref-alt.",
        )
    return _in_transcripts(description, assembly, reference, transcripts)


def names_variant(text: str) -> bool:
    """Whether a text is meant as a variant, in any of the spellings, right or wrong."""
    if is_description(text) or alleles_of_line(text):
        return True
    try:
        Variant.parse(text, Assembly.ARTIFICIAL)
    except UsageError:
        return False
    return True


def legacy_transcripts() -> tuple[LegacyTranscript, ...]:
    """Give the older transcripts known to the laboratory, then those known to the program.

    Raises
    ------
    InputFileError
        If the laboratory's table cannot be read.
    """
    own = data_dir() / "rules" / FILE
    of_laboratory = load_legacy(own).transcripts if own.is_file() else ()
    return of_laboratory + load_legacy().transcripts


def _on_chromosome(description: Description, assembly: Assembly, reference: Reference) -> Variant:
    chrom = contig_of(description, assembly)
    _demand_contig(description.text, chrom, reference)
    found = variant_on(description, chrom, assembly, partial(reference.fetch, chrom))
    return _checked(found, reference)


def contig_of(description: Description, assembly: Assembly) -> str:
    """Give the chromosome of a description; an accession has to be of the right build."""
    name = description.contig
    if not name.upper().startswith("NC_"):
        return canonical_chrom(name)
    chrom = canonical_chrom(name.upper())
    expected = accession(assembly, chrom)
    if chrom in CONTIGS and name.upper() != expected:
        raise UsageError(
            f"{description.text}: {name} is not of the build of the reference; "
            f"there {chrom} is {expected}.",
            "Name the reference of the right build, or the place in this one.",
        )
    return chrom


def _in_transcripts(
    description: Description, assembly: Assembly, reference: Reference, finder: TranscriptFinder
) -> tuple[Asked, ...]:
    """Answers in each transcript that has such a place and such bases; the first refusal if none."""
    refusals: list[UsageError] = []
    answers: list[Asked] = []
    for transcript in asked_transcripts(description, finder, legacy_transcripts()):
        fetch = partial(reference.fetch, transcript.chrom)
        try:
            _demand_same_contig(description, transcript.chrom)
            _demand_contig(description.text, transcript.chrom, reference)
            found = variant_in(description, transcript, assembly, fetch)
        except UsageError as refusal:
            refusals.append(refusal)
        else:
            answers.append(Asked(_checked(found, reference), (transcript,)))
    if not answers:
        raise refusals[0]
    return _each_once(answers)


def _demand_same_contig(description: Description, chrom: str) -> None:
    named = canonical_chrom(description.contig.upper())
    if named in CONTIGS and named != chrom:
        raise UsageError(
            f"{description.text} names {description.contig}, and its transcript lies on {chrom}.",
            "Check both.",
        )


def _each_once(answers: Iterable[Asked]) -> tuple[Asked, ...]:
    found: dict[Variant, Asked] = {}
    for answer in answers:
        known = found.get(answer.variant)
        both = answer.transcripts if known is None else known.transcripts + answer.transcripts
        found[answer.variant] = replace(answer, transcripts=both)
    return tuple(found.values())


def alleles_of_line(text: str) -> list[str]:
    """Spell each ALT of a line of a VCF as `chrom-pos-ref-alt`; none for another text."""
    found = _VCF_LINE.match(text)
    if found is None:
        return []
    return [
        f"{found['chrom']}-{found['pos']}-{found['ref']}-{alt}" for alt in found["alts"].split(",")
    ]


def _demand_contig(text: str, chrom: str, reference: Reference) -> int:
    length = reference.length(chrom)
    if length is None:
        raise UsageError(
            f"{text}: {reference.path} holds no contig {chrom}.",
            "Check the chromosome, or name the reference of the right build.",
        )
    return length


def _checked(asked: Variant, reference: Reference) -> Variant:
    length = _demand_contig(asked.spelled, asked.chrom, reference)
    if not 1 <= asked.pos <= asked.end <= length:
        raise UsageError(
            f"{asked.spelled}: {asked.chrom} has only {counted(length, 'base')}.",
            "Check the position.",
        )
    if asked.ref == asked.alt:
        raise UsageError(f"{asked.spelled}: REF and ALT are the same.", "Check the alleles.")
    here = reference.fetch(asked.chrom, asked.pos - 1, asked.end)
    if any(known not in ("N", base) for known, base in zip(here, asked.ref, strict=True)):
        raise ReferenceMismatchError(asked.spelled, asked.ref, here)
    pos, ref, alt = normalise(asked.chrom, asked.pos, asked.ref, asked.alt, reference)
    return replace(asked, pos=pos, ref=ref, alt=alt)


def _told(answer: Asked) -> str:
    names = ", ".join(one.transcript_id for one in answer.transcripts[:2])
    more = ", ..." if len(answer.transcripts) > 2 else ""
    return f"{answer.variant.spelled_short} ({names}{more})" if names else answer.variant.spelled
