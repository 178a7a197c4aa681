"""Whether this process can do its work; for the run command, the container and the load balancer."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.generic import View
from redis.exceptions import RedisError

from accounts.access import open_to_all


@open_to_all
class Health(View):
    """Answers "ok" when database and Redis do, else 503; no versions, no counts (O8)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if database_answers() and redis_answers():
            return HttpResponse("ok", content_type="text/plain")
        return HttpResponse("unavailable", content_type="text/plain", status=503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def redis_answers() -> bool:
    try:
        cache.get("health")
    except RedisError:
        return False
    return True
