"""What the splice engines of a case say about one variant: for people and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.candidate import Facts
from core.domain.consensus import Agreement, Consensus, EngineCall, EngineLabel, SiteConsensus
from core.domain.score import EngineRun, SpliceEffect, SpliceScore
from core.interpret.rules import load_consensus_rules
from core.review import engine_labels

SCALE = (
    "Deltas of different engines are not on one scale. Published cut-offs hold for the engine "
    "marked calibrated; the others are compared by site, and move no rank."
)
_MARKS = {
    Agreement.AGREE: "The engines agree.",
    Agreement.DISAGREE: "THE ENGINES DISAGREE.",
    Agreement.UNCLEAR: "The engines differ in strength or site.",
    Agreement.ONE_ENGINE: "Nothing to compare.",
}


@dataclass(frozen=True, slots=True)
class EngineCell:
    """The largest raw delta of one effect in either window and its 1-based base, None if tiny."""

    value: float
    pos: int | None


@dataclass(frozen=True, slots=True)
class EngineRow:
    """One engine in one gene; `cells` stand in the order of `SpliceEffect`."""

    gene_symbol: str
    title: str
    standing: str
    cells: tuple[EngineCell, ...]


def has_several(facts: Facts) -> bool:
    """There is something to lay side by side."""
    return bool(facts.consensus)


def sentences(facts: Facts) -> tuple[str, ...]:
    """Give the comparison in words, one per gene, a disagreement first."""
    order = tuple(_MARKS)
    told = sorted(facts.consensus, key=lambda one: order.index(one.agreement) != 1)
    return tuple(f"{one.gene_symbol or 'No gene'}: {consensus_sentence(one)}" for one in told)


def agreement_mark(agreement: Agreement) -> str:
    """Give the outcome in a few words."""
    return _MARKS[agreement]


def consensus_sentence(one: Consensus) -> str:
    """Give the outcome and the reason."""
    return f"{_MARKS[one.agreement]} {one.sentence}"


def rows(facts: Facts, labels: Mapping[str, EngineLabel] | None = None) -> tuple[EngineRow, ...]:
    """Give one row per gene and engine, the primary engine first."""
    known = engine_labels() if labels is None else labels
    least = load_consensus_rules().told.value
    symbols = dict.fromkeys(score.gene_symbol for one in facts.engines for score in one.scores)
    found = []
    for symbol in symbols:
        for one in facts.engines:
            engine_id = one.run.engine_id
            label = known.get(engine_id, EngineLabel(engine_id, is_calibrated=False))
            mine = [score for score in one.scores if score.gene_symbol == symbol]
            if mine:
                cells = tuple(_cell(mine, effect, facts, least) for effect in SpliceEffect)
                found.append(EngineRow(symbol, label.title, standing(label, one.run), cells))
    return tuple(found)


def standing(label: EngineLabel, run: EngineRun) -> str:
    """Say whether published cut-offs hold, and which short cuts were taken."""
    parts = ["calibrated" if label.is_calibrated else "not calibrated"]
    if label.laboratory:
        parts.append(f"own record of {label.laboratory}")
    if run.precision != "float32":
        parts.append(run.precision)
    if run.screening:
        parts.append("screening")
    return ", ".join(parts)


def consensus_dict(one: Consensus) -> dict[str, object]:
    """Give the comparison of one gene; `share_of_case` is null where too few were scored."""
    return {
        "gene_symbol": one.gene_symbol,
        "agreement": one.agreement.value,
        "sentence": one.sentence,
        "sites": [_site_dict(site) for site in one.sites],
    }


def _site_dict(site: SiteConsensus) -> dict[str, object]:
    return {
        "effect": site.effect.value.replace(" ", "_"),
        "pos": site.pos,
        "agreement": site.agreement.value,
        "engines": [_call_dict(call) for call in site.calls],
    }


def _call_dict(call: EngineCall) -> dict[str, object]:
    return {
        "engine": call.engine_id,
        "calibrated": call.label.is_calibrated,
        "seen": call.seen.value,
        "delta": round(call.value, 4),
        "pos": call.pos,
        "share_of_case": None if call.share is None else round(call.share, 4),
    }


def _cell(
    scores: Sequence[SpliceScore], effect: SpliceEffect, facts: Facts, least: float
) -> EngineCell:
    found = [
        delta.of(effect)
        for score in scores
        for delta in (score.delta, score.wide)
        if delta is not None
    ]
    value, offset = max(found, key=lambda pair: round(pair[0], 2))
    value = round(value, 2)
    return EngineCell(value, facts.variant.pos + offset if value >= least else None)
