"""How the numbers of a case came about, in plain words."""

from collections.abc import Sequence

from core.domain.case import CaseInfo
from core.domain.counting import counted, verb
from core.domain.ledger import Ledger
from core.domain.score import EngineRun
from core.interpret.gates import gate_label
from core.interpret.rules import GateRules, load_gate_rules, load_rules
from core.report import words
from core.report.values import EngineMethod, Method
from models.registry import EngineCard, engines

_MASKING = (
    "Raw deltas are what the network says. In the masked view gains at annotated sites and losses "
    "at unannotated sites are set to 0; the annotation is that of the gene models of this case. "
    "Ranking looks at the raw deltas."
)
_ORDER = (
    "The list is ordered by points for predicted change, population frequency, call quality, "
    "inheritance, phenotype match and distance to the splice site; every candidate names its "
    "reasons. Nothing is left out because of its rank."
)


def describe_method(
    info: CaseInfo,
    gene_sets: Sequence[tuple[str, str]],
    runs: Sequence[tuple[int, EngineRun]],
    ledger: Ledger,
) -> Method:
    """Give the method of a case: engines, gene sets, sentences, gates, rule set."""
    rules = load_rules()
    return Method(
        engines=tuple(_engine(run) for _, run in runs),
        gene_sets=tuple(gene_sets),
        steps=(*_distances(runs), _MASKING, words.frequency_source(info), _ORDER),
        gates=_gates(ledger, load_gate_rules(info.preset)),
        rule_set=f"{rules.identifier} of {rules.date}",
    )


def _engine(run: EngineRun) -> EngineMethod:
    card = next((item for item in engines() if item.engine_id == run.engine_id), None)
    if card is None:
        return EngineMethod(run, run.engine_id, "")
    return EngineMethod(run, card.title, _licence(card))


def _licence(card: EngineCard) -> str:
    use = "commercial use allowed" if card.licence.commercial_use else "no commercial use"
    return f"{card.licence.name}, {use}"


def _distances(runs: Sequence[tuple[int, EngineRun]]) -> tuple[str, ...]:
    if not runs:
        return ("No engine has run on this case.",)
    looked = sorted({run.distance for _, run in runs})
    text = (
        f"Each variant is evaluated {counted(looked[0], 'base')} to either side; variants with "
        "a site change of at least 0.02, at a splice dinucleotide, with an indel over a junction, "
        "opened or reported are evaluated 4,999 bases to either side as well (wide)."
    )
    screening = any(run.screening for _, run in runs)
    notice = "Screening was used: one network first, the others only where it saw a change."
    return (text, notice) if screening else (text,)


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
