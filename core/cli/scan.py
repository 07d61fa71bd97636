"""`case scan`: a region of the reference scanned base by base."""

from pathlib import Path

import click

from core.cli.cache import without_cache
from core.cli.case import case_group
from core.cli.program import OutFile, PathArgument, run_job, tell, with_device, with_json
from core.domain.activity import RegionScan
from core.domain.counting import counted
from core.pipeline.spec import ScanSpec
from core.region import is_all_unread, region_view, unread
from core.report.scan_file import demand_scan_file, write_scan
from core.session import CaseReader
from core.worker import JobSpec


@case_group.command("scan")
@click.argument("case", type=PathArgument)
@click.argument("region", metavar="GENE|CHROM:START-END")
@click.option(
    "--engine", "engine_ids", multiple=True, help="Unless named: mpra-dragonn, bpnet-ctcf."
)
@click.option("--variant", default="", help="A variant of the case whose ALT is told too.")
@click.option("-o", "--out", type=OutFile, help="A file ending in .tsv, .bedgraph or .svg.")
@without_cache
@with_device
@with_json
def case_scan(case: Path, out: Path | None, *, as_json: bool, **options: object) -> None:
    """Predict the regulatory activity of a region base by base, and the elements in it.

    Elements are kept in the case; activity is kept on this computer and found again. Prints the
    elements, tab-separated.
    """
    if out is not None:
        demand_scan_file(out)
    spec = ScanSpec(**options)  # type: ignore[arg-type]
    job = JobSpec("core.pipeline.scan:scan_region", {"case": case, "spec": spec}, "Scanning")
    found = run_job(job, as_json=as_json)
    if not isinstance(found, RegionScan):
        raise TypeError(found)
    if out is not None:
        with CaseReader(case) as reader:
            view = region_view(reader.store, found.place)
        write_scan(found, view, out)
        tell(str(out))
    click.echo("chrom\tstart\tend\tkind\tscore\tthreshold\tcell_type\tengine\tversion\tdigest")
    for one in found.predicted:
        place = f"{one.place.chrom}\t{one.place.start}\t{one.place.end}"
        told = f"{one.kind}-like\t{one.score:.4g}\t{one.threshold:g}\t{one.cell_type}"
        click.echo(f"{place}\t{told}\t{one.engine_id}\t{one.version}\t{one.digest}")
    n_found = counted(len(found.predicted), "predicted element")
    is_blind = is_all_unread(found) and not found.predicted
    tell(f"{found.place.words}: {'nothing could be read' if is_blind else n_found}")
    for words in unread(found):
        tell(words)
