"""What a long piece of work says about itself while it runs."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a job, as shown to a person.

    Attributes
    ----------
    stage
        Short name of the step, in plain words ("reading records", "scoring variants").
    done, total
        Counted in `unit`; `total` is None while it is not known.
    unit
        What is counted: "records", "variants", "bytes", ...
    message
        A sentence worth showing, empty for none.
    changed
        Ids of variants whose stored results changed with this step.
    so_far
        The job's value as far as it is known: to look at while waiting, never to be stored.
    """

    stage: str
    done: int = 0
    total: int | None = None
    unit: str = ""
    message: str = ""
    changed: tuple[int, ...] = field(default=())
    so_far: object = None
