"""Job: where a transformer looks around a variant. Shown, never stored."""

from collections.abc import Generator
from pathlib import Path

from core.domain.attention import AlleleAttention, Attention
from core.domain.attribution import AskedTrack, AttributionMethod
from core.errors import UsageError
from core.job import Progress
from core.pipeline.attribute_track import engine_of, subject_read, wanted_track
from core.pipeline.mapping import translated
from core.pipeline.opened import open_case, open_reference
from models.engine import AttentionArrays
from models.regulatory.engine import AttentiveEngine

FLANK = 50
"""Bases on either side of the variant that are shown."""


def attention_of(
    case: Path,
    spelled: str,
    asked: AskedTrack,
    device: str = "auto",
    owner_token: str | None = None,
) -> Generator[Progress, None, Attention]:
    """Give the attention of the network of a track, in REF and in ALT.

    Raises
    ------
    ProblemError
        As of `attribute_track`; the engine has no attention.
    """
    with open_case(case, owner_token) as store:
        wanted = wanted_track(store, spelled, asked, AttributionMethod.ATTENTION_ROLLOUT)
        yield Progress("loading the networks")
        engine = engine_of(wanted, device)
        if not isinstance(engine, AttentiveEngine):
            raise UsageError(
                f"{engine.info.name} does not tell where it looks.",
                "Explain it by another method.",
            )
        with open_reference(store.info()) as reference, translated():
            subject = subject_read(store, engine, reference, wanted)
            yield Progress("reading where the network looks")
            ref, alt = engine.attention_maps(subject.request, flank=FLANK)
    return Attention(asked.engine_id, _allele(ref), _allele(alt))


def _allele(arrays: AttentionArrays) -> AlleleAttention:
    return AlleleAttention(arrays.sequence, arrays.offsets, arrays.layers)
