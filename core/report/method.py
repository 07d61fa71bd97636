"""How the numbers of a case came about, in plain words."""

from collections.abc import Sequence
from pathlib import PurePath

from core.domain.case import SCORE_TABLE, CaseInfo
from core.domain.consensus import EngineLabel
from core.domain.counting import counted, verb
from core.domain.ledger import Ledger
from core.domain.score import EngineRun
from core.gate_presets import rules_of
from core.interpret.gate_rules import GateRules
from core.interpret.gates import gate_label
from core.interpret.inheritance_rules import load_segregation_rules
from core.own_rules import consequence_rules
from core.ranked import ranked_by
from core.report import words
from core.report.exons import NOTE as EXON_NOTE
from core.report.genes import sources_step
from core.report.local_values import local_step
from core.report.regulatory import NOTE as REGULATORY_NOTE
from core.report.rna import rna_step
from core.report.values import EngineMethod, Method
from core.review import engine_labels
from core.store.case_store import CaseStore
from models.registry import EXON, REGULATORY_KINDS, SPLICE, EngineCard, engines

_MASKING = (
    "Raw deltas are what the network says. The masked view is that of the published tool: gains at "
    "the exon edge nearest to the variant, and losses anywhere else, are set to 0, so a loss at an "
    "annotated site farther off is 0 in it too. Exon edges are those of the gene models of this case. "
    "Ranking looks at the raw deltas."
)
_ORDER = (
    "The list is ordered by points for predicted change, population frequency, call quality, "
    "inheritance, phenotype match and distance to the splice site; every candidate names its "
    "reasons. Nothing is left out because of its rank."
)

_MODES = (
    "Modes of inheritance are labels that fit the calls of the family and leave nothing out. A call "
    "that is missing is unknown, never reference; two variants are said to lie on different copies "
    "only where the parents, the reads or the place say so. Mitochondrial variants are not judged."
)


def describe_method(store: CaseStore, ledger: Ledger) -> Method:
    """Give the method of a case: engines, gene sets, sentences, gates, rule set."""
    info, modes = store.info(), load_segregation_rules()
    labels = engine_labels()
    runs = [run for _, run in store.engine_runs()]
    return Method(
        engines=tuple(_engine(run, labels.get(run.engine_id)) for run in runs),
        gene_sets=tuple(store.gene_sets()),
        steps=(
            *_distances(runs),
            _MASKING,
            *_kinds_of_scores(runs),
            *_tables(info),
            words.frequency_source(info),
            words.gate_preset(info),
            sources_step(store.gene_sources.all()),
            local_step(store.local_values.sources()),
            rna_step(store.rna.sources()),
            _ORDER,
            _MODES,
        ),
        gates=_gates(ledger, rules_of(info)),
        rule_set="; ".join(
            (
                ranked_by(store),
                f"{modes.identifier} of {modes.date}",
                *consequence_rules().identifiers,
            )
        ),
        scale=_scale(labels.get(store.primary_engine())),
    )


def _engine(run: EngineRun, label: EngineLabel | None) -> EngineMethod:
    card = _card(run.engine_id)
    if card is None:
        return EngineMethod(run, run.engine_id, "", _calibration(label))
    return EngineMethod(run, card.title, _licence(card), _calibration(label))


def _card(engine_id: str) -> EngineCard | None:
    return next((item for item in engines() if item.engine_id == engine_id), None)


def _licence(card: EngineCard) -> str:
    use = "commercial use allowed" if card.licence.commercial_use else "no commercial use"
    return f"{card.licence.name}, {use}"


def _calibration(label: EngineLabel | None) -> str:
    if label is not None and label.is_calibrated:
        text = "published cut-offs hold"
    else:
        text = "not calibrated: no published cut-off holds for it, and it suggests no evidence code"
    own = f"; own record of {label.laboratory}" if label is not None and label.laboratory else ""
    return text + own


def _scale(primary: EngineLabel | None) -> str:
    if primary is None:
        return ""
    if not primary.is_calibrated:
        return (
            f"Raw Δ of {primary.title}, which is not calibrated: published cut-offs of other "
            "networks do not hold for it."
        )
    return (
        f"Raw Δ of {primary.title}: published cut-offs for this network are 0.2 (high recall), 0.5 "
        "(recommended), 0.8 (high precision); they do not hold for other scores."
    )


def _distances(runs: Sequence[EngineRun]) -> tuple[str, ...]:
    if not runs:
        return ("No engine has run on this case.",)
    looked = sorted({run.distance for run in runs if _scores_sites(run)})
    texts = []
    if looked:
        texts.append(
            f"Each variant is evaluated {counted(looked[0], 'base')} to either side; variants with "
            "a site change of at least 0.02, at a splice dinucleotide, with an indel over a "
            "junction, opened or reported are evaluated 4,999 bases to either side as well (wide)."
        )
    if any(run.screening for run in runs):
        texts.append(
            "Screening was used: one network first, the others only where it saw a change."
        )
    if any(run.phased_neighbours for run in runs):
        texts.append(
            "Runs with phased neighbours read both alleles with what lies on the same chromosome copy "
            "of the patient; what was left out is counted beside the score."
        )
    return tuple(texts)


def _kinds_of_scores(runs: Sequence[EngineRun]) -> tuple[str, ...]:
    kinds = {kind for run in runs if (card := _card(run.engine_id)) for kind in card.kinds}
    notes = ((EXON, EXON_NOTE), *((kind, REGULATORY_NOTE) for kind in REGULATORY_KINDS))
    return tuple(dict.fromkeys(note for kind, note in notes if kind in kinds))


def _scores_sites(run: EngineRun) -> bool:
    card = _card(run.engine_id)
    return card is None or SPLICE in card.kinds


def _tables(info: CaseInfo) -> tuple[str, ...]:
    names = [
        f"{PurePath(source.path).name} ({source.description.partition(';')[0]}; digest {source.sha256})"
        for source in info.sources
        if source.role == SCORE_TABLE
    ]
    if not names:
        return ()
    text = (
        "Scores were also looked up in a table of precomputed scores, and compared with those "
        "computed here in the same view and window; a variant that is not in the table has no "
        f"score in it. {verb(len(names), 'Table', 'Tables')}: {'; '.join(names)}."
    )
    return (text,)


def _gates(ledger: Ledger, rules: GateRules) -> tuple[str, ...]:
    """Give each gate that held something back, with how many variants."""
    held: dict[str, int] = {}
    for engine in ledger.engines.values():
        for name, n_held in engine.filtered.items():
            held[name] = max(held.get(name, 0), n_held)
    return tuple(
        f"{counted(n_held, 'variant')} {gate_label(name, rules)} {verb(n_held, 'was', 'were')} not "
        "scored and not ranked."
        for name, n_held in held.items()
    )
