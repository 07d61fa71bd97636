"""Problems survive the way from the worker with their fields."""

import pickle

import pytest

from core import errors
from core.errors import (
    AssemblyMismatchError,
    ProblemError,
    ReferenceMismatchError,
    SampleNotFoundError,
    UsageError,
    VcfFormatError,
)

PROBLEMS = [
    UsageError("wrong", "mend it"),
    VcfFormatError("/x.vcf", 7, "is bad", "mend it"),
    VcfFormatError("/x.vcf", None, "is bad", "mend it"),
    SampleNotFoundError("Eve", ("Adam",)),
    SampleNotFoundError("Eve", ()),
    AssemblyMismatchError("wrong build.", "choose", ("one thing", "another")),
    ReferenceMismatchError("chr1-1-A-C", "A", "G"),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: type(one).__name__)
def test_a_problem_crosses_the_border_of_a_process_unchanged(problem: ProblemError):
    again = pickle.loads(pickle.dumps(problem))  # noqa: S301 -- our own bytes
    assert type(again) is type(problem)
    assert again.__dict__ == problem.__dict__
    assert str(again) == f"{problem.cause} {problem.remedy}"


def test_a_line_number_stands_in_the_cause_where_it_is_known():
    assert PROBLEMS[1].cause == "/x.vcf: line 7: is bad"
    assert PROBLEMS[2].cause == "/x.vcf: is bad"


def test_available_samples_are_named_or_said_to_be_none():
    assert PROBLEMS[3].cause.endswith("(it has: Adam).")
    assert PROBLEMS[4].cause.endswith("(it has: none).")


def test_every_error_of_the_family_is_a_problem_a_person_can_mend():
    family = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, ProblemError) for kind in family if issubclass(kind, Exception))
