"""How often one worker may save: a guard against a page gone wild, not against typing."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from uuid import UUID

logger = logging.getLogger(__name__)
MOST_SAVES_A_MINUTE = 240  # a page saves about once a second at most: four busy pages


def saves_too_often(author_id: UUID) -> bool:
    """Count a save; say whether there were too many this minute. Without Redis saving goes on."""
    key = f"hotline:saves:{author_id}:{int(time.time() // 60)}"
    try:
        cache.add(key, 0, timeout=120)
        return cache.incr(key) > MOST_SAVES_A_MINUTE
    except (RedisError, ValueError):  # ValueError: the counter was dropped just now
        logger.warning("Saves are not counted: the cache does not answer.")
        return False
