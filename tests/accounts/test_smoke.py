"""The test database is used with the rights of the running application."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_run_with_the_rights_of_the_application():
    with connection.cursor() as cursor:
        cursor.execute("select session_user, current_user")
        assert cursor.fetchone() == ("centre_app", "centre_service")
