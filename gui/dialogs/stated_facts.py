"""The fields of what a person states, in the words of the dialog."""

from functools import partial

from core.domain.evidence_inputs import KnownClass
from core.domain.stated import (
    AssayFinding,
    AssayMethod,
    DeNovoCase,
    Partner,
    PartnerPhase,
    PhenotypeFit,
    RegulatoryLoss,
    RnaAssay,
)
from gui.dialogs.fact_fields import (
    AnswerField,
    ChoiceField,
    LinesField,
    OneOfField,
    ShareField,
    SharesField,
    TextField,
    TickField,
    YesNoField,
)
from gui.dialogs.fact_form import Fact

_SOURCE = partial(TextField, "PMID, table or laboratory file")
_CLASSES = (KnownClass.PATHOGENIC, KnownClass.LIKELY_PATHOGENIC, KnownClass.UNCERTAIN)

MECHANISM = (
    Fact("source", "Loss of function, stated by", _SOURCE, "Who states it as the mechanism"),
    Fact("disease", "Disease", partial(TextField, "MONDO:0018975, where the source names one")),
)
REGION = (
    Fact("source", "Role of the lost part, by", _SOURCE),
    Fact("is_critical", "Critical to function", YesNoField),
    Fact(
        "lof_frequencies",
        "LoF in people (%)",
        SharesField,
        "Frequencies of trusted loss-of-function variants of the exon in the population",
    ),
    Fact("has_rescue", "A transcript that makes up for the loss is plausible", TickField),
    Fact(
        "is_expression_critical",
        "An untranslated part that goes is needed for expression",
        TickField,
    ),
)
START_LOSS = (
    Fact("source", "Loss of the start, by", _SOURCE),
    Fact("has_other_start", "Another start is used", YesNoField),
    Fact(
        "has_pathogenic_before_next_start",
        "A known cause lies before the next",
        YesNoField,
        "A variant known as pathogenic lies before the next start",
    ),
)
PATIENT = (
    Fact("phenotype_fit", "Phenotype of this patient", partial(ChoiceField, PhenotypeFit)),
    Fact("is_parentage_confirmed", "Both parents proven", partial(YesNoField, "as the calls tell")),
    Fact(
        "call_share",
        "Genomes called here",
        ShareField,
        "Share of a population's genomes that could be called at this place; PM2 asks for it",
    ),
    Fact(
        "call_share_source",
        "Who says so",
        partial(TextField, "gnomAD browser, coverage of genomes"),
    ),
)
DE_NOVO = (
    Fact("source", "Source", _SOURCE),
    Fact("fit", "Phenotype", partial(ChoiceField, PhenotypeFit)),
    Fact("is_confirmed", "Both parents are proven", TickField),
)
PARTNERS = (
    Fact("name", "Second allele", partial(TextField, "NM_000350.3:c.5461-10T>C")),
    Fact("phase", "It lies", partial(ChoiceField, PartnerPhase)),
    Fact("classified", "Its class", partial(OneOfField, "not classified", _CLASSES)),
    Fact("source", "Who classified it", _SOURCE),
    Fact("rests_on_this", "Its class counts this variant", TickField),
)
GATE = (
    Fact("region", "Kind of element", partial(TextField, "enhancer, promoter, 5' UTR")),
    Fact("is_element_real", "Active in the relevant tissue", AnswerField),
    Fact("is_target_shown", "Its target gene is shown", AnswerField),
    Fact("does_mechanism_fit", "Its mechanism fits the disease", AnswerField),
    Fact("loss", "What is deleted", partial(ChoiceField, RegulatoryLoss, "neither of these")),
)
BLANK_CASE = DeNovoCase(PhenotypeFit.UNKNOWN, is_confirmed=False, source="")
BLANK_PARTNER = Partner("", PartnerPhase.UNKNOWN)
BLANK_ASSAY = RnaAssay(
    name="",
    finding=AssayFinding.ABERRANT,
    tissue="",
    method=AssayMethod.RT_PCR,
    is_nmd_inhibited=None,
    is_allele_specific=None,
    lost_share=None,
    transcripts=(),
    controls="",
    reference="",
)


def assay_facts(strengths: tuple[str, ...]) -> tuple[Fact, ...]:
    """Give the fields of an RNA assay; `strengths` are those PVS1 can have."""
    return (
        Fact("name", "Name", partial(TextField, "blood RT-PCR")),
        Fact("finding", "Finding", partial(ChoiceField, AssayFinding)),
        Fact("tissue", "Tissue or cells", partial(TextField, "blood")),
        Fact("method", "Method", partial(ChoiceField, AssayMethod)),
        Fact("is_nmd_inhibited", "NMD inhibited", YesNoField),
        Fact("is_allele_specific", "Allele-specific", YesNoField),
        Fact("lost_share", "Transcripts lost", partial(ShareField, "not quantified")),
        Fact("transcripts", "Transcripts", partial(LinesField, "r.123_212del, one a line")),
        Fact("controls", "Controls", partial(TextField, "three controls")),
        Fact("reference", "Reference", _SOURCE),
        Fact("strength", "Strength", partial(OneOfField, "left to the tree", strengths)),
        Fact("is_protein_effect_excluded", "Changed protein works", YesNoField),
    )
