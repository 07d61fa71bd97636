"""The detail view says what a variant does with others on its chromosome copy."""

from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.session import CaseReader
from gui.panels.facts_html import facts_html
from gui.theme import load_theme
from tests.core.pipeline.toy import ToyEngine, World, drive, put, sequence

FROM_FATHER = ("0/1", "0/1", "0/0")


def test_the_score_together_stands_beside_the_own_one(tmp_path):
    world = World(tmp_path, text=put(sequence(), 20_500, "CTAAGA"))
    first = world.add(20_501, "C", "G", calls=FROM_FATHER)
    second = world.add(20_506, "A", "T", calls=FROM_FATHER)
    alone = world.add(22_000)
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseReader(spec.case) as reader:
        shown, quiet = (reader.detail(reader.find(name)[0]) for name in (first, alone))
        info = reader.info()
    html = facts_html(shown, info, load_theme("light"))
    assert "On the same chromosome copy" in html
    assert f"<b>Together with {second} on the same chromosome copy" in html
    assert "donor gain 0.00 → 0.90" in html
    assert "On the same chromosome copy" not in facts_html(quiet, info, load_theme("light"))
