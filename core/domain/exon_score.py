"""What an exon engine said about a variant at one exon."""

from dataclasses import dataclass, field

from core.domain.score import EngineRun

MODULES = ("acceptor intron", "acceptor", "exon", "donor", "donor intron")
"""What the module scores of an exon are about, 5' to 3' of the transcript."""

TRACK = "delta_logit_psi"
"""Name of the track an exon engine gives for the whole exon."""


@dataclass(frozen=True, slots=True)
class TissueScore:
    """Inclusion of an exon in one tissue.

    Attributes
    ----------
    ref, alt
        How far the logit of inclusion lies from the mean of all tissues, for each allele.
    delta
        Change of the logit of inclusion in this tissue: that of the exon plus `alt - ref`. The
        published package prints the exon's plus `alt` alone, which is not 0 where nothing changes.
    reference_psi, delta_psi
        Inclusion (0-1) as measured in people (GTEx) and what the change makes of it; None where
        it is not known.
    """

    name: str
    ref: float
    alt: float
    delta: float
    reference_psi: float | None = None
    delta_psi: float | None = None

    @property
    def size(self) -> float:
        """How much changes: of inclusion itself where that is known, else of its logit."""
        return abs(self.delta if self.delta_psi is None else self.delta_psi)


@dataclass(frozen=True, slots=True)
class ExonScore:
    """One allele at one exon of a transcript.

    Attributes
    ----------
    exon_number, n_exons
        1-based in transcript order, and how many there are.
    start, end
        The exon, 0-based half-open.
    delta_logit_psi
        Change of the logit of inclusion; negative where the exon is skipped more.
    ref_modules, alt_modules
        Scores of the five `MODULES` for each allele.
    pathogenicity
        0-1, as the engine publishes it. Not calibrated here: it suggests no ACMG code.
    efficiency
        Change of the logit of splicing efficiency.
    tissues
        One per tissue, empty where the engine knows none.
    run
        What it was computed with, None where that is not known (yet).
    """

    transcript_id: str
    gene_symbol: str
    strand: str
    exon_number: int
    n_exons: int
    start: int
    end: int
    delta_logit_psi: float
    ref_modules: tuple[float, ...]
    alt_modules: tuple[float, ...]
    pathogenicity: float
    efficiency: float
    tissues: tuple[TissueScore, ...] = ()
    run: EngineRun | None = field(default=None, compare=False, repr=False)

    @property
    def strongest_tissue(self) -> TissueScore | None:
        """The tissue with the largest change, of the known ones if any is known."""
        return next(iter(self.strongest_tissues), None)

    @property
    def engine_title(self) -> str:
        """What the engine is called in print."""
        engine_id = self.run.engine_id if self.run else ""
        return _TITLES.get(engine_id, engine_id) or "The exon engine"

    @property
    def is_changed(self) -> bool:
        """The change is not one the authors call unlikely to matter."""
        return abs(round(self.delta_logit_psi, 2)) >= LIKELY_NOT_CHANGED

    @property
    def phrase(self) -> str:
        """The exon and what becomes of it, as part of a sentence."""
        gene = f" of {self.gene_symbol}" if self.gene_symbol else ""
        exon = f"exon {self.exon_number}{gene}"
        if not self.is_changed:
            return f"inclusion of {exon} hardly changes"
        return f"{exon} {self.direction}"

    @property
    def strongest_tissues(self) -> tuple[TissueScore, ...]:
        """All tissues, the largest change first; only the known ones if any is known."""
        known = [tissue for tissue in self.tissues if tissue.delta_psi is not None]
        return tuple(sorted(known or self.tissues, key=lambda tissue: -tissue.size))

    @property
    def direction(self) -> str:
        """What becomes of the exon, in words; the authors call a change below 1 unlikely."""
        size = abs(round(self.delta_logit_psi, 2))
        if size < LIKELY_NOT_CHANGED:
            return "inclusion hardly changes"
        likely = "very likely" if size > VERY_LIKELY else "likely" if size > LIKELY else "possibly"
        return f"{likely} {'skipped' if self.delta_logit_psi < 0 else 'included'} more"


LIKELY_NOT_CHANGED, LIKELY, VERY_LIKELY = 1.0, 2.0, 5.0
"""Sizes of delta logit PSI the authors of MMSplice name as rough guides (their issue 48); they
are no calibrated cut-offs."""

_TITLES = {"mmsplice": "MMSplice"}
