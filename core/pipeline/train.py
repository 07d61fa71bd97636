"""Job: a network trained as a plan says, measured on what was put aside, and kept as a pack."""

from collections.abc import Generator
from dataclasses import dataclass

from core.errors import UsageError
from core.job import Progress
from core.paths import data_dir
from core.pipeline.mapping import translated
from core.pipeline.track_score_vcf import safe
from core.pipeline.training_examples import build_examples
from core.pipeline.training_ground import Built, Ground
from core.pipeline.training_order import TrainingCheck, TrainingOutcome, TrainSpec
from core.pipeline.training_spec import (
    EffectsData,
    IntervalsData,
    SequencesData,
    SitesData,
    TrainingPlan,
    read_plan,
)
from core.profile import demand_research
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.version import VERSION
from models.device import choose_device
from models.packs.track_list import TrackRow
from models.training.balance import balance
from models.training.examples import Split, split_by_chromosome
from models.training.figures import measure
from models.training.loop import fit
from models.training.losses import Options, Task
from models.training.memory import demand_memory, measure_memory
from models.training.networks import (
    Network,
    OneHead,
    Start,
    Trainable,
    fresh,
    start_from,
    trainable,
)
from models.training.pack import TrainedPack, check_name, keep_trained
from models.training.record import Epoch, TrainingRecord


def train_network(spec: TrainSpec) -> Generator[Progress, None, TrainingOutcome]:
    """Train, measure and keep a network.

    Raises
    ------
    ProblemError
        The profile is clinical, a file or entry is wrong, or nothing can be learned.
    """
    with translated():
        ready = yield from _prepare(spec)
        plan, begun, built, split = ready.plan, ready.begun, ready.built, ready.split
        options, network, heads = ready.options, ready.network, ready.heads
        place = choose_device(spec.device)
        demand_memory(measure_memory(network, split.training, options, place), options, place)
        before = (
            measure(network.to(place), split.test, heads, options, place) if begun.start else ()
        )
        epochs = yield from _rounds(network, split, options, spec, plan)
        yield Progress("measuring on what was put aside")
        after = measure(network, split.test, heads, options, place)
        outcome = TrainingOutcome(
            pack=plan.name,
            n_examples=(len(split.training), len(split.validation), len(split.test)),
            n_leaking=split.n_dropped,
            left_out=built.left_out,
            epochs=epochs,
            before=before,
            after=after,
        )
        _keep(plan, begun, network, heads, outcome)
    return outcome


def check_training(spec: TrainSpec) -> Generator[Progress, None, TrainingCheck]:
    """Read plan and data and tell what would be trained; trains and writes nothing.

    Raises
    ------
    ProblemError
        As `train_network`, but for memory, which is told.
    """
    with translated():
        ready = yield from _prepare(spec)
        split, options = ready.split, ready.options
        yield Progress("measuring the memory")
        memory = measure_memory(ready.network, split.training, options, choose_device(spec.device))
    parts = (split.training, split.validation, split.test)
    return TrainingCheck(
        pack=ready.plan.name,
        architecture=ready.begun.architecture,
        n_numbers=sum(one.numel() for one in ready.network.parameters()),
        n_examples=(len(parts[0]), len(parts[1]), len(parts[2])),
        balance=tuple(balance(part, ready.heads, options.task) for part in parts),
        n_leaking=split.n_dropped,
        left_out=ready.built.left_out,
        batch=options.batch,
        memory=memory,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Ready:
    """All that a run begins with."""

    plan: TrainingPlan
    begun: "_Begun"
    built: Built
    split: Split
    options: Options
    network: Network
    heads: tuple[str, ...]


def _prepare(spec: TrainSpec) -> Generator[Progress, None, _Ready]:
    """Read plan and data, and build the network."""
    demand_research("Trained networks")
    plan = read_plan(spec.plan)
    check_name(plan.name)
    begun = _begin(plan)
    options = _options(plan)
    yield Progress("reading the data")
    built = _examples(plan, spec, begun)
    split = split_by_chromosome(built.examples, plan.split.validation, plan.split.test)
    network, heads = _network(plan, begun, built)
    return _Ready(plan, begun, built, split, options, network, heads)


@dataclass(frozen=True, eq=False, slots=True)
class _Begun:
    """The network of a plan: what it is, and the pack it was taken from."""

    architecture: str
    made_of: Trainable
    start: Start | None


def _begin(plan: TrainingPlan) -> _Begun:
    start = start_from(plan.start) if plan.start else None
    name = start.architecture if start else plan.architecture
    found = _Begun(name, trainable(name), start)
    if _task(plan) not in found.made_of.tasks:
        raise UsageError(
            f"{name} cannot learn this kind of data ({plan.data.kind}).",
            "Choose another architecture; docs/training.md says which learns what.",
        )
    return found


def _task(plan: TrainingPlan) -> Task:
    data = plan.data
    if isinstance(data, SitesData):
        return "sites"
    if isinstance(data, IntervalsData):
        return "classes"
    if isinstance(data, EffectsData):
        return "changes"
    is_classes = isinstance(data, SequencesData) and data.are_classes
    return "classes" if is_classes else "values"


def _options(plan: TrainingPlan) -> Options:
    if plan.learning.mixed and isinstance(plan.data, EffectsData):
        raise UsageError(
            "Changes between two alleles are too small for mixed precision.",
            "Take mixed = true out of the plan.",
        )
    return Options(task=_task(plan), **plan.learning.model_dump())


def _examples(plan: TrainingPlan, spec: TrainSpec, begun: _Begun) -> Built:
    room = 2 * plan.learning.shift
    width = begun.made_of.length + room
    if isinstance(plan.data, SitesData):
        width += plan.data.window
    with Reference(spec.reference) as reference:
        genes = load_genes(spec.genes).transcripts if spec.genes else ()
        whole = frozenset(plan.split.test)
        ground = Ground(reference, width, genes, plan.learning.seed, whole)
        return build_examples(plan.data, ground)


def _network(plan: TrainingPlan, begun: _Begun, built: Built) -> tuple[Network, tuple[str, ...]]:
    """Give the network that learns, and the names of its heads."""
    start = begun.start
    if start is None:
        network = fresh(begun.made_of, len(built.heads), plan.learning.seed)
        return network, built.heads
    names = [one.name for one in start.heads]
    if isinstance(plan.data, EffectsData):
        if plan.data.head not in names:
            raise UsageError(
                f"{plan.start} has no output {plan.data.head!r}.",
                f"Choose one of: {', '.join(names)}.",
            )
        return OneHead(start.network, names.index(plan.data.head)), built.heads
    if list(built.heads) != names and not isinstance(plan.data, SitesData):
        raise UsageError(
            f"The data have the heads {', '.join(built.heads)}, {plan.start} has others.",
            f"Name the same ones, in this order: {', '.join(names)}.",
        )
    return start.network, built.heads


def _rounds(
    network: Network, split: Split, options: Options, spec: TrainSpec, plan: TrainingPlan
) -> Generator[Progress, None, tuple[Epoch, ...]]:
    folder = spec.folder or data_dir() / "training" / plan.name
    epochs: list[Epoch] = []
    yield Progress("learning", 0, options.epochs, "rounds")
    for epoch in fit(network, split, options, folder, choose_device(spec.device)):
        epochs.append(epoch)
        told = f"round {epoch.number}: loss {epoch.training_loss:.4f}, on chromosomes put aside "
        note = f"{told}{epoch.validation_loss:.4f}{', the best so far' if epoch.is_best else ''}"
        yield Progress("learning", epoch.number, options.epochs, "rounds", note=note)
    return tuple(epochs)


def _keep(
    plan: TrainingPlan,
    begun: _Begun,
    network: Network,
    heads: tuple[str, ...],
    outcome: TrainingOutcome,
) -> None:
    inner = network.network if isinstance(network, OneHead) else network
    start = begun.start
    rows = start.heads if start else tuple(TrackRow(safe(head)) for head in heads)
    is_splice = begun.made_of.kind == "splice"
    pack = TrainedPack(
        name=plan.name,
        title=plan.title,
        predicts=f"What it was trained on: {plan.data.kind}",
        architecture=begun.architecture,
        engine=begun.made_of.engine,
        kind=begun.made_of.kind,
        length=begun.made_of.length,
        tracks=() if is_splice else rows,
        licence=start.licence if start else "",
        commercial_use=start.commercial_use if start else True,
        record=TrainingRecord(
            program=f"intronaut {VERSION}",
            plan=plan.model_dump(mode="json"),
            examples=dict(zip(("training", "validation", "test"), outcome.n_examples, strict=True)),
            left_out=outcome.left_out,
            in_two_parts=outcome.n_leaking,
            rounds=outcome.epochs,
            before=outcome.before,
            after=outcome.after,
        ),
    )
    keep_trained(pack, inner.state_dict())
