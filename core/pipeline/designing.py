"""Job: the fewest base edits that raise or lower an output of an engine (research)."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.domain.counting import counted
from core.errors import UsageError
from core.job import Progress
from core.pipeline.design_spec import Design, DesignedEdit, DesignedStep, DesignSpec
from core.pipeline.engine_kinds import regulatory_kind
from core.pipeline.mapping import translated
from core.pipeline.regulatory_asking import track_number
from core.pipeline.typed_regions import parsed_bounds, parsed_region
from core.profile import demand_research
from core.sources.reference import Reference
from models.engine import EngineInfo
from models.registry import SEQUENCE
from models.regulatory.design import Constraints, Designer, Goal, Slopes, Step, Values
from models.regulatory.engine import RegulatoryEngine
from models.regulatory.explain import Differentiable
from models.regulatory.slopes import slopes_of
from models.runtime import load_regulatory_engine


def design_region(
    spec: DesignSpec, engine: RegulatoryEngine | None = None
) -> Generator[Progress, None, Design]:
    """Search edits; every step is told with its value.

    Raises
    ------
    ProblemError
        The profile is clinical, the region cannot be read, or the engine cannot be asked this way.
    """
    demand_research("Designs")
    with Reference(spec.reference) as reference, translated():
        yield Progress("loading the networks")
        loaded = engine or load_regulatory_engine(spec.engine_id, device=spec.device)
        place = _Place.of(spec, reference, loaded.info)
        track = track_number(loaded, spec.track) if spec.track else 0
        constraints = Constraints(place.protected(spec.protected), spec.forbidden, spec.gc)
        designer = Designer(_values(loaded, track), _slopes(loaded, track), constraints, spec.width)
        goal = Goal(raises=spec.raises, most_edits=spec.most_edits, value=spec.goal)
        steps: list[DesignedStep] = []
        for step in designer.design(place.window, goal, spec.way):
            steps.append(place.step(step))
            n_edits = len(step.edits)
            yield Progress(
                "searching edits",
                n_edits,
                spec.most_edits,
                "edits",
                note=f"{counted(n_edits, 'edit')}: {step.value:.4f}",
                so_far=_design(loaded, track, steps),
            )
        broken = constraints.broken(step.sequence, place.window)
    return replace(_design(loaded, track, steps), broken=broken)


@dataclass(frozen=True, slots=True)
class _Place:
    """The window an engine reads, and the region in it (0-based half-open)."""

    chrom: str
    first: int
    window: str
    start: int
    end: int

    @classmethod
    def of(cls, spec: DesignSpec, reference: Reference, info: EngineInfo) -> "_Place":
        if regulatory_kind(spec.engine_id) != SEQUENCE:
            raise UsageError(
                f"{info.name} reads sequences of transcripts, which are not designed here.",
                "Choose an engine that reads any sequence, such as mpra-dragonn.",
            )
        chrom, start, end = parsed_region(spec.region)
        length = info.context_length
        if end - start > length:
            raise UsageError(
                f"The region has {end - start} bases; {info.name} reads {length}.",
                "Name a shorter region.",
            )
        first = (start + end) // 2 - length // 2
        window = reference.fetch(chrom, first, first + length)
        if len(window) < length:
            raise UsageError(
                f"{spec.region} lies too near the end of its contig, or beyond it.",
                "Name a region inside the reference.",
            )
        return cls(chrom, first, window, start - first, end - first)

    def protected(self, stretches: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        """Give what stays as it is, in the window: all outside the region, and what was named."""
        inside = []
        for one in stretches:
            start, end = (bound - self.first for bound in parsed_bounds(one))
            if end <= self.start or start >= self.end:
                raise UsageError(
                    f"{one} lies outside the bases that may be edited, so it protects nothing.",
                    f"Name a stretch of {self.first + self.start + 1}-{self.first + self.end}.",
                )
            inside.append((start, end))
        around = [(0, self.start), (self.end, len(self.window))]
        return tuple((max(start, 0), max(end, 0)) for start, end in (*around, *inside))

    def step(self, step: Step) -> DesignedStep:
        edits = tuple(
            DesignedEdit(self.chrom, self.first + one.position + 1, one.old, one.new)
            for one in step.edits
        )
        return DesignedStep(edits, step.value, step.sequence[self.start : self.end])


def _design(engine: RegulatoryEngine, track: int, steps: Sequence[DesignedStep]) -> Design:
    about = engine.tracks[track]
    return Design(engine.info.engine_id, engine.info.version, about.name, about.unit, tuple(steps))


def _values(engine: RegulatoryEngine, track: int) -> Values:
    def values(sequences: Sequence[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = engine.outputs(sequences)[:, track]
        return found

    return values


def _slopes(engine: RegulatoryEngine, track: int) -> Slopes | None:
    return slopes_of(engine, track) if isinstance(engine, Differentiable) else None
