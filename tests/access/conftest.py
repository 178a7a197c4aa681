from tests.access.fixtures import walk  # noqa: F401 a fixture
