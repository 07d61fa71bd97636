"""Asking an exon engine about variants, each at all its exons, so that one failure stays alone."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.exon_score import ExonScore, TissueScore
from core.domain.score import NotScored, NotScoredReason
from core.domain.transcript import Transcript
from core.pipeline.annotation import Place
from core.pipeline.exon_places import ExonPlace, exon_refusal, exon_request, exons_near
from core.pipeline.track_asking import asked_apart
from core.sources.reference import Reference
from models.engine import EngineInfo
from models.splice.exon_engine import ExonEngine
from models.splice.exon_protocol import TISSUE_OVERHANG, ExonEffect, ExonRequest, delta_psi

Near = Callable[[str, int, int], Iterable[Transcript]]
"""Transcripts that share a base with a stretch of a contig (0-based half-open)."""


@dataclass(frozen=True, slots=True)
class ExonQuestion:
    """One allele at each exon it concerns; `name` is whatever the asker tells it by."""

    name: int
    exons: tuple[ExonPlace, ...]
    requests: tuple[ExonRequest, ...]


class ExonExaminer:
    """Puts variants to one exon engine.

    Reference inclusion is read for all exons of `know` at once; without it none is known.
    """

    batch = 32

    def __init__(self, engine: ExonEngine, reference: Reference, near: Near, assembly: str) -> None:
        self.engine = engine
        self._reference = reference
        self._near = near
        self._assembly = assembly
        self._psi: dict[tuple[str, int, int, str], NDArray[np.float32]] = {}

    @property
    def info(self) -> EngineInfo:
        """The engine."""
        return self.engine.info

    def question(self, name: int, place: Place, alt: str) -> ExonQuestion | NotScoredReason:
        """Give what the engine is to be asked, or why it is not asked."""
        refused = exon_refusal(place, alt, self._reference)
        if refused is not None:
            return refused
        start, end = place.pos - 1, place.pos - 1 + len(place.ref)
        near = tuple(self._near(place.chrom, start, end))
        exons = exons_near(place, near)
        if not exons:
            return NotScoredReason.NO_EXON_NEARBY if near else NotScoredReason.OUTSIDE_GENES
        asked = [(exon, exon_request(place, alt, exon, self._reference)) for exon in exons]
        good = [(exon, found) for exon, found in asked if isinstance(found, ExonRequest)]
        if not good:
            return next(found for _, found in asked if isinstance(found, NotScoredReason))
        kept, requests = zip(*good, strict=True)
        return ExonQuestion(name, kept, requests)

    def know(self, questions: Sequence[ExonQuestion]) -> None:
        """Read the reference inclusion of all exons these questions are about."""
        exons = {exon.key for question in questions for exon in question.exons}
        if self._assembly:
            self._psi = self.engine.reference_psi(self._assembly, sorted(exons))

    def ask(
        self, questions: Sequence[ExonQuestion]
    ) -> Iterator[tuple[int, tuple[ExonScore, ...] | NotScored]]:
        """Yield the name of each question with its scores, or with the engine's failure.

        Raises
        ------
        EngineUnavailableError
            When the engine fails on a plain sequence too.
        """
        return asked_apart(questions, self._answers, self.info, self._try_plain)

    def _answers(
        self, questions: Sequence[ExonQuestion]
    ) -> list[tuple[int, tuple[ExonScore, ...]]]:
        effects = self._effects([one for question in questions for one in question.requests])
        given = iter(effects)
        return [
            (
                question.name,
                tuple(
                    _score(exon, next(given), self.engine.tissues, self._psi.get(exon.key))
                    for exon in question.exons
                ),
            )
            for question in questions
        ]

    def _effects(self, requests: Sequence[ExonRequest]) -> list[ExonEffect]:
        effects = dict(self.engine.score(requests))
        if len(effects) != len(requests):
            raise ArithmeticError("the engine gave no answer")
        if not all(map(_is_finite, effects.values())):
            raise ArithmeticError("the engine gave a value that is not a number")
        return [effects[index] for index in range(len(requests))]

    def _try_plain(self) -> None:
        flank = "A" * (TISSUE_OVERHANG + 1)
        plain = ExonRequest(
            f"{flank}{'C' * 20}{flank}", len(flank), len(flank) + 20, 0, "A", "C", "+"
        )
        self._effects([plain])


def _is_finite(effect: ExonEffect) -> bool:
    arrays = (effect.ref_modules, effect.alt_modules, effect.tissue_ref, effect.tissue_alt)
    return math.isfinite(effect.delta_logit_psi) and all(np.isfinite(one).all() for one in arrays)


def _score(
    exon: ExonPlace,
    effect: ExonEffect,
    names: Sequence[str],
    reference_psi: NDArray[np.float32] | None,
) -> ExonScore:
    return ExonScore(
        transcript_id=exon.transcript.transcript_id,
        gene_symbol=exon.transcript.gene_symbol,
        strand=exon.transcript.strand,
        exon_number=exon.number,
        n_exons=len(exon.transcript.exons),
        start=exon.start,
        end=exon.end,
        delta_logit_psi=effect.delta_logit_psi,
        ref_modules=tuple(effect.ref_modules.tolist()),
        alt_modules=tuple(effect.alt_modules.tolist()),
        pathogenicity=effect.pathogenicity,
        efficiency=effect.efficiency,
        tissues=_tissues(effect, names, reference_psi),
    )


def _tissues(
    effect: ExonEffect, names: Sequence[str], reference_psi: NDArray[np.float32] | None
) -> tuple[TissueScore, ...]:
    """Give one score per tissue, in single precision throughout as they are stored."""
    known = np.full(len(names), np.nan, np.float32) if reference_psi is None else reference_psi
    delta = effect.tissue_delta
    columns = (
        effect.tissue_ref,
        effect.tissue_alt,
        delta,
        known,
        delta_psi(delta, known),
    )
    rows = np.stack([np.asarray(column, dtype=np.float32) for column in columns]).T.tolist()
    return tuple(
        TissueScore(name, ref, alt, change, _known(psi), _known(psi_change))
        for name, (ref, alt, change, psi, psi_change) in zip(names, rows, strict=True)
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
