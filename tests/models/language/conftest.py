"""A folder that most tests of importing change in one place."""

from pathlib import Path

import pytest

from tests.models.language.folders import bert
from tests.models.language.toys import BERT, kmer_vocabulary, written


@pytest.fixture
def bert_folder(tmp_path) -> Path:
    arrays = bert().state_dict()
    return written(tmp_path / "bert", BERT, arrays, kmer_vocabulary(3), "vocab.txt")
