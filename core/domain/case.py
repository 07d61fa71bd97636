"""What a case says about itself."""

from dataclasses import dataclass
from pathlib import Path

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.sample import Pedigree


@dataclass(frozen=True, slots=True)
class BuildProof:
    """Verdict on the genome build with the evidence a person can read.

    `matches` of `compared` REF alleles (where the reference is known) equal the reference.
    """

    assembly: Assembly
    verdict: BuildVerdict
    compared: int
    matches: int
    evidence: tuple[str, ...]


SCORE_TABLE = "score table"
"""Role of a table of precomputed scores among the sources of a case."""

REGION_LIST = "region list"
"""Role of a region list or a table of links whose stretches were taken into a case."""


RELATIVES_LEFT_OUT = (
    "Relatives are left out: modes of inheritance are judged by the patient's calls alone."
)
"""Warning of a case in which that is so."""


SAMPLES_UNCHECKED = "Whether the samples are whose they should be was never checked in this case: open Sample checks."
"""Warning of a case that a program without such checks made."""


NO_GENES = "No gene models were given: no variant can be scored for splicing."
"""Warning of a case in which that is so."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file a case was made from: path as given, SHA-256 of its bytes, free-text description.

    Of registered files on alleles (roles "frequency", "clinvar"), which are large, the digest is
    that of `core.domain.local_value.LocalSource`.
    """

    role: str
    path: str
    sha256: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """Identity of a case.

    Attributes
    ----------
    name
        Shown to people; by default the file name without its suffix.
    proof
        Verdict on the build.
    frequency_key
        INFO key population frequency is read from, empty if the file has none.
    hpo_terms
        HPO identifiers of the patient.
    hpo_absent
        HPO identifiers of signs stated absent in the patient.
    hpo_names
        Identifier and name of each of them, () in cases made before names were kept.
    is_patient_alone
        Modes of inheritance are judged by the patient's calls alone, whoever else is in the case.
    sources
        Variant file, reference, gene models, pedigree.
    warnings
        Sentences to show wherever the case is shown (header faults, missing sources, ...).
    is_artificial
        True for the demo case.
    is_complete
        False while reading the variant file has not finished.
    preset, preset_version
        Name and version of the gates the variants went through, empty for the default ones.
    gate_rules
        Those gates in full, as JSON; empty in cases made before they were kept.
    chosen_sources
        Names of the sources of this computer it is looked up in, () for all.
    tissues
        Tissues of interest by the patient's signs, named as in `resources/rules/tissues.toml`; () in
        cases made before they were kept.
    chosen_tissues
        The same as a person chose them, in the place of those; () for none chosen.
    records_per_file
        Records of each variant file, in the order of `sources`: record numbers of a case count on
        from file to file. () in cases made before that was kept, and while files are read.
    gates_off
        Gates that never hold here: nobody knows who the patient is, or what the frequency means.
        None in cases made before that was kept.
    """

    name: str
    created_at: str
    program_version: str
    proof: BuildProof
    pedigree: Pedigree
    hpo_terms: tuple[str, ...]
    frequency_key: str
    sources: tuple[SourceFile, ...]
    warnings: tuple[str, ...]
    is_artificial: bool = False
    is_complete: bool = True
    preset: str = ""
    hpo_absent: tuple[str, ...] = ()
    hpo_names: tuple[tuple[str, str], ...] = ()
    is_patient_alone: bool = False
    preset_version: str = ""
    gate_rules: str = ""
    gates_off: tuple[str, ...] | None = None
    chosen_sources: tuple[str, ...] = ()
    records_per_file: tuple[int, ...] = ()
    tissues: tuple[str, ...] = ()
    chosen_tissues: tuple[str, ...] = ()

    @property
    def tissues_of_interest(self) -> tuple[str, ...]:
        """The tissues chosen, else those the patient's signs point to."""
        return self.chosen_tissues or self.tissues

    def chooses(self, name: str) -> bool:
        """Tell whether the case is looked up in a source of this computer."""
        return not self.chosen_sources or name in self.chosen_sources

    @property
    def judged_pedigree(self) -> Pedigree:
        """The pedigree that modes of inheritance are judged by; people stand as in `pedigree`."""
        return self.pedigree.with_patient_alone() if self.is_patient_alone else self.pedigree

    def term_name(self, term_id: str) -> str:
        """Give the name of one of the patient's terms, "" where it was not kept."""
        return dict(self.hpo_names).get(term_id, "")

    def record_label(self, number: int) -> str:
        """Give a record's 1-based number, "3 of FILE" where the case has several files."""
        files = [Path(source.path).name for source in self.sources if source.role == "variants"]
        if len(files) < 2 or len(files) != len(self.records_per_file):
            return f"{number:,}"
        n_before = 0
        for name, n_here in zip(files, self.records_per_file, strict=True):
            if number <= n_before + n_here:
                return f"{number - n_before:,} of {name}"
            n_before += n_here
        return f"{number:,}"

    def record_name(self, number: int) -> str:
        """Give the words for a record, as `record_label`."""
        return f"record {self.record_label(number)}"

    def source(self, role: str) -> SourceFile | None:
        """Give the file with that role ("variants", "reference", "genes", "pedigree")."""
        return next((source for source in self.sources if source.role == role), None)
