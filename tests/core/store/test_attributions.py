from dataclasses import replace

import numpy as np
import pytest

from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.score import SpliceEffect


def allele(name: str, n: int, *, mutants: bool = True) -> AlleleAttribution:
    rng = np.random.default_rng(n)
    return AlleleAttribution(
        name,
        "ACGTN" * (n // 5) + "A" * (n % 5),
        np.arange(-n // 2, n - n // 2, dtype=np.int32),
        rng.standard_normal(n).astype(np.float32),
        rng.standard_normal((4, n)).astype(np.float32) if mutants else None,
        0.875,
    )


GIVEN = Attribution(
    "spliceai",
    "NM_1",
    "-",
    SpliceEffect.DONOR_GAIN,
    -17,
    AttributionMethod.ISM,
    allele("ref", 201),
    allele("alt", 203),
)


def assert_same(found: Attribution, given: Attribution) -> None:
    for name in ("engine_id", "transcript_id", "strand", "effect", "site_offset", "method"):
        assert getattr(found, name) == getattr(given, name)
    for side in ("ref", "alt"):
        was, is_now = getattr(given, side), getattr(found, side)
        assert (is_now.allele, is_now.sequence, is_now.probability) == (
            was.allele,
            was.sequence,
            was.probability,
        )
        for name in ("offsets", "contribution", "mutants"):
            np.testing.assert_array_equal(getattr(is_now, name), getattr(was, name), strict=True)


def test_an_attribution_comes_back_equal(filled):
    filled.put_attribution(3, GIVEN)
    (found,) = filled.attributions(3)
    assert_same(found, GIVEN)
    assert filled.attributions(4) == ()


def test_gradient_x_input_has_no_mutants(filled):
    plain = allele("ref", 11, mutants=False)
    given = replace(GIVEN, method=AttributionMethod.GRADIENT_X_INPUT, ref=plain, alt=plain)
    filled.put_attribution(3, given)
    assert filled.attributions(3)[0].ref.mutants is None


def test_how_complete_an_attribution_is_comes_back(filled):
    ref, alt = (replace(allele(name, 11, mutants=False), residual=0.004) for name in ("ref", "alt"))
    method = AttributionMethod.INTEGRATED_GRADIENTS
    given = replace(GIVEN, method=method, ref=ref, alt=replace(alt, residual=0.007))
    filled.put_attribution(3, given)
    filled.put_attribution(3, GIVEN)
    integrated, mutated = filled.attributions(3)
    assert (integrated.ref.residual, integrated.alt.residual) == (0.004, 0.007)
    assert integrated.completeness == "completeness 0.007"
    assert integrated.is_final
    assert (mutated.residual, mutated.completeness) == (None, "")


def test_an_attribution_still_being_computed_is_not_stored(filled):
    done = np.zeros(201, dtype=bool)
    unfinished = replace(GIVEN, ref=replace(GIVEN.ref, done=done))
    assert (unfinished.n_done, unfinished.n_bases) == (203, 404)
    with pytest.raises(ValueError, match="still being computed"):
        filled.put_attribution(3, unfinished)
    assert filled.attributions(3) == ()


def test_the_same_question_is_stored_once_and_another_beside_it(filled):
    other = replace(GIVEN, effect=SpliceEffect.ACCEPTOR_LOSS)
    filled.put_attribution(3, GIVEN)
    filled.put_attribution(3, other)
    filled.put_attribution(3, replace(GIVEN, site_offset=5))
    assert [found.site_offset for found in filled.attributions(3)] == [-17, 5]
    assert filled._database.value("SELECT count(*) FROM allele_attribution") == 4
