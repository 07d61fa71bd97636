"""One gene with three exons, and what may be known of a variant in it."""

from dataclasses import replace

from core.domain.consequence import (
    Nmd,
    NmdVerdict,
    OutcomeKind,
    ProteinChange,
    SiteUse,
    SpliceOutcome,
)
from core.domain.evidence import MECHANISM, Basis, Evidence, Standing
from core.domain.evidence_inputs import (
    CanonicalSite,
    CodingChange,
    EngineCalibration,
    EvidenceInputs,
    GeneEvidence,
    KnownClass,
    KnownVariant,
    SpliceEvidence,
)
from core.domain.local_value import Coverage
from core.domain.population_data import PopulationData, PopulationGroup
from core.domain.score import EngineRun
from core.domain.stated import AssayFinding, AssayMethod, Mechanism, RnaAssay, Stated
from core.interpret.evidence.build import evidence
from core.interpret.evidence.rules import load_evidence_rules
from core.interpret.evidence.suggest import suggest
from core.interpret.position import locate
from tests.core.interpret.builders import delta, transcript, variant

RULES = load_evidence_rules()
UK = load_evidence_rules("uk")

# Exons 1-based: 1001..1100, 2001..2090, 3001..3200. The first intron is 1101 (+1) to 2000 (-1).
TRANSCRIPT = transcript()
IN_USE = frozenset({TRANSCRIPT.transcript_id})
CALIBRATION = EngineCalibration("SpliceAI", "1.3.1", False, 500, "MANE", 0.20, 0.10, "Walker 2023")
RUN = EngineRun("spliceai", "1.3.1", "d" * 64, 500, "MANE.gff3", "r", "float32")
LOF = Mechanism("ClinGen dosage: haploinsufficiency, sufficient evidence (3)")
EXPECTED = Nmd(NmdVerdict.EXPECTED, "1", NmdVerdict.EXPECTED, 80, (), "NMD predicted (rule 1).")
ESCAPES = Nmd(NmdVerdict.ESCAPES, "1", NmdVerdict.ESCAPES, 20, (), "Escape predicted (rule 1).")
NO_STOP = Nmd(
    NmdVerdict.NO_PREMATURE_STOP, "", NmdVerdict.NO_PREMATURE_STOP, None, (), "No premature stop."
)
UNKNOWN_NMD = Nmd(NmdVerdict.UNKNOWN, "", NmdVerdict.UNKNOWN, None, (), "Not known.")


def protein(lost=0.05, *, frame=True, **more):
    fields = {"is_start_lost": False, "is_stop_lost": False} | more
    return ProteinChange(
        first_changed=20,
        is_frame_kept=frame,
        n_new=0,
        n_lost=5,
        stop_after=None,
        lost_fraction=lost,
        protein="M*",
        hgvs_p="p.?",
        **fields,
    )


def outcome(kind=OutcomeKind.EXON_SKIPPING, share=0.9, nmd=EXPECTED, changed=None, **more):
    fields = {
        "transcript_id": TRANSCRIPT.transcript_id,
        "gene_symbol": "GENE",
        "strand": "+",
        "score": 0.9,
        "size": 90,
        "exon_numbers": (2,),
        "intron_number": None,
        "sites": (SiteUse("donor", 2090, 0.9, 0.0, True),),
        "exons": ((1000, 1100), (3000, 3200)),
        "is_coding_touched": True,
        "protein": protein() if changed is None else changed,
        "why_no_protein": "",
        "hgvs_r": "r.(?)",
        "sentence": "Exon 2 is skipped.",
    } | more
    return SpliceOutcome(kind=kind, share=share, nmd=nmd, **fields)


def splice(value=0.0, *, wide=0.0, calibration=CALIBRATION, run=RUN, **more):
    fields = {"dl": value} | more
    return SpliceEvidence(run, delta(**fields), wide, calibration)


def inputs(pos=1500, ref="A", alt="C", model=TRANSCRIPT, **more):
    """A variant of the gene; by default deep in its first intron, scored, with nothing predicted."""
    where = variant(pos, ref, alt)
    fields = {
        "gene": GeneEvidence("GENE"),
        "positions": locate(where, [model]),
        "in_use": frozenset({model.transcript_id}),
        "sites": (),
        "splice": splice(),
        "outcomes": (),
    } | more
    return EvidenceInputs(variant=where, **fields)


def lost_donor(**more):
    """+1 of the second intron changed: a donor is lost; loss of function is the mechanism."""
    fields = {
        "sites": (CanonicalSite("donor", "GT", "AT", is_kept=False),),
        "splice": splice(0.99),
        "outcomes": (outcome(),),
        "stated": Stated(mechanism=LOF),
    } | more
    return inputs(2091, "G", "A", **fields)


def coding(*terms, changed=None, nmd=None):
    return CodingChange(TRANSCRIPT.transcript_id, terms, changed, nmd)


def population(*groups, coverage=Coverage.PRESENT, passes=True, genome=True, share=0.95):
    found = tuple(PopulationGroup(*group) for group in groups)
    return PopulationData("gnomAD 4.1", coverage, found, passes, genome, share)


def seen(data, **more):
    """A variant of which nothing but its frequency is known."""
    return inputs(splice=None, population=data, **more)


def absent(share=0.95, *, genome=True):
    return population(coverage=Coverage.ABSENT, share=share, genome=genome, passes=None)


def known(pos=2092, classified=KnownClass.PATHOGENIC, alt="C", ref="T", **more):
    fields = {"max_delta": 0.5, "outcomes": (outcome(),), "is_independent": True} | more
    return KnownVariant(variant(pos, ref, alt), classified, "ClinVar VCV1, 2026-01-01", **fields)


def assay(finding=AssayFinding.ABERRANT, **more):
    fields = {
        "name": "blood RT-PCR",
        "tissue": "blood",
        "method": AssayMethod.RT_PCR,
        "is_nmd_inhibited": True,
        "is_allele_specific": True,
        "lost_share": 0.95,
        "transcripts": ("r.123_212del",),
        "controls": "three controls",
        "reference": "laboratory file 7",
        "outcome": outcome(),
    } | more
    return RnaAssay(finding=finding, **fields)


def codes(given, rules=RULES):
    """What is suggested, as labels."""
    return {one.label for one in suggest(given, rules) if one.standing is Standing.SUGGESTED}


def one(given, code, basis=None, rules=RULES):
    """The one suggestion, possibility or refusal of a code."""
    found = [
        item for item in suggest(given, rules) if item.code == code and basis in (None, item.basis)
    ]
    assert len(found) == 1, [(item.label, item.standing, item.reason) for item in found]
    return found[0]


def has(given, code, rules=RULES):
    return any(item.code == code for item in suggest(given, rules))


def made(code, strength="", basis=Basis.OTHER, standing=Standing.ACCEPTED, rules=RULES, **seen):
    """A code as if somebody accepted it."""
    item: Evidence = evidence(rules, code, basis, strength)
    if code == "PVS1" and MECHANISM not in seen:
        seen[MECHANISM] = LOF.source
    return replace(item, standing=standing, reason="Because.", inputs=tuple(seen.items()))


def bundle(text, rules=RULES, standing=Standing.ACCEPTED):
    """Codes from a line such as "PVS1 PM2 PM3_strong BP4"; an underscore stands for a blank."""
    found = []
    for word in text.split():
        code, _, strength = word.partition("_")
        found.append(made(code, strength.replace("_", " "), standing=standing, rules=rules))
    return found
