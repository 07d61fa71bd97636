"""What the counts of gates say in words."""

from core.domain.counting import counted, verb
from core.domain.transcript import Region
from core.domain.zone import Zone
from core.interpret.gate_rules import Doubt, GateRules
from core.pipeline.gating import GateCount, GateCounts

MEANINGS: dict[str, str] = {
    Region.SPLICE_DINUCLEOTIDE: "The first two and the last two bases of an intron",
    Region.EXON_EDGE: "The last three bases of an exon before a donor, the first one after an acceptor",
    Region.NEAR_SPLICE: "Around a site: three bases of the exon, +8 of a donor, -50 of an acceptor",
    Region.CODING: "Exon bases that code for the protein",
    Region.UTR5: "Exon bases before the start codon",
    Region.UTR3: "Exon bases after the stop codon",
    Region.NON_CODING_EXON: "Exon bases of a transcript without a protein",
    Region.INTRON: "Intron bases farther from the sites, up to 50",
    Region.DEEP_INTRON: "More than 50 bases from both ends of the intron",
    Region.INTERGENIC: "In no transcript of the gene models",
    Zone.BRANCH_POINT: "Where branch points of introns lie, before the acceptor",
    Zone.PROMOTER: "Around the start of a transcript, or a promoter of an element list",
    Zone.ELEMENT: "In an element of a region list of this computer",
}
"""What regions and zones are."""


def gate_words(count: GateCount) -> str:
    """Say what one gate holds back: alone, and before the gates below it."""
    if count.n_failing:
        held = f"{count.n_failing:,} held back"
        if count.n_first != count.n_failing:
            held += f" ({count.n_first:,} by this gate first)"
    else:
        held = "holds nothing back"
    return f"{held}; {count.n_flagged:,} flagged" if count.n_flagged else held


def doubt_words(rules: GateRules) -> dict[Doubt, str]:
    """Say when each doubt holds under these rules."""
    calls = rules.calls
    return {
        Doubt.DEPTH: f"Fewer than {calls.min_depth.value:g} reads (DP)",
        Doubt.QUALITY: f"Genotype quality (GQ) below {calls.min_quality.value:g}",
        Doubt.BALANCE: (
            "Heterozygous, and the share of reads with the variant is outside "
            f"{calls.min_balance.value:g} to {calls.max_balance.value:g}"
        ),
        Doubt.FILTER: "FILTER of the record is something else than PASS",
        Doubt.LISTED: "Inside a region list of this computer, such as segmental duplications",
    }


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
