"""The rule set of coding potential."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from core.interpret.rules import Limit, Sourced, load_rule_set


class Split(Sourced):
    """Chromosomes to calibrate and to test on; all others train."""

    calibration: tuple[str, ...]
    test: tuple[str, ...]


class TrainingRules(Sourced):
    """How many sequences, networks and rounds; seeds of all that is drawn.

    `pieces_per_transcript` of the coding sequence and `negatives_per_transcript` of introns and of
    UTRs each are cut out of every coding transcript.
    """

    max_coding_transcripts: int
    max_non_coding_transcripts: int
    pieces_per_transcript: int
    negatives_per_transcript: int
    networks: int
    rounds: int
    seed: int
    resamples: int


class CodingRules(BaseModel):
    """What is assessed, what is told, and how the network is trained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    min_length: Limit
    max_unknown: Limit
    told_codons: Limit
    told_frames: Limit
    chance: Limit
    error_rate: Limit
    cpat_human: Limit
    split: Split
    training: TrainingRules

    @property
    def identifier(self) -> str:
        """Name and version, as written down with what the rules decided."""
        return f"{self.name} {self.version}"


@cache
def coding_rules() -> CodingRules:
    """Give the rule set of the program."""
    return load_rule_set("coding_potential.toml", None, CodingRules)
