"""Wording and number formats of the window, in one place.

Unknown values read `–`, never 0. Positions carry thousands separators. Nothing here decides:
the thresholds are named and cited, the verdicts come from core.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from core.domain.candidate import InheritanceFit, Lane, Mark
from core.domain.sample import Affection, Genotype, Individual, Sex
from core.domain.score import SpliceDelta, SpliceEffect
from core.domain.variant import Variant

_LONG_BASES = re.compile(r"[ACGTN]{40,}")

APP_NAME = "Intronaut"
RESEARCH_USE = "For Research Use Only. Not for use in diagnostic procedures."
UNKNOWN = "–"
MINUS = "−"
ELLIPSIS = "…"
FAR = "↔"
"""Marks a value that comes from the wide window (4,999 bases to either side)."""


class Tier(NamedTuple):
    """A band of the largest delta: lowest value, step of the colour ramp (0-3), its name."""

    lowest: float
    step: int
    name: str


TIERS: tuple[Tier, ...] = (
    Tier(0.8, 3, "strong"),
    Tier(0.5, 2, "likely"),
    Tier(0.2, 1, "possible"),
    Tier(0.0, 0, "weak"),
)
"""Cut-offs of the SpliceAI authors (Jaganathan 2019): 0.2 high recall, 0.5 recommended, 0.8 high
precision. They hold for SpliceAI only; the last band says nothing about harmlessness."""

EFFECT_SHORT = {
    SpliceEffect.ACCEPTOR_GAIN: "acceptor +",
    SpliceEffect.ACCEPTOR_LOSS: f"acceptor {MINUS}",
    SpliceEffect.DONOR_GAIN: "donor +",
    SpliceEffect.DONOR_LOSS: f"donor {MINUS}",
}
"""Effect as a signed type: + the site gets stronger, − weaker."""

INHERITANCE_SHORT = {
    InheritanceFit.DE_NOVO: "de novo",
    InheritanceFit.DE_NOVO_OR_MOSAIC: "de novo/mosaic",
    InheritanceFit.POSSIBLY_DE_NOVO: "de novo?",
    InheritanceFit.DOMINANT: "dominant",
    InheritanceFit.INCOMPLETE_PENETRANCE: "dominant (incompl.)",
    InheritanceFit.RECESSIVE: "recessive hom.",
    InheritanceFit.POSSIBLY_RECESSIVE: "recessive hom.?",
    InheritanceFit.OVER_DELETION: "hemi. over deletion",
    InheritanceFit.COMPOUND_HET: "compound het.",
    InheritanceFit.COMPOUND_HET_UNPHASED: "compound het.?",
    InheritanceFit.X_RECESSIVE: "X recessive",
    InheritanceFit.X_DOMINANT: "X dominant",
    InheritanceFit.X_LINKED: "X-linked",
    InheritanceFit.MITOCHONDRIAL: "mitochondrial",
    InheritanceFit.UNKNOWN: "unknown",
    InheritanceFit.NO_FIT: "does not segregate",
}

LANE_WORDS = {
    Lane.NEEDS_EYES: "Needs eyes: could not be scored at a place that matters. Look at it yourself.",
    Lane.SPLICE: "Judged by what a splice engine predicts.",
    Lane.CODING: "Judged by what it does to the coding sequence; splicing tells less.",
    Lane.UTR: "Judged by what it does in an untranslated region.",
    Lane.PROMOTER: "Lies in a promoter; what it does there is not computed.",
    Lane.ENHANCER: "Lies in a regulatory element; what it does there is not computed.",
    Lane.NCRNA: "Lies in an exon of a non-coding RNA; what it does there is not computed.",
    Lane.SINGLE_HIT: "One altered copy of a gene that is known for recessive disease alone: a second variant would be needed.",
    Lane.UNSCORED: "Not scored. This does not mean harmless.",
}

MARK_WORDS = {Mark.NONE: "", Mark.REPORT: "report", Mark.DISMISSED: "dismissed"}

RECORD_REASONS = {
    "malformed": "malformed line",
    "unknown_contig": "contig is not in the reference",
    "position_out_of_range": "position beyond the end of the contig",
    "reference_mismatch": "REF differs from the reference",
    "ref_not_bases": "REF is not made of bases",
    "no_alternate_allele": "no alternative allele",
}
ALLELE_REASONS = {
    "symbolic": "symbolic allele such as <DEL>",
    "breakend": "breakend",
    "spanning_deletion": "* (lies in a deletion recorded elsewhere)",
    "non_ref_block": "<NON_REF> of a gVCF",
    "alt_not_bases": "ALT is not made of bases",
    "same_as_ref": "ALT equals REF",
    "missing": "ALT is missing",
}
GATES = {
    "not_carried_by_proband": "not carried by the patient",
    "population_frequency": "too frequent in the population",
    "seen_in_own_families": "seen in many other families of this laboratory",
}


def count(number: int, noun: str = "", plural: str = "") -> str:
    """`1,234 variants`; the noun gets an s unless `plural` says otherwise."""
    if not noun:
        return f"{number:,}"
    word = noun if number == 1 else plural or f"{noun}s"
    return f"{number:,} {word}"


def position(pos: int) -> str:
    """1-based position with thousands separators."""
    return f"{pos:,}"


def place(variant: Variant) -> str:
    """`chr17:31,327,485`."""
    return f"{variant.chrom}:{position(variant.pos)}"


def alleles(variant: Variant, longest: int = 12) -> str:
    """`C > G`; long alleles are cut and their length is given."""
    return f"{_allele(variant.ref, longest)} > {_allele(variant.alt, longest)}"


def _allele(bases: str, longest: int) -> str:
    if len(bases) <= longest:
        return bases
    return f"{bases[: longest - 4]}{ELLIPSIS}({len(bases)} bases)"


def shortened(words: str) -> str:
    """Words with every long run of bases cut as `alleles` does: nothing else is that wide."""
    return _LONG_BASES.sub(lambda run: _allele(run.group(), 24), words)


def probability(value: float | None, decimals: int = 2) -> str:
    """Number between 0 and 1, a dash when unknown."""
    return UNKNOWN if value is None else f"{value:.{decimals}f}"


def signed(value: float, decimals: int = 2) -> str:
    """Number with its sign, typographic minus."""
    spelled = f"{abs(value):.{decimals}f}"
    if float(spelled) == 0:
        return spelled
    return f"{MINUS if value < 0 else '+'}{spelled}"


def minus(words: str) -> str:
    """Number in words of a report with the typographic minus of the window."""
    return words.replace("-", MINUS)


def decimal(value: float) -> str:
    """Number with one decimal, typographic minus."""
    return f"{value:.1f}".replace("-", MINUS)


def frequency(value: float | None) -> str:
    """Population frequency: a dash when unknown, a true 0 as `0`, tiny values in powers of ten."""
    if value is None:
        return UNKNOWN
    if value == 0:
        return "0"
    return f"{value:.4f}" if value >= 0.0001 else f"{value:.1e}"


def distance(bases: int | None) -> str:
    """Bases to the nearest splice site."""
    return UNKNOWN if bases is None else f"{bases:,}"


def tier(max_delta: float) -> Tier:
    """The band a delta falls into."""
    return next(band for band in TIERS if max_delta >= band.lowest)


def strongest(delta: SpliceDelta | None) -> str:
    """Largest delta with its signed type: `0.96 donor −`; a dash without a score."""
    if delta is None:
        return UNKNOWN
    return f"{delta.max_delta:.2f} {EFFECT_SHORT[delta.strongest]}"


def duration(seconds: float) -> str:
    """Time in words a person would use."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 10:
        return f"{minutes} min {rest:02d} s"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def rate(per_second: float, unit: str) -> str:
    """`12.4 variants/s`, or per minute where that reads better."""
    word = unit or "steps"
    if per_second >= 1:
        number = f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.1f}"
        return f"{number} {word}/s"
    return f"{per_second * 60:.1f} {word}/min"


def file_size(n_bytes: int) -> str:
    """Size of a file in binary-free, rounded units."""
    size = float(n_bytes)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def percent(part: int, whole: int) -> str:
    """Share in per cent; never rounded up to 100 when something is missing."""
    if whole == 0:
        return UNKNOWN
    share = 100 * part / whole
    if part < whole and share > 99.99:
        return "> 99.99 %"
    return f"{share:.2f} %" if part < whole else "100 %"


def movement(n_new: int, n_moved: int) -> str:
    """What the pill over the frozen list says; empty when nothing changed."""
    parts = []
    if n_new:
        parts.append(f"{n_new:,} new")
    if n_moved:
        parts.append(f"{n_moved:,} moved")
    return f"{', '.join(parts)}: refresh" if parts else ""


def shown(n_shown: int, n_all: int, n_passed: int | None = None, n_distal: int = 0) -> str:
    """`12 of 340 candidates`, `12 of 340 candidates, 600,000 more not listed, 57 unranked distal`."""
    told = [f"{n_shown:,} of {count(n_all, 'candidate')}"]
    n_more = (n_passed or 0) - n_all
    told += [f"{n_more:,} more not listed"] if n_more > 0 else []
    told += [f"{n_distal:,} unranked distal"] if n_distal else []
    return ", ".join(told)


def not_listed(n_listed: int, n_passed: int | None, n_distal: int = 0) -> str:
    """What a list that does not hold all variants in question leaves out; else empty."""
    return "\n\n".join(filter(None, (_more(n_listed, n_passed), _distal(n_distal))))


def _distal(n_distal: int) -> str:
    if not n_distal:
        return ""
    return (
        f"{count(n_distal, 'variant')} outside genes and promoters: no loaded table links an element "
        "there to a gene, so they are counted and not ranked. That does not mean harmless."
    )


def _more(n_listed: int, n_passed: int | None) -> str:
    if n_passed is None or n_passed <= n_listed:
        return ""
    return (
        f"{n_passed:,} variants passed the gates. {n_passed - n_listed:,} of them are not listed: they "
        "lie deep in introns or outside genes and no engine saw a change there, or they are not "
        "scored yet or could not be scored. 'Why listed, or not' (Ctrl+I) tells "
        "which holds for a variant; the report counts them."
    )


def inheritance(fits: Iterable[InheritanceFit]) -> str:
    """Short labels of the modes the genotypes fit."""
    return ", ".join(INHERITANCE_SHORT[fit] for fit in fits) or UNKNOWN


def genotype(call: Genotype) -> str:
    """Zygosity with reads: `heterozygous, 14 of 30 reads, quality 99`."""
    parts = [call.words]
    if call.ref_depth is not None and call.alt_depth is not None:
        parts.append(f"{call.alt_depth} of {call.ref_depth + call.alt_depth} reads")
    elif call.depth is not None:
        parts.append(f"depth {call.depth}")
    if call.quality is not None:
        parts.append(f"quality {call.quality}")
    return ", ".join(parts)


def role(person: Individual, proband: Individual) -> str:
    """Relation to the patient as far as the pedigree says it."""
    if person.name == proband.name:
        return "patient"
    if person.name == proband.father:
        return "father"
    if person.name == proband.mother:
        return "mother"
    if person.father and person.father == proband.father:
        return _sibling(person)
    return "relative" if person.family and person.family == proband.family else "other sample"


def _sibling(person: Individual) -> str:
    return {Sex.MALE: "brother", Sex.FEMALE: "sister"}.get(person.sex, "sibling")


def affection(person: Individual) -> str:
    """Disease state in words."""
    return "not stated" if person.affection is Affection.UNKNOWN else person.affection.value
