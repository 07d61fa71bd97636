"""Job: a variant file read into a new case."""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core.domain.assembly import MITOCHONDRION, Assembly, BuildVerdict
from core.domain.case import NO_GENES, BuildProof, CaseInfo, SourceFile
from core.domain.counting import counted, verb
from core.domain.panel import Panel
from core.domain.sample import Pedigree
from core.errors import InputFileError, UsageError
from core.gate_presets import preset_named, with_preset
from core.interpret.not_assessed import not_assessed
from core.job import Progress
from core.others import repeat_warnings
from core.pipeline.annotate import (
    NO_FREQUENCY,
    annotated,
    demand_registered,
    look_up_known,
)
from core.pipeline.decoders import decoded
from core.pipeline.decoding import DecodingPlan
from core.pipeline.first_scores import FirstScores
from core.pipeline.gating import finish_gates
from core.pipeline.gene_check import check_genes
from core.pipeline.gene_sources import take_gene_sources
from core.pipeline.inspect import (
    frequency_keys,
    joined_proof,
    pedigree_of,
    prove,
)
from core.pipeline.intake_plan import decoding_plan, is_guessed
from core.pipeline.loss_check import told_of_loss
from core.pipeline.merge_check import demand_one_person_a_name, merge_warnings
from core.pipeline.mixture_check import demand_one_build
from core.pipeline.patient_terms import check_terms
from core.pipeline.sample_checks import check_samples
from core.pipeline.spec import IntakeSpec
from core.sources.build import demand_build
from core.sources.genes import GeneSet, load_genes
from core.sources.known_builds import demand_readable_build
from core.sources.panels import read_panel
from core.sources.population import other_frequency_keys
from core.sources.reference import Reference
from core.sources.vcf_set import VcfSet
from core.store.case_files import erase_files
from core.store.case_store import CaseStore
from core.store.packed_columns import Columns
from core.version import VERSION


def read_case(spec: IntakeSpec) -> Generator[Progress, None, Path]:
    """Make a new case; gives its path.

    Nothing is written before the build is proven (or stated). A failure removes the unfinished
    file; a kill leaves one that opens and says that it is not complete.

    Raises
    ------
    ProblemError
        Input missing, damaged or of another build; no patient; the case exists; disk full.
    """
    _demand_free(spec.case)
    preset_named(spec.preset)
    demand_registered(spec.sources)
    with (
        VcfSet(spec.vcfs, up_to_damage=spec.up_to_damage) as source,
        Reference(spec.reference) as reference,
        FirstScores(source.size) as first,
    ):
        yield Progress("proving the genome build")
        demand_readable_build(reference)
        proofs = prove(spec, source, reference)
        for file, proof in zip(source.files, proofs, strict=True):
            demand_build(proof, spec.assembly, file.path)
        pedigree, assumed = pedigree_of(spec, source)
        panels = [read_panel(path) for path in spec.panels]
        terms = yield from check_terms(spec)
        gene_sets, warnings = yield from _read_genes(spec, reference)
        yield Progress("computing checksums")
        info = _case_info(spec, joined_proof(source, proofs), pedigree, source)
        info = replace(
            info,
            hpo_terms=tuple(term.term_id for term in terms.present),
            hpo_absent=tuple(term.term_id for term in terms.absent),
            hpo_names=terms.names,
            tissues=terms.tissues,
            chosen_sources=spec.sources,
            sources=_sources(spec, source, reference, gene_sets),
            warnings=(*assumed, *info.warnings, *warnings, *terms.hints),
        )
        plan = decoding_plan(spec, info, source, gene_sets)
        info = with_preset(replace(info, gates_off=plan.gates_off), preset_named(spec.preset))
        reader = _Reader(source, plan, len(assumed), first)
        yield from _write(spec, info, (gene_sets, panels), reader)
    return spec.case


def _write(
    spec: IntakeSpec,
    info: CaseInfo,
    lists: tuple[list[GeneSet], list[Panel]],
    reader: "_Reader",
) -> Generator[Progress, None, None]:
    store = CaseStore.create(spec.case, replace(info, is_complete=False), replace_incomplete=True)
    try:
        with store:
            for panel in lists[1]:
                store.add_panel(panel)
            for gene_set in lists[0]:
                yield Progress("storing gene models", 0, len(gene_set.transcripts), "transcripts")
                store.add_genes(gene_set.name, gene_set.digest, gene_set.transcripts)
            unused = yield from take_gene_sources(store)
            store.set_header_lines([line.encode() for line in reader.source.header_lines])
            yield from reader.read_into(store)
            info = replace(info, records_per_file=reader.source.n_records)
            differing = demand_one_build(store, reader.source, info.proof.assembly)
            demand_one_person_a_name(store, reader.source)
            covered = reader.take_covered(store)
            reader.gate_merged(store)
            known = yield from look_up_known(store)
            yield Progress("looking at every variant")
            finish_gates(store, reader.plan.rules)
            reader.first.list_again()
            raised = yield from check_samples(store)
            warnings = [text for text in reader.source.warnings if text not in info.warnings]
            warnings += merge_warnings(
                store, info.record_name, are_by_person=reader.source.is_by_person
            )
            # Whom the case is about comes first, then what it could not assess.
            about = told_of_loss(store, reader.source) + info.warnings[: reader.n_about]
            about += (*reader.source.shares(), *covered, *differing)
            others = info.warnings[reader.n_about :]
            told = (
                *about,
                *raised,
                *repeat_warnings(store),
                *reader.not_assessed(store),
                *others,
                *unused,
                *warnings,
            )
            told_of = annotated(replace(info, warnings=told), known)
            store.update_info(replace(told_of, is_complete=False))
            yield Progress("finishing the case file")
            store.finish_intake()
    except BaseException:
        erase_files(spec.case)
        raise


def _demand_free(case: Path) -> None:
    """Refuse early where a complete case would be overwritten, or nothing can be written."""
    if not case.parent.is_dir():
        raise UsageError(f"{case.parent} is not a folder.", "Choose an existing folder.")
    if not case.exists():
        return
    with suppress(InputFileError), CaseStore.open(case) as store:
        if not store.info().is_complete:
            return
    raise UsageError(f"{case} exists already.", "Choose another name, or remove the file first.")


def _read_genes(
    spec: IntakeSpec, reference: Reference
) -> Generator[Progress, None, tuple[list[GeneSet], list[str]]]:
    gene_sets: list[GeneSet] = []
    warnings: list[str] = []
    for done, path in enumerate(spec.genes):
        yield Progress("reading gene models", done, len(spec.genes), "files", path.name)
        gene_set = load_genes(path)
        doubt = check_genes(path, gene_set, reference)
        warnings += [*gene_set.warnings, *([doubt] if doubt else [])]
        gene_sets.append(gene_set)
    if not gene_sets:
        warnings.append(NO_GENES)
    return gene_sets, warnings


def _case_info(spec: IntakeSpec, proof: BuildProof, pedigree: Pedigree, source: VcfSet) -> CaseInfo:
    keys = frequency_keys(source, spec.frequency_key)
    key = next(filter(None, keys), "")
    return CaseInfo(
        name=spec.name or spec.case.stem,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program_version=VERSION,
        proof=proof,
        pedigree=pedigree,
        hpo_terms=(),
        frequency_key=key,
        sources=(),
        warnings=tuple(_warnings(spec, proof, keys, source)),
        is_artificial=spec.is_artificial,
        is_complete=True,
    )


def _warnings(
    spec: IntakeSpec, proof: BuildProof, keys: Sequence[str], source: VcfSet
) -> Generator[str, None, None]:
    if proof.verdict is BuildVerdict.UNPROVEN and proof.assembly is not Assembly.ARTIFICIAL:
        yield (
            f"The genome build is not proven: the file is read as {proof.assembly} because the "
            "user said so."
        )
    if not any(keys):
        yield NO_FREQUENCY
    for place, key in enumerate(keys) if any(keys) else ():
        if not key:
            yield source.of_file(place, "this file tells no population frequency.")
        elif is_guessed(key, spec):
            yield source.of_file(
                place,
                f"INFO/{key} is read as the population frequency because its description in the "
                "header names a population resource. The key itself is unknown, so that no variant "
                "is left out for being common.",
            )
        elif others := other_frequency_keys(source.files[place].header, key):
            yield source.of_file(
                place,
                f"Where a record has no INFO/{key}, its population frequency is read from "
                f"{', '.join(others)}.",
            )
    yield from source.warnings


def _sources(
    spec: IntakeSpec, source: VcfSet, reference: Reference, gene_sets: list[GeneSet]
) -> tuple[SourceFile, ...]:
    found = [
        *(
            SourceFile("variants", _place(one.path), one.sha256(), one.header.fileformat)
            for one in source.files
        ),
        SourceFile("reference", _place(spec.reference), reference.digest(), ""),
    ]
    for path, gene_set in zip(spec.genes, gene_sets, strict=True):
        text = f"{gene_set.name}, {counted(len(gene_set.transcripts), 'transcript')}"
        found.append(SourceFile("genes", _place(path), gene_set.digest, text))
    if spec.ped is not None:
        found.append(SourceFile("pedigree", _place(spec.ped), _digest(spec.ped)))
    return tuple(found)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(path: Path) -> str:
    """The path in a form that is still right when the program is started elsewhere."""
    return str(path.absolute())


class _Reader:
    """Walks through the records and hands them to a store page by page."""

    def __init__(
        self, source: VcfSet, plan: DecodingPlan, n_about: int, first: FirstScores
    ) -> None:
        self.source = source
        self.first = first
        self.n_about = n_about
        self.plan = plan
        self._n_mitochondrial = 0

    def read_into(self, store: CaseStore) -> Generator[Progress, None, None]:
        source = self.source
        self.first.attend(store)
        n_read = 0
        for page, notes in decoded(source.pages(), self.plan, source.size):
            store.add_page(page)
            self._n_mitochondrial += page.variants.n_on(MITOCHONDRION)
            source.take_notes(notes)
            n_read += page.records_read
            done, size = source.position
            changed = self.first.look()
            text = counted(n_read, "record")
            yield Progress("reading records", done, size, "bytes", text, changed=changed)
        self.first.stop()

    def take_covered(self, store: CaseStore) -> tuple[str, ...]:
        """Take reference blocks as calls where files are by person; says what stays unknown."""
        if not self.source.is_by_person:
            return ()
        n_given = store.take_covered()
        blocks = (
            f"{counted(n_given, 'call')} of a person whose own file has no record of an allele "
            f"{verb(n_given, 'was', 'were')} taken from reference blocks. "
            if store.has_coverage()
            else "None of the files has reference blocks (gVCF). "
        )
        told = (
            f"The files are by person. {blocks}Where a person's file has neither record nor block, "
            "nothing is known of that person: it is not taken as reference, and a variant is not "
            "called new in the patient for it."
        )
        return (told,)

    def not_assessed(self, store: CaseStore) -> list[str]:
        """Say what of the file no engine looks at."""
        counts, n_unplaced = store.interval_counts(), store.n_interval_problems()
        sentence = not_assessed(counts, n_unplaced, self._n_mitochondrial)
        return [sentence] if sentence else []

    def gate_merged(self, store: CaseStore) -> None:
        """Gate anew where records were merged: a later one may have changed call or frequency."""
        store.gate_merged(self._gates_of)

    def _gates_of(self, columns: Columns) -> list[str]:
        return self.plan.gates(columns["alt_copies"], columns["population_frequency"])
