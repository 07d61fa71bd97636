"""Runs a job for the command line: progress bar or JSON lines, Ctrl-C, problems as exceptions."""

import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

import click

from core.job import Progress
from core.worker import Cancelled, Crashed, Failed, Finished, Job, JobSpec, Stepped

_REDRAW_SECONDS = 0.2
_WIDTH = 28


class WorkerBugError(RuntimeError):
    """A job ended in an exception nobody foresaw; the text is its traceback."""


@dataclass(slots=True)
class Console:
    """Shows progress on standard error; silent where that is no terminal, unless as JSON."""

    as_json: bool = False
    _stage: str = ""
    _started: float = 0.0
    _done_at_start: int = 0
    _drawn: float = field(default=0.0)
    _said: str = ""

    def show(self, progress: Progress) -> None:
        """Show one step."""
        if self.as_json:
            _tell(f"{json.dumps(_as_dict(progress))}\n")
            return
        if sys.stderr.isatty():
            self._draw(progress)
        if progress.note and progress.note != self._said:
            self.end()
            _tell(f"Note: {progress.note}\n")
        self._said = progress.note or self._said

    def end(self) -> None:
        """Leave the line of the bar."""
        if not self.as_json and self._stage and sys.stderr.isatty():
            _tell("\n")

    def _draw(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage != self._stage:
            self.end()
            self._stage, self._started, self._done_at_start = progress.stage, now, progress.done
        elif now - self._drawn < _REDRAW_SECONDS and progress.done != progress.total:
            return
        self._drawn = now
        _tell(f"\r\x1b[K{self._line(progress, now - self._started)}")

    def _line(self, progress: Progress, seconds: float) -> str:
        rate = (progress.done - self._done_at_start) / seconds if seconds > 0 else 0.0
        speed = f"  {rate:,.1f} {progress.unit}/s" if rate else ""
        if not progress.total:
            return f"{progress.stage}  {progress.done:,} {progress.unit}{speed}"
        share = min(1.0, progress.done / progress.total)
        bar = ("█" * round(share * _WIDTH)).ljust(_WIDTH, "·")
        left = f"  {(progress.total - progress.done) / rate:,.0f} s left" if rate else ""
        counts = f"{progress.done:,}/{progress.total:,} {progress.unit}"
        return f"{progress.stage}  {bar}  {counts}{speed}{left}"


def _tell(text: str) -> None:
    """Write to standard error; work goes on where nobody reads it."""
    with suppress(OSError):
        click.echo(text, err=True, nl=False)


def run(spec: JobSpec, console: Console) -> object:
    """Run a job to its end and give its value.

    Raises
    ------
    ProblemError
        As raised in the worker.
    click.exceptions.Abort
        After Ctrl-C; what the job had finished is kept.
    WorkerBugError
        The job ended in an unforeseen exception.
    """
    job = Job(spec)
    job.start()
    try:
        for event in job.events():
            if isinstance(event, Stepped):
                console.show(event.progress)
            else:
                return _outcome(event)
    except KeyboardInterrupt:
        job.cancel()
        for _ in job.events():
            pass
        raise click.exceptions.Abort from None
    finally:
        console.end()
    raise WorkerBugError(f"{spec.function} ended without an answer")


def _outcome(event: Finished | Failed | Crashed | Cancelled) -> object:
    match event:
        case Finished(value):
            return value
        case Failed(problem):
            raise problem
        case Crashed(text):
            raise WorkerBugError(text)
        case Cancelled():
            raise click.exceptions.Abort


def _as_dict(progress: Progress) -> dict[str, object]:
    return {
        "stage": progress.stage,
        "done": progress.done,
        "total": progress.total,
        "unit": progress.unit,
        "message": progress.note or progress.message,
    }
