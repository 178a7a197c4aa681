from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _mail_templates(settings):
    """Two mail texts that only these tests know."""
    here = str(Path(__file__).parent / "templates")
    template = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**template, "DIRS": [*template["DIRS"], here]}]
