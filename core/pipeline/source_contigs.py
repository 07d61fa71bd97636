"""Job: which chromosomes the registered files on alleles have records of."""

from collections.abc import Collection, Generator

from core.domain.assembly import Assembly, contig_length
from core.domain.known_allele import KnownKind
from core.errors import ProblemError
from core.job import Progress
from core.sources.known_vcf import KnownVcf
from core.sources.local_sources import open_source
from core.sources.registry import registered

_NUCLEAR = tuple(f"chr{name}" for name in (*range(1, 23), "X", "Y"))


def contigs_of_sources() -> Generator[Progress, None, tuple[tuple[str, str], ...]]:
    """Give name and what is covered, in words, of every registered file on alleles."""
    found = []
    for source in registered():
        if source.kind not in set(KnownKind):
            continue
        yield Progress("looking into the files", message=source.title)
        try:
            opened = open_source(source)
        except ProblemError as problem:
            found.append((source.name, problem.cause))
            continue
        contigs = opened.contigs if isinstance(opened, KnownVcf) else ()
        opened.close()
        found.append((source.name, covered_words(contigs, source.assembly)))
    return tuple(found)


def covered_words(contigs: Collection[str], assembly: str) -> str:
    """Say which of the chromosomes there are records of, and which are missing."""
    known = [one for one in _NUCLEAR if _is_in(assembly, one)]
    missing = [one for one in known if one not in contigs]
    if not known or len(missing) == len(known):
        return f"records on {', '.join(sorted(contigs)) or 'no contig'}"
    if not missing:
        return "records on all chromosomes"
    return f"no records on {', '.join(missing)}"


def _is_in(assembly: str, chrom: str) -> bool:
    build = next((one for one in Assembly if one.value == assembly), None)
    return build is not None and contig_length(build, chrom) is not None
