"""What a job is asked and what it answers, across the border of the process."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import ProblemError
from core.job import Progress


@dataclass(frozen=True, slots=True)
class JobSpec:
    """What to run.

    Attributes
    ----------
    function
        `module:name` of a generator function that yields `Progress`.
    kwargs
        Its arguments, picklable.
    title
        What a person calls this work.
    niceness
        How far the worker steps back behind other processes, 0 to 19: a window sets it so that it
        stays quick while its workers keep every core busy.
    """

    function: str
    kwargs: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    niceness: int = 0


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a worker makes ready before it is told its job: a `module:name` and its arguments."""

    function: str
    kwargs: Mapping[str, object] = field(default_factory=dict)
    niceness: int = 0


@dataclass(frozen=True, slots=True)
class Stepped:
    """The job came a step further."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done; `value` is what its generator returned."""

    value: object


@dataclass(frozen=True, slots=True)
class Failed:
    """The job met a problem the user can mend, or its process died."""

    problem: ProblemError


@dataclass(frozen=True, slots=True)
class Crashed:
    """The job ended in an exception nobody foresaw; `text` is its traceback."""

    text: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was stopped on request."""


JobEvent = Stepped | Finished | Failed | Crashed | Cancelled
