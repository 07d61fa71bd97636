"""What the calls of a case say about the samples themselves."""

from dataclasses import dataclass

from core.domain.sample import Sex

N_BALANCE_BINS = 20
"""Bins of equal width in which shares of ALT reads (0-1) of heterozygous calls are counted."""


@dataclass(frozen=True, slots=True)
class HomozygousRun:
    """A long stretch without heterozygous calls; `start`, `end` 0-based half-open."""

    chrom: str
    start: int
    end: int

    @property
    def length(self) -> int:
        """Bases."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PersonCheck:
    """What one person's calls say; None where there are too few of them.

    Attributes
    ----------
    call_rate
        Share of all variants of the case at which the person has a complete call.
    n_heterozygous, n_homozygous
        Trusted calls on autosomes.
    depth, quality
        Medians of DP and GQ of trusted calls.
    balance
        Trusted heterozygous calls by share of ALT reads, in `N_BALANCE_BINS` bins.
    median_balance
        Median share of ALT reads of heterozygous calls.
    foreign_reads
        Mean share of REF reads in homozygous calls: reads that should not be there.
    n_x, n_x_heterozygous
        Trusted calls with the allele on X outside the pseudoautosomal regions.
    n_y
        The same on Y.
    sex
        Sex as the calls on X look, unknown where they do not tell.
    runs
        Runs of homozygosity on autosomes.
    judged
        Bases of the autosomes on which runs were looked for; 0 where calls are too few.
    whole_chromosomes
        Autosomes that are homozygous as a whole.
    """

    name: str
    call_rate: float
    n_heterozygous: int
    n_homozygous: int
    depth: int | None
    quality: int | None
    balance: tuple[int, ...]
    median_balance: float | None
    foreign_reads: float | None
    n_x: int
    n_x_heterozygous: int
    n_y: int
    sex: Sex
    runs: tuple[HomozygousRun, ...]
    judged: int
    whole_chromosomes: tuple[str, ...]

    @property
    def het_hom(self) -> float | None:
        """Heterozygous calls for one homozygous call."""
        return self.n_heterozygous / self.n_homozygous if self.n_homozygous else None

    @property
    def homozygous_share(self) -> float | None:
        """Share of the judged autosomes that lies in runs of homozygosity."""
        in_runs = sum(run.length for run in self.runs)
        return min(1.0, in_runs / self.judged) if self.judged else None


@dataclass(frozen=True, slots=True)
class PairCheck:
    """What the calls of two people say about them.

    Attributes
    ----------
    kinship
        KING-robust kinship coefficient (0.25 parent and child, 0.5 one person), None where calls
        are too few.
    n_homozygous, n_opposite
        Autosomal variants at which both are homozygous and at least one carries the allele; those
        at which only one does.
    """

    first: str
    second: str
    kinship: float | None
    n_homozygous: int
    n_opposite: int

    @property
    def opposite_share(self) -> float | None:
        """Share of opposite homozygotes: about 0 between parent and child."""
        return self.n_opposite / self.n_homozygous if self.n_homozygous else None


@dataclass(frozen=True, slots=True)
class ChromosomeErrors:
    """Calls of the patient on one chromosome that the parents' calls do not allow.

    `n_by_father` counts variants at which patient and father are homozygous and one carries the
    allele, `n_without_father` those of them where they differ: nothing came from the father. The
    same for the mother. `n_trio` counts variants at which all three are called and someone carries
    the allele, `n_errors` those of them against Mendel's laws.
    """

    chrom: str
    n_trio: int = 0
    n_errors: int = 0
    n_by_father: int = 0
    n_without_father: int = 0
    n_by_mother: int = 0
    n_without_mother: int = 0


@dataclass(frozen=True, slots=True)
class SampleChecks:
    """The checks of a case; `ti_tv` is None where substitutions are too few."""

    rules: str
    n_substitutions: int
    ti_tv: float | None
    people: tuple[PersonCheck, ...]
    pairs: tuple[PairCheck, ...]
    chromosomes: tuple[ChromosomeErrors, ...]

    @property
    def n_trio(self) -> int:
        """Autosomal variants at which patient and parents are called."""
        return sum(one.n_trio for one in self.chromosomes)

    @property
    def n_errors(self) -> int:
        """Those of them against Mendel's laws."""
        return sum(one.n_errors for one in self.chromosomes)

    def person(self, name: str) -> PersonCheck:
        """Give what is said of a person."""
        return next(one for one in self.people if one.name == name)

    def pair(self, one: str, other: str) -> PairCheck | None:
        """Give what is said of two people, None if they were not compared."""
        wanted = {one, other}
        return next((pair for pair in self.pairs if {pair.first, pair.second} == wanted), None)
