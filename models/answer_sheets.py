"""What each engine has to say to a made-up sequence.

The answers stand in `resources/packs/ENGINE.answers.toml`, the sequence is the artificial contig
of the demo: no patient, no genome.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from models.errors import SelfTestError
from models.regulatory.protocol import AlleleRequest, TrackEffects
from models.sequence import reverse_complement
from models.splice.exon_protocol import TISSUE_OVERHANG, ExonEffect, ExonRequest
from models.splice.protocol import (
    Effect,
    SpliceDeltas,
    SpliceProfile,
    SpliceRequest,
    deltas,
    window_length,
)

CLEAR = 0.1
"""Known delta from which on the offset has to agree too: a site below it is no certain site."""

EXON_VALUES = (
    "delta logit PSI",
    "pathogenicity",
    "efficiency",
    "smallest delta of a tissue",
    "largest delta of a tissue",
)
"""What is compared of an exon engine's answer."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KnownAnswer(_Record):
    """One allele in one gene and the four deltas the engine gives for it.

    Attributes
    ----------
    pos, ref, alt, strand
        1-based position on the artificial contig, plus-strand alleles, strand of the gene.
    gene_start, gene_end
        First and last base (1-based) of the gene body.
    distance
        Bases looked at on either side.
    deltas, offsets
        In the order of `Effect`.
    """

    name: str
    pos: int
    ref: str
    alt: str
    strand: str
    gene_start: int
    gene_end: int
    distance: int
    deltas: tuple[float, float, float, float]
    offsets: tuple[int, int, int, int]

    def request(self, sequence: str) -> SpliceRequest:
        """Give the engine's request; `sequence` is the artificial contig from its first base."""
        half = window_length(self.distance) // 2
        return SpliceRequest(
            window=sequence[self.pos - 1 - half : self.pos + half],
            ref=self.ref,
            alt=self.alt,
            strand=self.strand,
            body_start_offset=self.gene_start - self.pos,
            body_end_offset=self.gene_end - self.pos,
        )

    def deviations(self, profile: SpliceProfile, tolerance: float) -> tuple[str, ...]:
        """Say what differs from the answer, () for nothing."""
        found = deltas(profile)
        told = []
        for effect, known, known_offset in zip(Effect, self.deltas, self.offsets, strict=True):
            value, offset = delta_of(found, effect)
            word = effect.value.replace("_", " ")
            # Written so that a value that is not a number is a deviation.
            if not abs(value - known) <= tolerance:
                told.append(f"{self.name}: {word} {value:.4f} instead of {known:.4f}")
            elif known >= CLEAR and offset != known_offset:
                told.append(f"{self.name}: {word} at {offset:+} instead of {known_offset:+}")
        return tuple(told)


class KnownExonAnswer(_Record):
    """One allele at one inner exon and what an exon engine gives for it.

    Attributes
    ----------
    pos, ref, alt, strand
        1-based position on the artificial contig, plus-strand alleles, strand of the transcript.
    exon_start, exon_end
        First and last base (1-based) of the exon.
    values
        In the order of `EXON_VALUES`.
    """

    name: str
    pos: int
    ref: str
    alt: str
    strand: str
    exon_start: int
    exon_end: int
    values: tuple[float, float, float, float, float]

    def request(self, sequence: str) -> ExonRequest:
        """Give the engine's request; `sequence` is the artificial contig from its first base."""
        first = self.exon_start - 1 - TISSUE_OVERHANG - len(self.ref)
        return ExonRequest(
            window=sequence[first : self.exon_end + TISSUE_OVERHANG + len(self.ref)],
            exon_start=self.exon_start - 1 - first,
            exon_end=self.exon_end - first,
            variant_start=self.pos - 1 - first,
            ref=self.ref,
            alt=self.alt,
            strand=self.strand,
        )

    def deviations(self, effect: ExonEffect, tolerance: float) -> tuple[str, ...]:
        """Say what differs from the answer, () for nothing."""
        pairs = zip(EXON_VALUES, exon_values(effect), self.values, strict=True)
        return tuple(
            f"{self.name}: {word} {value:.4f} instead of {known:.4f}"
            for word, value, known in pairs
            if not abs(value - known) <= tolerance
        )


class KnownTrackAnswer(_Record):
    """One allele in a stretch of the artificial contig, and what some tracks say about it.

    Attributes
    ----------
    first, last, strand
        The stretch an engine reads (1-based, inclusive), and in which direction.
    pos, ref, alt
        1-based position on the artificial contig, plus-strand alleles.
    values
        By name of the track: REF, ALT, delta.
    """

    name: str
    first: int
    last: int
    strand: str
    pos: int
    ref: str
    alt: str
    values: dict[str, tuple[float, float, float]]

    def request(self, sequence: str) -> AlleleRequest:
        """Build what the engine is asked; `sequence` is the artificial contig from its first base."""
        left = sequence[self.first - 1 : self.pos - 1]
        right = sequence[self.pos - 1 + len(self.ref) : self.last]
        if self.strand == "+":
            return AlleleRequest.of(left, self.ref, self.alt, right)
        turned = [reverse_complement(one) for one in (right, self.ref, self.alt, left)]
        return AlleleRequest.of(turned[0], turned[1], turned[2], turned[3])

    def deviations(
        self, effects: TrackEffects, names: Sequence[str], tolerance: float
    ) -> tuple[str, ...]:
        """Say what differs from the answer, () for nothing; `names` are those of the tracks."""
        told = []
        for track, known in self.values.items():
            if track not in names:
                told.append(f"{self.name}: there is no track {track}")
                continue
            index = names.index(track)
            found = (effects.ref[index], effects.alt[index], effects.delta[index])
            told += [
                f"{self.name}: {word} of {track} {value:.4f} instead of {wanted:.4f}"
                for word, value, wanted in zip(("REF", "ALT", "delta"), found, known, strict=True)
                if not abs(value - wanted) <= tolerance * max(1.0, abs(wanted))
            ]
        return tuple(told)


class AnswerSheet(_Record):
    """The known answers of one engine.

    `sequence` is a FASTA file among the program's resources, `sequence_sha256` that of the bases
    of `contig`. `tolerance` holds for float32, `tolerance_reduced` for any smaller precision and
    for screening; both are differences of a delta.
    """

    engine: str
    version: str
    made_by: str
    sequence: str
    contig: str
    sequence_sha256: str
    tolerance: float
    tolerance_reduced: float
    answers: tuple[KnownAnswer, ...] = ()
    exon_answers: tuple[KnownExonAnswer, ...] = ()
    track_answers: tuple[KnownTrackAnswer, ...] = ()


@cache
def answer_sheet(engine_id: str) -> AnswerSheet | None:
    """Give the known answers of an engine, None where there are none (an imported network)."""
    file = resources.files("resources").joinpath("packs", f"{engine_id}.answers.toml")
    if not file.is_file():
        return None
    return AnswerSheet.model_validate(tomllib.loads(file.read_text("utf-8")))


@cache
def artificial_contig(file_name: str, contig: str) -> str:
    """Give one contig of a FASTA file among the program's resources, upper case."""
    text = resources.files("resources").joinpath(*file_name.split("/")).read_text("ascii")
    for entry in text.split(">")[1:]:
        title, *lines = entry.splitlines()
        if title.split()[0] == contig:
            return "".join(lines).upper()
    raise SelfTestError(
        f"{file_name} of the program's resources holds no {contig}.", "Install the program again."
    )


def sequence_digest(sequence: str) -> str:
    """SHA-256 of the bases, hexadecimal."""
    return hashlib.sha256(sequence.encode("ascii")).hexdigest()


def checked_sequence(sheet: AnswerSheet) -> str:
    """Give the bases a sheet's answers are about; raises `SelfTestError` where they are others."""
    sequence = artificial_contig(sheet.sequence, sheet.contig)
    if sequence_digest(sequence) != sheet.sequence_sha256:
        raise SelfTestError(
            f"{sheet.sequence} of the program's resources is not the one the answers were made for.",
            "Install the program again.",
        )
    return sequence


def exon_values(effect: ExonEffect) -> tuple[float, ...]:
    """Give what is compared of an exon engine's answer, in the order of `EXON_VALUES`."""
    by_tissue = effect.tissue_delta
    smallest, largest = float(by_tissue.min()), float(by_tissue.max())
    return effect.delta_logit_psi, effect.pathogenicity, effect.efficiency, smallest, largest


def delta_of(found: SpliceDeltas, effect: Effect) -> tuple[float, int]:
    """Give one delta and its offset."""
    return getattr(found, effect.value), getattr(found, f"{effect.value}_offset")
