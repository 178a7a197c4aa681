"""Whether the web process of this container answers: the health check of the image. Exits with 0 or 1.

It asks under the name of the centre: another one is refused before the page is asked.
"""

import os
import sys
import urllib.request

PORT = 8000


def is_alive(port: int = PORT) -> bool:
    """Return True when the health page says that database and Redis answer."""
    host = os.environ["ALLOWED_HOSTS"].partition(",")[0]
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"Host": host})
    try:
        with urllib.request.urlopen(asked, timeout=5) as response:  # noqa: S310 our own address
            return bool(response.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not is_alive())
