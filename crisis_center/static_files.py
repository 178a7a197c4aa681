"""What of the npm packages is served, and under which names."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CentreStaticFilesConfig(StaticFilesConfig):
    """Leaves out what no page uses: other style sheets and fonts of the packages, htmx 4, source maps."""

    ignore_patterns = (
        *StaticFilesConfig.ignore_patterns,
        "tabler-*", "tabler.css", "tabler.rtl*", "*.map",
        "*italic*", "*opsz*", "*standard*", "wght.css", "scss", "*.json", "*.md", "*.ts",
        "ext", "htmx-4*", "htmax-*", "htmx-2.js",
    )  # fmt: skip


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names with a hash, kept by browsers for ever, each file also compressed.

    Source maps are not published, so the comment that names one is left as it is.
    """

    patterns = tuple(
        (files, tuple(pattern for pattern in patterns if "sourceMappingURL" not in str(pattern)))
        for files, patterns in CompressedManifestStaticFilesStorage.patterns
    )
