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
        What is being worked on just now, such as a file's name; empty for none.
    note
        A sentence a person should be told and can read later, empty for none.
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
    note: str = ""
    changed: tuple[int, ...] = field(default=())
    so_far: object = None
