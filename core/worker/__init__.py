"""Runs a job in a spawned process: progress, cancel, crash -> a failed job with a message.

A job is a generator function that yields `Progress` and returns a value; it is named as
`module:function`, so that only the worker imports what it needs. One `Job` is used from one
thread. The worker dies with the process that started it, and Ctrl-C in the terminal is for that
process alone.
"""

from core.worker.events import (
    Cancelled,
    Crashed,
    Failed,
    Finished,
    JobEvent,
    JobSpec,
    Preparation,
    Stepped,
)
from core.worker.job import Job

__all__ = [
    "Cancelled",
    "Crashed",
    "Failed",
    "Finished",
    "Job",
    "JobEvent",
    "JobSpec",
    "Preparation",
    "Stepped",
]
