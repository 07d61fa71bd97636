"""The fields that make a new case."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import CaseInfo
from core.errors import ProblemError
from core.gate_presets import known_presets
from core.pipeline.spec import IntakeSpec
from gui.dialogs.family_fields import FamilyFields
from gui.dialogs.genome_fields import genes_field, reference_field, take_known
from gui.dialogs.panel_list import PanelList
from gui.dialogs.path_field import PathField
from gui.dialogs.term_editor import TermEditor

SUFFIX = ".intronaut"
_VCF_SUFFIXES = (".gz", ".bgz", ".vcf", ".bcf", ".gvcf")


class CaseForm(QWidget):
    """Files, patient and build.

    Signals
    -------
    files_changed
        Something the look into the files depends on is another one.
    changed
        Something else.
    """

    files_changed = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._has_own_case_name = False
        self._samples: tuple[str, ...] = ()
        self._build_ui()
        self._connect()
        take_known(self.reference, self.genes)

    @property
    def stated_assembly(self) -> Assembly | None:
        """The build stated by hand, None to let the file prove it."""
        # Qt keeps a StrEnum as a plain string.
        stated = self.assembly.currentData()
        return Assembly(stated) if stated else None

    @property
    def unfinished(self) -> str:
        """What of family, phenotype and panels is still being entered, in words."""
        if self.ped.path is None and (problem := self.family.problem(self._patient)):
            return problem
        if self.terms.unread:
            return self.terms.unread_words
        return "Reading panels…" if self.panels.is_busy else ""

    @property
    def must_name_patient(self) -> bool:
        """The file holds several samples and nothing tells which of them is the patient."""
        return len(self._samples) > 1 and self.ped.path is None and not self.proband.currentData()

    def spec(self) -> IntakeSpec | None:
        """What is asked for, None while variants, reference or case file are missing."""
        vcf, reference, case = self.vcf.path, self.reference.path, self.case.path
        if vcf is None or reference is None or case is None:
            return None
        return IntakeSpec(
            case=case,
            vcf=vcf,
            reference=reference,
            genes=(self.genes.path,) if self.genes.path else (),
            assembly=self.stated_assembly,
            ped=self.ped.path,
            proband=self.proband.currentData() or "",
            hpo=self.terms.present,
            hpo_absent=self.terms.absent,
            panels=self.panels.added,
            more_vcfs=self.vcf.paths[1:],
            preset=self.preset.currentData() or "",
            family=() if self.ped.path else self.family.family(self._patient),
        )

    @property
    def _patient(self) -> str:
        """Sample name of the patient, "" where it is not chosen yet."""
        only = self._samples[0] if len(self._samples) == 1 else ""
        return self.proband.currentData() or only

    def fill(self, case: Path, info: CaseInfo) -> None:
        """Put in what a case was made from; what cannot be told from it is left to the person.

        A patient is named only beside a pedigree: without one it may have been assumed.
        """
        self._has_own_case_name = True
        self.case.set_path(case)
        genes = [source for source in info.sources if source.role == "genes"]
        self.vcf.set_paths(Path(one.path) for one in info.sources if one.role == "variants")
        for field, source in (
            (self.reference, info.source("reference")),
            (self.ped, info.source("pedigree")),
            (self.genes, genes[0] if len(genes) == 1 else None),
        ):
            if source is not None:
                field.set_path(Path(source.path))
        self.terms.set_terms(info.hpo_terms, info.hpo_absent, dict(info.hpo_names))
        if info.proof.verdict is BuildVerdict.UNPROVEN:
            self.assembly.setCurrentIndex(max(0, self.assembly.findData(info.proof.assembly)))
        self.preset.setCurrentIndex(max(0, self.preset.findData(info.preset)))
        is_stated = info.pedigree.mother is not None or info.pedigree.father is not None
        if self.ped.path is None and is_stated:
            self.family.show_pedigree(info.pedigree)
        if self.ped.path is not None or is_stated:
            self.proband.addItem(info.pedigree.proband, info.pedigree.proband)
            self.proband.setCurrentIndex(self.proband.count() - 1)

    def offer_samples(self, samples: tuple[str, ...]) -> None:
        """Let the person choose the patient among the samples of the file."""
        self._samples = samples
        self._word_patient()
        self.family.offer(samples)
        known = tuple(self.proband.itemData(i) for i in range(1, self.proband.count()))
        if known == samples:
            return
        blocker = QSignalBlocker(self.proband)
        chosen = self.proband.currentData()
        while self.proband.count() > 1:
            self.proband.removeItem(1)
        for name in samples:
            self.proband.addItem(name, name)
        self.proband.setCurrentIndex(max(0, self.proband.findData(chosen)))
        blocker.unblock()

    def _build_ui(self) -> None:
        variants = "Variants (*.vcf *.vcf.gz *.vcf.bgz *.bcf);;All files (*)"
        self.vcf = PathField("Variant file", variants, takes_several=True)
        self.vcf.line.setPlaceholderText("one file, or one per person or chromosome")
        self.reference, self.genes = reference_field(), genes_field()
        self.ped = PathField("Pedigree file", "Pedigree (*.ped *.fam);;All files (*)")
        self.ped.line.setPlaceholderText("only for families")
        self.case = PathField("Case file", f"Case (*{SUFFIX})", is_new=True)
        self.assembly, self.proband = QComboBox(), QComboBox()
        self.assembly.addItem("as the file proves it", None)
        for build in (Assembly.GRCH37, Assembly.GRCH38):
            self.assembly.addItem(build.value, build)
        self.proband.addItem("", "")
        self.family = FamilyFields()
        self.preset = QComboBox()
        with suppress(ProblemError):
            for one in known_presets():
                self.preset.addItem(one.name, one.name)
                last = self.preset.count() - 1
                self.preset.setItemData(last, one.rules.label, Qt.ItemDataRole.ToolTipRole)
        self.preset.setToolTip("What is left out before scoring. It can be changed later.")
        self.terms, self.panels = TermEditor(), PanelList()
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 8, 0)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            ("Variants (VCF, BCF)", self.vcf),
            ("Reference (FASTA)", self.reference),
            ("Gene models", self.genes),
            ("Pedigree (PED)", self.ped),
            ("Patient", self.proband),
            ("Sex", self.family.sex),
            ("Mother", self.family.mother),
            ("Father", self.family.father),
            ("Assembly", self.assembly),
            ("HPO terms", self.terms),
            ("Gene panels", self.panels),
            ("Gates", self.preset),
            ("Save case as", self.case),
        ):
            label = QLabel(words)
            label.setFixedHeight(min(field.sizeHint().height(), self.case.sizeHint().height()))
            label.setBuddy(field)
            form.addRow(label, field)
        self._word_patient()

    def _connect(self) -> None:
        for field in (self.vcf, self.reference, self.genes, self.ped):
            field.changed.connect(self.files_changed)
        self.vcf.changed.connect(self._on_vcf)
        self.ped.changed.connect(self._word_patient)
        self.case.line.textEdited.connect(self._on_case_edited)
        self.case.changed.connect(self.changed)
        self.terms.changed.connect(self.changed)
        self.panels.changed.connect(self.changed)
        self.assembly.currentIndexChanged.connect(self.files_changed)
        for chosen in (self.proband, self.family.sex):
            chosen.currentIndexChanged.connect(self.files_changed)
        for parent in (self.family.mother, self.family.father):
            parent.changed.connect(self.files_changed)
        self.preset.currentIndexChanged.connect(self.changed)

    def _word_patient(self) -> None:
        """Say what the first entry of the patient's list means with the files as they are."""
        words = "as the pedigree says"
        if self.ped.path is None:
            words = "choose the patient…" if len(self._samples) > 1 else "the only sample"
        self.proband.setItemText(0, words)
        is_by_hand = self.ped.path is None
        self._form.setRowVisible(self.family.sex, is_by_hand)
        for parent in (self.family.mother, self.family.father):
            self._form.setRowVisible(parent, is_by_hand and len(self._samples) > 1)

    def _on_case_edited(self) -> None:
        self._has_own_case_name = True

    def _on_vcf(self) -> None:
        vcf = self.vcf.path
        if vcf is None or not vcf.name or self._has_own_case_name:
            return
        bare = Path(vcf.name)
        while bare.suffix.lower() in _VCF_SUFFIXES:
            bare = bare.with_suffix("")
        self.case.set_path(vcf.with_name(f"{bare.name}{SUFFIX}"))
