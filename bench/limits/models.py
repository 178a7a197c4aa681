"""One table, as plain as a table can be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Row(models.Model):
    number = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    status = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    city = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, db_index=True)
    text = models.TextField()

    objects: ClassVar[models.Manager[Row]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="row_newest_first")]

    def __str__(self) -> str:
        return self.number
