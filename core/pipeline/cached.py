"""An engine that looks first among the scores kept on this computer, and computes the rest.

An answer is found again by a digest of everything it depends on: the networks and their
arithmetic, the sequence the engine reads (gene body masked where it masks), strand, edit, distance
and the rules of the protocol. No sample, case or place in a genome is part of it, so that a variant
two patients share is computed once.
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from core.domain.counting import counted, verb
from core.paths import data_dir
from core.pipeline.packed_profile import pack_profile, unpack_profile
from core.store.cache_file import FILE_NAME
from core.store.cache_switch import is_on
from core.store.score_cache import ScoreCache
from models.engine import AttributionStep, EngineInfo, Method
from models.splice.engine import SpliceEngine
from models.splice.protocol import (
    Effect,
    SpliceProfile,
    SpliceRequest,
    check_request,
    masked_window,
    stranded,
)

PROTOCOL_VERSION = "1"
"""Raised whenever the same request to the same networks would be answered otherwise than before."""

_READ_AT_ONCE = 64


class CachedEngine:
    """A splice engine around another one; what it gives is the same to the last bit.

    Requests are answered in any order, each once: those that are known first, then the others
    together and in their order, so that neighbours still share the evaluation of REF.

    Attributes
    ----------
    info
        That of the engine inside.
    n_asked, n_found
        Requests so far, and those of them that needed no computing.
    """

    def __init__(self, inner: SpliceEngine, cache: ScoreCache) -> None:
        self._inner = inner
        self._cache = cache
        self._masks = bool(getattr(inner, "masks_gene_body", False))
        self.n_asked = self.n_found = 0

    @property
    def info(self) -> EngineInfo:
        """What stands with every score of the engine inside."""
        return self._inner.info

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        """Yield (index of the request, profile), each exactly once, known ones first."""
        keys = [self._key(request, distance) for request in requests]
        self.n_asked += len(keys)
        missing: list[int] = []
        try:
            for first in range(0, len(keys), _READ_AT_ONCE):
                numbers = range(first, min(first + _READ_AT_ONCE, len(keys)))
                kept = self._cache.find([keys[number] for number in numbers])
                for number in numbers:
                    profile = self._unpacked(keys[number], kept, distance)
                    if profile is None:
                        missing.append(number)
                    else:
                        self.n_found += 1
                        yield number, profile
            yield from self._compute(requests, keys, missing, distance)
        finally:
            self._cache.flush()

    def attribute(
        self,
        request: SpliceRequest,
        *,
        distance: int,
        effect: Effect | str,
        site_offset: int,
        method: Method = "ism",
        flank: int = 100,
    ) -> Iterator[AttributionStep]:
        """Explain with the engine inside; explanations are kept in the case, not here."""
        return self._inner.attribute(
            request,
            distance=distance,
            effect=effect,
            site_offset=site_offset,
            method=method,
            flank=flank,
        )

    def notes(self) -> tuple[str, ...]:
        """Sentences for the person: how much needed no computing, and what went wrong."""
        found: tuple[str, ...] = ()
        if self.n_found:
            share = self.n_found / self.n_asked
            sentence = (
                f"{self.n_found:,} of {counted(self.n_asked, 'request')} ({share:.0%}) to "
                f"{self.info.name} {verb(self.n_found, 'was', 'were')} answered from the scores "
                "kept on this computer."
            )
            found = (sentence,)
        return (*found, *self._cache.notes)

    def close(self) -> None:
        """Write what waits and let go of the file."""
        self._cache.close()

    def _compute(
        self,
        requests: Sequence[SpliceRequest],
        keys: Sequence[bytes],
        missing: Sequence[int],
        distance: int,
    ) -> Iterator[tuple[int, SpliceProfile]]:
        if not missing:
            return
        asked = [requests[number] for number in missing]
        for place, profile in self._inner.score(asked, distance=distance):
            if _is_finite(profile):
                self._cache.put(keys[missing[place]], pack_profile(profile))
            yield missing[place], profile

    def _unpacked(
        self, key: bytes, kept: dict[bytes, bytes], distance: int
    ) -> SpliceProfile | None:
        if key not in kept:
            return None
        profile = unpack_profile(kept[key])
        if profile is None or profile.distance != distance:
            self._cache.forget(key)
            return None
        return profile

    def _key(self, request: SpliceRequest, distance: int) -> bytes:
        """Give the digest of all that the answer depends on; every part ends where it says."""
        check_request(request, distance)
        info = self._inner.info
        seen = masked_window(request)
        body = "" if self._masks else f"{request.body_start_offset}:{request.body_end_offset}"
        parts = (
            PROTOCOL_VERSION,
            info.engine_id,
            info.version,
            info.digest,
            info.precision,
            str(getattr(info, "screening", False)),
            str(distance),
            request.strand,
            stranded(seen if self._masks else request.window, request.strand),
            body,
            str(len(request.window) // 2),
            stranded(request.ref, request.strand),
            stranded(request.alt, request.strand),
        )
        digest = hashlib.sha256()
        for part in parts:
            text = part.encode()
            digest.update(len(text).to_bytes(8, "little"))
            digest.update(text)
        return digest.digest()


def with_cache(engine: SpliceEngine, *, uses_cache: bool = True) -> SpliceEngine:
    """Give the engine with the cache of this data folder around it, unless that is switched off."""
    folder = data_dir()
    if not uses_cache or not is_on(folder):
        return engine
    return CachedEngine(engine, ScoreCache(folder / FILE_NAME))


def cache_notes(engine: SpliceEngine) -> tuple[str, ...]:
    """Give what the cache around an engine has to say; () where there is none."""
    return engine.notes() if isinstance(engine, CachedEngine) else ()


def _is_finite(profile: SpliceProfile) -> bool:
    arrays = (profile.ref, profile.alt, profile.gains, profile.losses)
    return all(bool(np.isfinite(array).all()) for array in arrays if array is not None)
