"""Job: the patient's RNA at the variants whose splicing is predicted to change."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.domain.candidate import Mark
from core.domain.counting import counted
from core.domain.interpretation import TranscriptOutcomes
from core.domain.rna import RegionReads, RnaEvidence, RnaSource, Verdict
from core.domain.sample import Zygosity
from core.domain.transcript import Transcript
from core.errors import UsageError
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import change_of
from core.interpret.fragments import junction_reads
from core.interpret.outcome_forms import introns_of, joined
from core.interpret.rna_evidence import rna_evidence, surroundings, window
from core.interpret.rna_rules import RnaRules, load_rna_rules
from core.interpret.rna_verdict import Sample
from core.interpretation import outcomes_of as predicted_outcomes
from core.job import Progress
from core.pipeline.opened import open_case, open_reference
from core.pipeline.spec import RnaSpec
from core.sources.local_sources import identity
from core.sources.reads import ReadsFile
from core.sources.reference import Reference
from core.sources.star_junctions import StarJunctions
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from core.tissue_psi import TissuePsi, read_tissue_psi, tissue_named

N_FIRST = 500
"""Candidates from the top of the list whose RNA is looked at, beside all that are marked."""

_BOTH_COPIES = (Zygosity.HOMOZYGOUS, Zygosity.HEMIZYGOUS)


OutcomesOf = Callable[[CaseStore, Reference, StoredVariant], Sequence[TranscriptOutcomes]]
"""Gives what is predicted of a variant in each transcript whose splicing changes, () for none."""


class _Asked(NamedTuple):
    stored: StoredVariant
    predicted: tuple[TranscriptOutcomes, ...]


def read_rna(
    case: Path,
    spec: RnaSpec,
    outcomes_of: OutcomesOf = predicted_outcomes,
    variant_ids: Sequence[int] = (),
    owner_token: str | None = None,
) -> Generator[Progress, None, str]:
    """Look at the RNA of candidates and store what it shows; gives a sentence.

    Parameters
    ----------
    variant_ids
        () for the first candidates of the list and all that are marked.

    Raises
    ------
    ProblemError
        Case, reference or file unusable, or the tissue not known.
    """
    rules, tissue = load_rna_rules(), tissue_named(spec.tissue)
    with (
        open_case(case, owner_token) as store,
        open_reference(store.info()) as reference,
        open_rna(spec, reference, rules) as opened,
    ):
        yield Progress("looking at what is predicted")
        asked = _asked(store, reference, outcomes_of, variant_ids)
        psi = TissuePsi({})
        if tissue and asked:
            transcripts = [one.transcript for variant in asked for one in variant.predicted]
            psi = read_tissue_psi(store.info().proof.assembly, transcripts)
            if psi.why_not:
                note = f"Inclusion in people without the variant is not known: {psi.why_not}."
                yield Progress("looking at what is predicted", note=note)
        reader = _Reader(store, reference, opened, rules, psi)
        return (yield from reader.read(_source(spec, opened, tissue, rules), asked))


def forget_rna(
    case: Path, path: Path, owner_token: str | None = None
) -> Generator[Progress, None, str]:
    """Forget what a file of RNA showed, such as that of another sample; gives a sentence.

    Raises
    ------
    UsageError
        If the case has nothing of that file.
    """
    with open_case(case, owner_token) as store:
        yield Progress("forgetting RNA")
        known = [one.path for one in store.rna.sources()]
        asked = next((one for one in known if one in (str(path), str(path.absolute()))), "")
        if not store.rna.forget(asked):
            named = ", ".join(known) or "none"
            raise UsageError(
                f"The case has no RNA of {path}.", f"Files whose RNA was read: {named}."
            )
    return f"What {path.name} showed is forgotten."


@contextmanager
def open_rna(
    spec: RnaSpec, reference: Reference, rules: RnaRules
) -> Iterator[ReadsFile | StarJunctions]:
    """Open a file of RNA beside the reference of a case.

    Raises
    ------
    ProblemError
        If it cannot be used.
    """
    path = spec.path.absolute()
    if spec.is_junction_table:
        with StarJunctions(path, reference) as table:
            yield table
    else:
        with ReadsFile(path, reference, rules.reads.filter) as reads:
            yield reads


def region_reads(
    opened: ReadsFile | StarJunctions, chrom: str, start: int, end: int, rules: RnaRules
) -> RegionReads:
    """Give what a file holds about [start, end), 0-based."""
    if isinstance(opened, StarJunctions):
        return RegionReads(chrom, start, end, opened.overlapping(chrom, start, end), None)
    fragments = tuple(opened.fragments(chrom, start, end))
    junctions = junction_reads(chrom, fragments, int(rules.reads.min_anchor.value))
    return RegionReads(chrom, start, end, junctions, fragments)


@dataclass(slots=True)
class _Reader:
    """One opened file laid beside one case."""

    store: CaseStore
    reference: Reference
    opened: ReadsFile | StarJunctions
    rules: RnaRules
    psi: TissuePsi

    def read(self, source: RnaSource, asked: Sequence[_Asked]) -> Generator[Progress, None, str]:
        """Read the RNA at each variant and store it."""
        source_id = self.store.rna.begin(source)
        verdicts: Counter[Verdict] = Counter()
        for n_done, one in enumerate(asked, 1):
            found = [self._evidence(one.stored, told, source) for told in one.predicted]
            self.store.rna.write(source_id, {one.stored.variant_id: found})
            verdicts.update(item.verdict.verdict for each in found for item in each.outcomes)
            yield Progress(
                "reading RNA", n_done, len(asked), "variants", changed=(one.stored.variant_id,)
            )
        if not asked:
            return "No candidate with a predicted outcome: score the case first."
        told = ", ".join(f"{verdicts[kind]} {kind}" for kind in Verdict)
        return f"RNA at {counted(len(asked), 'variant')} with predicted outcomes: {told}."

    def _evidence(
        self, stored: StoredVariant, told: TranscriptOutcomes, source: RnaSource
    ) -> RnaEvidence:
        transcript, chrom = told.transcript, stored.variant.chrom
        allele = AlleleMap(
            change_of(stored.variant), lambda start, end: self.reference.fetch(chrom, start, end)
        )
        place = window(transcript, told.outcomes, allele)
        around = surroundings(transcript, place, int(self.rules.reads.beside.value))
        region = region_reads(self.opened, chrom, *around, self.rules)
        beside = self.store.transcripts_overlapping(chrom, *place)
        sample = Sample(
            self._allele_share(stored),
            frozenset(intron for one in beside for intron in introns_of(joined(one.exons))),
            self._inclusion(transcript, source.tissue),
            source.tissue,
            source.is_nmd_inhibited,
            frozenset(exon for one in beside if one != transcript for exon in one.exons),
        )
        return rna_evidence(transcript, told.outcomes, allele, region, sample, self.rules)

    def _allele_share(self, stored: StoredVariant) -> float:
        pedigree = self.store.info().pedigree
        patient = stored.genotypes[pedigree.index(pedigree.proband)]
        is_alone = patient.zygosity in _BOTH_COPIES
        return 1.0 if is_alone else self.rules.verdict.heterozygous_share.value

    def _inclusion(self, transcript: Transcript, tissue: str) -> dict[tuple[int, int], float]:
        known = ((exon, self.psi.of(transcript, exon, tissue)) for exon in transcript.exons)
        return {exon: value for exon, value in known if value is not None}


def _asked(
    store: CaseStore, reference: Reference, outcomes_of: OutcomesOf, variant_ids: Sequence[int]
) -> list[_Asked]:
    """Give the variants with a predicted outcome."""
    marked = [key for key, (mark, _) in store.marks().items() if mark is Mark.REPORT]
    ids = tuple(variant_ids) or tuple(dict.fromkeys((*store.candidate_ids()[:N_FIRST], *marked)))
    found = []
    for stored in store.variants(ids):
        predicted = outcomes_of(store, reference, stored)
        told = tuple(one for one in predicted if one.outcomes)
        if told:
            found.append(_Asked(stored, told))
    return found


def _source(
    spec: RnaSpec, opened: ReadsFile | StarJunctions, tissue: str, rules: RnaRules
) -> RnaSource:
    library = opened.library.value if isinstance(opened, ReadsFile) else ""
    return RnaSource(
        str(opened.path),
        identity(opened.path),
        opened.kind,
        tissue,
        library,
        spec.is_nmd_inhibited,
        rules.identifier,
    )
