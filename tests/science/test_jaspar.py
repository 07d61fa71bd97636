"""The motifs of JASPAR 2026 as the wheel of pyjaspar 4.0.0 brings them."""

import numpy as np
import pytest

from models.known_answers import examine_tracks
from models.packs import PackState, status
from models.regulatory.jaspar import JasparEngine
from models.regulatory.motif_matching import match_motifs
from models.regulatory.motifs import frequencies
from models.regulatory.protocol import AlleleRequest

pytestmark = pytest.mark.science

# The published example of DeepBind (see test_deepbind.py), chosen by its authors to score highly.
CTCF_SITE = "TACCACTAGGGGGCGCCACC"


@pytest.fixture(scope="session")
def engine(spliceai_pack) -> JasparEngine:
    """The installed engine; the spliceai pack names the data folder."""
    if status("jaspar").state is not PackState.INSTALLED:
        pytest.skip("The jaspar pack is not installed; run `intronaut packs install jaspar`.")
    return JasparEngine.load()


def test_the_newest_profiles_of_man_and_those_of_factors_man_has_none_of(engine):
    human = [one for one in engine.motifs if "Homo sapiens" in one.species]
    assert (len(engine.motifs), len(human)) == (1_005, 857)
    assert len({one.name for one in engine.tracks}) == 1_005
    human_factors = {one.factor.upper() for one in human}
    others = [one for one in engine.motifs if "Homo sapiens" not in one.species]
    assert not human_factors & {one.factor.upper() for one in others}


def test_counts_are_those_published(engine):
    """MA0139.2 is MA0139.1 without its outer columns (JASPAR 2024 cut off what says little).

    The counts of MA0139.1 by column, A C G T: ComputationalSystemsBiology/ExoProfiler,
    data/inputs/motif/MA0139.1.tf.
    """
    published = """
        281 49 449 134,  56 800 21 36,  8 903 0 2,  744 13 65 91,  40 528 334 11,  107 433 48 324,
        851 11 32 18,  5 0 903 3,  333 3 566 9,  54 12 504 341,  12 0 890 8,  56 8 775 71,
        104 733 5 67,  372 13 507 17,  82 482 307 37
    """
    (ctcf,) = (one for one in engine.motifs if one.matrix_id == "MA0139.2")
    assert ctcf.factor == "CTCF"
    wanted = [[int(number) for number in column.split()] for column in published.split(",")]
    assert ctcf.counts.tolist() == wanted


def test_a_known_site_names_its_factor_first(engine):
    hits = engine.hits("TATATACACA" + CTCF_SITE + "CATATAACTA", p_max=1e-5)
    assert engine.motifs[hits[0].number].factor in {"CTCF", "CTCFL"}


def test_a_broken_site_names_its_factor(engine):
    left, right = "TATATACACA" * 5 + CTCF_SITE[:11], CTCF_SITE[12:] + "CATATAACTA" * 5
    request = AlleleRequest.of(left, "G", "T", right)
    ((_, said),) = engine.score([request])
    lost = int(np.argmin(said.delta))
    assert engine.tracks[lost].factor in {"CTCF", "CTCFL"}
    ref, alt = engine.best_hits(request, lost)
    assert ref.p < 1e-4 < alt.p or ref.p < alt.p / 100


def test_a_profile_finds_itself_in_the_set(engine):
    chances = [frequencies(one.counts) for one in engine.motifs]
    number = [one.name for one in engine.tracks].index("HNF4A_MA0114.5")
    best = match_motifs(chances[number][::-1, ::-1], chances)[:2]
    assert {engine.motifs[one.number].factor for one in best} == {"HNF4A", "HNF4G"}
    assert best[0].strand == "-"


def test_the_answers_that_ship_with_the_program_are_given(engine):
    result = examine_tracks(engine)
    assert result.deviations == ()
    assert result.n_answers == 3
