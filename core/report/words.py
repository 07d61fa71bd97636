"""Values of the field in plain words."""

from collections import Counter
from collections.abc import Mapping, Sequence

from core.domain.assembly import BuildVerdict
from core.domain.attribution import Attribution
from core.domain.candidate import InheritanceFit
from core.domain.case import BuildProof, CaseInfo
from core.domain.counting import counted, verb
from core.domain.haplotype import HaplotypeScore
from core.domain.known_allele import KnownKind
from core.domain.ledger import AlleleSetAside, EngineLedger, Ledger, RecordSetAside
from core.domain.regulatory import WITH_NEIGHBOURS
from core.domain.sample import Affection, Genotype, Individual, Pedigree, Sex, Zygosity
from core.domain.score import NotScored, NotScoredReason
from core.domain.transcript import Region, TranscriptPosition
from core.domain.zone import Zone
from core.report.values import PersonLine

MISSING = "–"
"""Stands wherever a value is unknown; never 0."""

_NOT_SCORED = "NOT SCORED: no engine has run on this case. An empty list does not mean that nothing was found."

_CALLS = {
    Zygosity.REFERENCE: "does not carry the allele",
    Zygosity.HETEROZYGOUS: "heterozygous",
    Zygosity.HOMOZYGOUS: "homozygous",
    Zygosity.HEMIZYGOUS: "hemizygous",
    Zygosity.UNKNOWN: "no call (unknown)",
}

_RECORD_REASONS: dict[str, str] = {
    RecordSetAside.MALFORMED: "malformed",
    RecordSetAside.UNKNOWN_CONTIG: "on a contig the reference does not hold",
    RecordSetAside.POSITION_OUT_OF_RANGE: "beyond the end of the contig",
    RecordSetAside.REFERENCE_MISMATCH: "REF differs from the reference sequence",
    RecordSetAside.REF_NOT_BASES: "REF is not a sequence of bases",
    RecordSetAside.NO_ALTERNATE: "no alternate allele",
}

_ALLELE_REASONS: dict[str, str] = {
    AlleleSetAside.SYMBOLIC: "symbolic",
    AlleleSetAside.BREAKEND: "breakends",
    AlleleSetAside.SPANNING_DELETION: "spanning deletions (*)",
    AlleleSetAside.NON_REF: "<NON_REF> blocks",
    AlleleSetAside.ALT_NOT_BASES: "not a sequence of bases",
    AlleleSetAside.SAME_AS_REF: "equal to REF",
    AlleleSetAside.MISSING: "missing",
}

_GATES = {
    "not_carried_by_proband": "not carried by the patient",
    "population_frequency": "common in the population",
    "call_quality": "doubtful call",
    "people_with_two_copies": "healthy people have two copies, or it on their one X",
    "seen_in_own_families": "seen in many other families of this laboratory",
    "region": "in a region that was not chosen",
    "inheritance": "fits no mode of inheritance that was chosen",
    "panel": "in no gene of the panels",
    "own_filter": "excluded by the own filter",
}


def number(value: float) -> str:
    """Give a count or position with thousands separators."""
    return f"{value:,.0f}"


def delta(value: float | None) -> str:
    """Give a probability or a change of one with two decimals, a dash for unknown."""
    return MISSING if value is None else f"{value:.2f}"


def allele(bases: str, most: int) -> str:
    """Give the bases of an allele, shortened with their count where there are more than `most`."""
    return bases if len(bases) <= most else f"{bases[:5]}…({counted(len(bases), 'base')})"


def position(pos: int | None) -> str:
    """Give a 1-based position as people write it, a dash for unknown."""
    return MISSING if pos is None else number(pos)


def frequency(value: float | None) -> str:
    """Give a population frequency; unknown is a dash, and a true 0 says that it was looked up."""
    if value is None:
        return MISSING
    if value == 0:
        return "0 (in the resource, not seen)"
    return f"{value:.4f}" if value >= 0.001 else f"{float(f'{value:.2g}'):.12f}".rstrip("0")


def role(pedigree: Pedigree, person: Individual) -> str:
    """Give what a person is to the patient."""
    patient = pedigree.find(pedigree.proband)
    if person.name == pedigree.proband:
        return "patient"
    if patient is not None and person.name == patient.father:
        return "father"
    if patient is not None and person.name == patient.mother:
        return "mother"
    return "relative"


def person(pedigree: Pedigree, individual: Individual) -> PersonLine:
    """Give one person in words."""
    sex = "" if individual.sex is Sex.UNKNOWN else individual.sex.value
    known = individual.affection is not Affection.UNKNOWN
    return PersonLine(
        individual.name,
        role(pedigree, individual),
        sex,
        individual.affection.value if known else "",
    )


def call(genotype: Genotype) -> str:
    """Give a genotype in words; no call is never the reference."""
    text = genotype.words if genotype.is_half_call else _CALLS[genotype.zygosity]
    is_phased = genotype.phased and genotype.zygosity is Zygosity.HETEROZYGOUS
    return f"{text}, phased" if is_phased else text


def call_evidence(genotype: Genotype) -> str:
    """Give depth, allele reads and quality of a call, empty if the file has none."""
    parts = []
    if genotype.depth is not None:
        parts.append(f"depth {genotype.depth}")
    if genotype.ref_depth is not None and genotype.alt_depth is not None:
        total = genotype.ref_depth + genotype.alt_depth
        carry = verb(total, "read carries", "reads carry")
        parts.append(f"{genotype.alt_depth} of {total} {carry} it")
    if genotype.quality is not None:
        parts.append(f"genotype quality {genotype.quality}")
    return ", ".join(parts)


def explanation(item: Attribution) -> str:
    """Give what was explained by which method, and how far its sum is from complete."""
    read = item.subject or item.transcript_id
    where = f" in {read}" if read else ""
    text = f"{item.words}{where}: {item.method.words}"
    if not item.completeness:
        return text
    return f"{text}, {item.completeness} (how far the contributions are from adding up)"


def together(score: HaplotypeScore) -> str:
    """Give what a variant does with others on its chromosome copy, and what was not combined."""
    text = f"{score.sentence} ({score.engine_id})."
    if not score.left_out:
        return text
    reasons = Counter(one.reason for one in score.left_out)
    told = ", ".join(f"{count} {reason.value}" for reason, count in reasons.items())
    return f"{text} Not combined: {told}."


def zones(found: Sequence[Zone]) -> str:
    """Give what else a place is, a dash for nothing that is known here."""
    return ", ".join(found) or MISSING


def inheritance(fits: Sequence[InheritanceFit]) -> str:
    """Give the modes the genotypes fit, "unknown" for none; some of them have a comma themselves."""
    return "; ".join(fit.value for fit in fits) or InheritanceFit.UNKNOWN.value


def place(position: TranscriptPosition) -> str:
    """Give where a variant lies in a transcript: region, exon or intron, distance to the site."""
    parts = [position.region_words]
    if position.exon_number is not None:
        parts.append(f"exon {position.exon_number}")
    if position.intron_number is not None:
        number_of = f"intron {position.intron_number}"
        parts = [number_of] if position.region is Region.INTRON else [*parts, number_of]
    text = ", ".join(parts)
    distance = position.distance_to_splice_site
    if distance is None:
        return text
    return f"{text}, {counted(distance, 'base')} from the nearest {position.site or 'splice'} site"


def not_scored(item: NotScored) -> str:
    """Give why an engine gave no score."""
    detail = f" ({item.detail})" if item.detail else ""
    return f"Not scored by {item.engine_id}: {item.reason.sentence}{detail}. This does not mean harmless."


def build(proof: BuildProof) -> tuple[str, ...]:
    """Give the verdict on the build, then its evidence."""
    verdict = {
        BuildVerdict.PROVEN: f"{proof.assembly}, proven by the file",
        BuildVerdict.CONTRADICTED: f"{proof.assembly}, CONTRADICTED by the file",
        BuildVerdict.UNPROVEN: f"{proof.assembly}, as stated by the user; the file does not prove it",
    }[proof.verdict]
    compared = (
        f"{number(proof.matches)} of {counted(proof.compared, 'REF allele')} compared equal the reference"
        if proof.compared
        else "no REF allele was compared with the reference"
    )
    return (verdict, compared, *proof.evidence)


def frequency_source(info: CaseInfo) -> str:
    """Give where population frequencies come from."""
    used = [one.description for one in info.sources if one.role == KnownKind.FREQUENCY]
    if used:
        own = [f"INFO/{info.frequency_key} of the variant file"] if info.frequency_key else []
        return (
            f"Population frequency is the greatest of {', '.join((*own, *used))}; what none of them "
            "lists is unknown (a dash), never 0. Frequencies of the call set are not used."
        )
    if not info.frequency_key:
        return (
            "The variant file names no population resource: population frequency is unknown for "
            "every variant, and none was left out or moved down because of it."
        )
    return (
        f"Population frequency is read from INFO/{info.frequency_key} of the variant file; a "
        "missing value is unknown (a dash), never 0. Frequencies of the call set (AF, AC, AN) "
        "are not used."
    )


def gate_preset(info: CaseInfo) -> str:
    """Name the preset of the gates, and what no gate leaves out."""
    version = f" ({info.preset_version})" if info.preset_version else ""
    return (
        f"Variants went through the gates of the preset {info.preset or 'of the program'}{version}. "
        "What is known to cause disease, or lies at a known non-coding disease locus, passes them "
        "whatever they say."
    )


def gate(name: str) -> str:
    """Give the name of a gate in words."""
    return _GATES.get(name, name.replace("_", " "))


def ledger(ledger: Ledger) -> tuple[str, ...]:
    """Give one sentence per sum of the accounting, and one per sum that does not agree."""
    records = counts(ledger.records_set_aside, _RECORD_REASONS)
    alleles = counts(ledger.alleles_set_aside, _ALLELE_REASONS)
    return (
        (
            f"{counted(ledger.records_read, 'record')} read: {number(ledger.records_kept)} kept, "
            f"{number(sum(ledger.records_set_aside.values()))} set aside{records}."
        ),
        (
            f"{counted(ledger.alleles_read, 'alternate allele')} in the records kept: "
            f"{counted(ledger.variants, 'variant')}, {number(ledger.alleles_merged)} merged with an "
            "equal variant of another record, "
            f"{number(sum(ledger.alleles_set_aside.values()))} set aside{alleles}."
        ),
        *(_engine(name, engine) for name, engine in ledger.engines.items()),
        *(f"WARNING: {text}" for text in ledger.discrepancies()),
    )


def unscored(ledger: Ledger, primary: str = "") -> tuple[str, ...]:
    """Give what has to be said while not every variant is scored; empty once all are.

    `primary` names the engine the list is ranked by: without it the list is not complete, without
    another one only what that one says.
    """
    if not ledger.engines:
        return (_NOT_SCORED,)
    return tuple(
        f"NOT FINISHED: {number(engine.pending)} of "
        f"{counted(engine.variants - sum(engine.filtered.values()), 'variant')} "
        f"{verb(engine.pending, 'is', 'are')} not yet scored by "
        f"{name}; {_incomplete(name, primary)}."
        for name, engine in ledger.engines.items()
        if engine.pending > 0
    )


def _incomplete(engine_id: str, primary: str) -> str:
    if primary in ("", engine_id):
        return "the list is not complete"
    return f"what {engine_id} says of them is missing, the order of the list does not rest on it"


def _engine(name: str, engine: EngineLedger) -> str:
    filtered = counts(engine.filtered, {key: gate(key) for key in engine.filtered})
    reasons = {reason.value: reason.sentence for reason in NotScoredReason}
    unscored = counts(engine.not_scored, reasons)
    neighbours = counts({WITH_NEIGHBOURS: engine.phased_neighbours}, {})
    return (
        f"{counted(engine.variants, 'variant')} offered to {name}: {number(engine.scored)} scored"
        f"{neighbours}, "
        f"{number(sum(engine.filtered.values()))} held back by a gate{filtered}, "
        f"{number(sum(engine.not_scored.values()))} not scored{unscored}, "
        f"{number(engine.pending)} pending."
    )


def counts(found: Mapping[str, int], names: Mapping[str, str]) -> str:
    """Give ` (3 of this; 1 of that)`, empty where nothing is counted."""
    parts = [f"{number(n)} {names.get(key, key)}" for key, n in found.items() if n]
    return f" ({'; '.join(parts)})" if parts else ""
