"""Hand-made consequences of variants in the gene of the ranking tests, where splicing is not computed."""

from core.domain.coding import CodingEffect
from core.domain.consequence import Nmd, NmdVerdict, OutcomeKind, ProteinChange, SpliceOutcome
from core.domain.interpretation import Interpretation, TranscriptCoding, TranscriptOutcomes
from core.domain.utr import Concern, Expectation, UtrEffect, UtrKind
from core.interpret.sequence_ontology import terms_of
from tests.core.interpret.builders import transcript


def nmd(verdict):
    return Nmd(verdict, "1", verdict, 100, (), "By the rule of the last junction.")


def protein(*, stop_after=None, is_frame_kept=True, lost=0.0, is_start_lost=False):
    return ProteinChange(
        first_changed=10,
        is_frame_kept=is_frame_kept,
        n_new=0,
        n_lost=30,
        stop_after=stop_after,
        lost_fraction=lost,
        is_start_lost=is_start_lost,
        is_stop_lost=False,
        protein="MKT*",
        hgvs_p="p.?",
    )


def outcome(changed=None, verdict=None, *, is_coding_touched=True, symbol="GENE", **more):
    """Skipping of exon 2 by default."""
    fields = {"kind": OutcomeKind.EXON_SKIPPING, "share": 0.6, "summary": "Skips exon 2."} | more
    return SpliceOutcome(
        transcript_id=f"NM_{symbol}",
        gene_symbol=symbol,
        strand="+",
        score=0.9,
        size=90,
        exon_numbers=(2,),
        intron_number=None,
        sites=(),
        exons=((1000, 1100), (3000, 3200)),
        is_coding_touched=is_coding_touched,
        protein=changed,
        why_no_protein="" if changed else "its coding sequence is not known",
        nmd=None if verdict is None else nmd(verdict),
        hgvs_r="",
        sentence="Exon 2 is left out.",
        **fields,
    )


STOP_WITH_NMD = outcome(protein(stop_after=5, is_frame_kept=False), NmdVerdict.EXPECTED)


def coded(*names, verdict=None, symbol="GENE", why_unknown="", **more):
    """What is read in the transcript spliced as ever, by the names of its terms."""
    fields = {"cds_position": (61, 61), "exon_number": 1, "intron_number": None} | more
    effect = CodingEffect(
        transcript_id=f"NM_{symbol}",
        gene_symbol=symbol,
        terms=terms_of(names),
        ref_codons="",
        alt_codons="",
        ref_amino_acids="",
        alt_amino_acids="",
        protein_position=None,
        protein_length=None,
        cdna_position=None,
        n_exons=3,
        why_unknown=why_unknown,
        sentence=f"Reads as {', '.join(names)}.",
        **fields,
    )
    return TranscriptCoding(effect, None, None if verdict is None else nmd(verdict))


def untranslated(concern, *, symbol="GENE", kind=UtrKind.UPSTREAM_START_GAINED):
    return UtrEffect(
        transcript_id=f"NM_{symbol}",
        gene_symbol=symbol,
        kind=kind,
        concern=concern,
        expected=Expectation.LESS if concern is Concern.HIGH else Expectation.UNKNOWN,
        sentence=f"A new upstream start, of {concern.value} concern.",
        rule_set="toy 1",
        distance_to_tss=20,
    )


def interpreted(*outcomes, coding=(), utr=(), symbol="GENE"):
    spliced = (TranscriptOutcomes(transcript(symbol), outcomes),) if outcomes else ()
    return Interpretation(spliced, tuple(coding), tuple(utr))
