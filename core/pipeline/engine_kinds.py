"""What an engine scores, read off its card: decides which job asks it. Loads no network."""

from models.registry import engines

EXON, SPLICE = "exon", "splice"


def is_exon_engine(engine_id: str) -> bool:
    """Tell whether an engine scores whole exons instead of sites."""
    return any(card.engine_id == engine_id and EXON in card.kinds for card in engines())


def score_job_entry(engine_id: str) -> str:
    """Name the job that scores a case with this engine."""
    if is_exon_engine(engine_id):
        return "core.pipeline.exon_scoring:score_case_exons"
    return "core.pipeline.score:score_case"


def score_file_entry(engine_id: str) -> str:
    """Name the job that annotates a variant file with this engine."""
    if is_exon_engine(engine_id):
        return "core.pipeline.exon_score_vcf:score_file_exons"
    return "core.pipeline.score_vcf:score_file"


def installed_engines(*kinds: str) -> tuple[str, ...]:
    """Give the engines of these kinds that can be asked."""
    return tuple(
        card.engine_id
        for card in engines()
        if card.installed and any(kind in card.kinds for kind in kinds)
    )
