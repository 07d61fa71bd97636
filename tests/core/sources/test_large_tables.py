"""A million elements looked up for ten thousand variants: in bounded memory, and fast."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pysam
import pytest

N_ELEMENTS, N_VARIANTS = 1_000_000, 10_000
MOST_MEGABYTES = 400
_PROGRAM = """
import resource, sys, time
from pathlib import Path
from core.sources.region_table import RegionTable
from core.sources.table_layout import preset
from tests.core.sources.local_files import variant
path, n = Path(sys.argv[1]), int(sys.argv[2])
asked = [variant(f"chr1-{1 + 240 * one}-A-C") for one in range(0, n * 10, 10)]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
with RegionTable(path, preset("encode-ccre")) as table:
    opened = time.process_time()
    found = sum(len(table.of(one).entries) for one in asked)
looked = time.process_time()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(found, opened - began, looked - opened, (after - before) / 1024)
"""


@pytest.fixture(scope="module")
def elements(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Elements of 150 bases, one every 240."""
    path = tmp_path_factory.mktemp("large") / "ccre.bed"
    start = np.arange(N_ELEMENTS) * 240
    with path.open("w") as file:
        file.writelines(
            f"chr1\t{first}\t{first + 150}\tEH38D{n:07}\tEH38E{n:07}\tdELS\n"
            for n, first in enumerate(start.tolist())
        )
    return path


def looked_up(path: Path) -> tuple[int, float, float, float]:
    """Run in a process of its own, whose memory is that of the table alone."""
    command = [sys.executable, "-c", _PROGRAM, str(path), str(N_VARIANTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found, opening, looking, megabytes = done.stdout.split()
    return int(found), float(opening), float(looking), float(megabytes)


@pytest.mark.parametrize("is_indexed", [False, True], ids=["in memory", "indexed"])
def test_a_million_elements_are_looked_up(elements: Path, *, is_indexed: bool) -> None:
    path = elements
    if is_indexed:
        path = elements.with_name("ccre.bed.gz")
        pysam.tabix_compress(str(elements), str(path), force=True)
        pysam.tabix_index(str(path), force=True, preset="bed")
    found, _, looking, megabytes = looked_up(path)
    assert found == N_VARIANTS
    assert megabytes < MOST_MEGABYTES
    assert looking < 10
