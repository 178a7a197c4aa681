"""Two files of one woman: the case that goes on, and the one that was opened twice."""

import pytest

from tests.cases.folding import two_files


@pytest.fixture
def files(psychologist, lawyer):
    return two_files(psychologist, lawyer)


@pytest.fixture
def kept(files):
    return files[0]


@pytest.fixture
def folded(files):
    return files[1]
