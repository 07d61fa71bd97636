"""Find what the demo genome cannot be designed for by hand, with the splice engine itself.

    python -m resources.demo.search NEW.json            (minutes; needs the spliceai pack)

Two searches from the frozen state, with fixed seeds. `quiet` changes single intron bases until no site stands where
none was meant. `climb` changes the pseudoexon until REF has no site there and the planted variant
makes an acceptor and a donor. The result is frozen in `designed.json`: other hardware may round
another way and take another turn.
"""

import json
import math
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resources.demo import genome
from resources.demo.genome import Gene

Probabilities = Callable[[str], NDArray[np.float32]]
"""Acceptor and donor probability, shape (2, n), of each base of a pre-mRNA between Ns."""

LOUDEST_UNMEANT = 0.1
SILENT, ENOUGH = 0.05, 0.8
TRACT = 29
_FLANK = 1_000
_DONOR = genome.PSEUDOEXON_DONOR


def spliceai() -> Probabilities:
    """The installed spliceai pack, read through one window of the largest distance."""
    from models.runtime import load_engine  # noqa: PLC0415  # torch is slow to load
    from models.splice.protocol import CONTEXT_LENGTH, MAX_DISTANCE, SpliceRequest  # noqa: PLC0415

    engine = load_engine("spliceai", device="cpu")
    half = CONTEXT_LENGTH // 2 + MAX_DISTANCE

    def probabilities(sequence: str) -> NDArray[np.float32]:
        centre = len(sequence) // 2
        window = sequence.rjust(len(sequence) + half - centre, "N").ljust(2 * half + 1, "N")
        base = sequence[centre]
        body = -centre, len(sequence) - 1 - centre
        request = SpliceRequest(window, base, base, "+", *body)
        _, profile = next(iter(engine.score([request], distance=MAX_DISTANCE)))
        return profile.ref[:, MAX_DISTANCE - centre : MAX_DISTANCE - centre + len(sequence)]

    return probabilities


def unmeant_sites(gene: Gene, probabilities: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """Row and offset of each site above the limit that is no exon edge."""
    meant = {(0, start) for start, _ in gene.exons} | {(1, end - 1) for _, end in gene.exons}
    for row, offset in np.argwhere(probabilities > LOUDEST_UNMEANT):
        if (int(row), int(offset)) not in meant:
            yield int(row), int(offset)


def quiet(gene: Gene, pseudoexon: str, probabilities: Probabilities) -> list[tuple[int, str]]:
    """Changes (offset, base) in introns that silence every unmeant site found there.

    The AG of an acceptor becomes AC, the GT of a donor GC; sites in exons, close to them and in
    the pseudoexon are left alone.
    """
    bases = list(gene.sequence)
    edits: dict[int, str] = {}
    for _ in range(8):
        found = {
            (offset - 1 if row == 0 else offset + 2)
            for row, offset in unmeant_sites(gene, probabilities("".join(bases)))
        }
        fresh = {at for at in found - set(edits) if _may_change(gene, pseudoexon, at)}
        if not fresh:
            break
        for at in fresh:
            edits[at] = bases[at] = "C"
    return sorted(edits.items())


def _may_change(gene: Gene, pseudoexon: str, offset: int) -> bool:
    insert = gene.sequence.find(pseudoexon)
    if insert >= 0 and insert <= offset < insert + len(pseudoexon):
        return False
    return all(not start - 35 <= offset < end + 8 for start, end in gene.exons)


def climb(gene: Gene, start: str, probabilities: Probabilities, *, steps: int = 160) -> str:
    """A pseudoexon silent in REF and recognised in ALT, by accepting what is not worse."""
    at = gene.sequence.index(start)
    left = gene.sequence[at - _FLANK : at]
    right = gene.sequence[at + len(start) : at + len(start) + _FLANK]
    rng = random.Random(5)

    def merit(candidate: str) -> float:
        changed = candidate[:_DONOR] + "T" + candidate[_DONOR + 1 :]
        before, after = (
            probabilities(left + text + right)[:, len(left) : len(left) + len(start)]
            for text in (candidate, changed)
        )
        made = min(_logit(after[0, TRACT]), _logit(after[1, _DONOR - 2]), _logit(ENOUGH))
        return made - max(_logit(before.max()), _logit(SILENT))

    best, best_merit = start, merit(start)
    for _ in range(steps):
        candidate = _mutated(best, rng)
        if (found := merit(candidate)) >= best_merit:
            best, best_merit = candidate, found
    return best


def _logit(probability: float) -> float:
    clipped = min(max(float(probability), 0.0025), 0.9975)
    return math.log(clipped / (1 - clipped))


def _mutated(sequence: str, rng: random.Random) -> str:
    """One or two bases changed; the acceptor's AG and the donor's nine bases stay."""
    fixed = {TRACT - 2, TRACT - 1, *range(_DONOR - 4, _DONOR + 5)}
    bases = list(sequence)
    for _ in range(1 + int(rng.random() * 2)):
        at = int(rng.random() * (TRACT if rng.random() < 0.5 else len(bases)))
        if at not in fixed:
            bases[at] = genome.pick(rng, "ACGT")
    return "".join(bases)


def main() -> None:
    """Search from the frozen state and write the new one to the file given."""
    target = Path(sys.argv[1])
    probabilities = spliceai()
    pseudoexon = genome.PSEUDOEXON
    home = next(gene for gene in genome.build_genes() if pseudoexon in gene.sequence)
    pseudoexon = climb(home, pseudoexon, probabilities)
    plans = [
        replace(plan, inserts=dict.fromkeys(plan.inserts, pseudoexon)) for plan in genome.PLANS
    ]
    quieted = {}
    for gene in genome.build_genes(plans):
        frozen = dict(genome.DESIGNED["quieted"].get(gene.plan.symbol, []))
        fresh = dict(quiet(gene, pseudoexon, probabilities))
        quieted[gene.plan.symbol] = sorted((frozen | fresh).items())
    text = json.dumps({"pseudoexon": pseudoexon, "quieted": quieted}, indent=1)
    target.write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
