"""What stands beside an outcome in the section on what becomes of a transcript."""

from core.domain.coding import CodingEffect
from core.domain.context import Contexts, DomainLoss, ExonInclusion, OutcomeContext, SeenJunction
from core.domain.interpretation import Interpretation, TranscriptCoding, TranscriptOutcomes
from core.interpret.sequence_ontology import terms_of
from gui.panels.consequence_html import consequence_section
from gui.theme import load_theme
from tests.core.interpret.evidence.cases import TRANSCRIPT, outcome

LIGHT = load_theme("light")
SKIP = outcome()


def coding() -> TranscriptCoding:
    return TranscriptCoding(
        CodingEffect(
            transcript_id=TRANSCRIPT.transcript_id, gene_symbol="GENE",
            terms=terms_of(["intron_variant"]), ref_codons="", alt_codons="", ref_amino_acids="",
            alt_amino_acids="", protein_position=None, protein_length=None, cds_position=None,
            cdna_position=None, exon_number=None, n_exons=3, intron_number=2, why_unknown="",
            sentence="Intron variant.",
        )
    )  # fmt: skip


def section(contexts: Contexts) -> str:
    told = (TranscriptOutcomes(TRANSCRIPT, (SKIP,)),)
    return consequence_section(Interpretation(told, (coding(),), contexts=contexts), LIGHT)


def test_inclusion_junctions_and_domains_stand_beside_the_outcome():
    context = OutcomeContext(
        inclusion=(ExonInclusion(2_000, 2_090, 2, 53, 0.9, 1.0, "Liver", "Lung"),),
        seen=(SeenJunction("Own (2026)", 1_100, 3_000, "exon <2> skipped", 12, None),),
        domains=(DomainLoss("Kinase", "Pfam", 20, 250),),
    )
    html = section(Contexts({SKIP: context}))
    assert "Domains touched: Kinase (20 of 250 amino acids, 8%, lost or changed)." in html
    assert "included 0.90 (Liver) to 1.00 (Lung)." in html
    assert "Seen in 12 samples without the variant: exon &lt;2&gt; skipped" in html
    assert "not known" not in html


def test_what_is_not_known_is_told():
    why = OutcomeContext(why_no_inclusion="no pack", why_not_seen="not known: no table")
    html = section(Contexts({SKIP: why}, why_no_domains="no table is registered"))
    assert "Inclusion in people without the variant: not known: no pack." in html
    assert "Junctions in people without the variant: not known: no table." in html
    assert "Protein domains: not known: no table is registered." in html
