"""How long a person waits for an explanation, from asking to the first columns and to the last.

    python tests/bench/bench_first_picture.py [--rounds 5]

The way the window goes: a worker has loaded the networks and waits; a scored variant of the demo
case is asked for (in-silico mutagenesis, 201 bases of both alleles, five networks). Medians over
rounds, each with a worker and a variant of its own; and the same without the ready worker. A
measurement, not a test.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from core.demo import demo_spec
from core.domain.attribution import AttributionMethod
from core.domain.candidate import Lane
from core.listing import CandidateQuery
from core.session import Session, networks_made_ready, new_case_job
from core.worker import Finished, Job, JobSpec, Stepped

ENGINE = "spliceai"
LOADING_SECONDS = 15.0
"""Longer than the networks take to load, so that the worker waits when it is asked."""


def finished(spec: JobSpec) -> object:
    """Run a job to its end and give what it returned."""
    with Job(spec) as job:
        job.start()
        *_, last = job.events()
    if not isinstance(last, Finished):
        raise SystemExit(f"{spec.title} did not end well: {last}")
    return last.value


def picture(spec: JobSpec, *, is_ready: bool) -> tuple[float, float]:
    """Give the seconds from asking to the first columns and to the end."""
    with Job(spec) as job:
        if is_ready:
            job.prepare(networks_made_ready(ENGINE))
            time.sleep(LOADING_SECONDS)
        start = time.perf_counter()
        first = None
        if is_ready:
            job.begin(spec)
        else:
            job.start()
        for event in job.events():
            has_columns = isinstance(event, Stepped) and event.progress.so_far is not None
            if first is None and has_columns:
                first = time.perf_counter() - start
        if first is None or not isinstance(event, Finished):
            raise SystemExit(f"nothing was explained: {event}")
        return first, time.perf_counter() - start


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        session = Session()
        spec = demo_spec(Path(folder))
        finished(new_case_job(spec))
        session.open(spec.case)
        finished(session.score_job(ENGINE))
        reader = session.reader()
        ids = reader.ids(CandidateQuery(lane=Lane.SPLICE))
        names = [row.facts.variant.spelled for row in reader.rows(ids[: 2 * asked.rounds])]
        for is_ready in (True, False):
            chosen = names[::2] if is_ready else names[1::2]
            found = [
                picture(session.attribute_job(name, AttributionMethod.ISM, None), is_ready=is_ready)
                for name in chosen
            ]
            first, last = (statistics.median(one) for one in zip(*found, strict=True))
            worst = max(one for one, _ in found)
            how = "worker ready" if is_ready else "worker started"
            print(
                f"{how}: first columns after {first:.2f} s (at most {worst:.2f}), "
                f"all after {last:.2f} s, {len(found)} variants",
                flush=True,
            )
        session.close()


if __name__ == "__main__":
    main()
