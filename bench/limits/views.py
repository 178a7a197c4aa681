"""The views that everything else is compared with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bench.limits.models import Row

ROWS = 50


def insert(request: HttpRequest) -> HttpResponse:
    """One INSERT and its commit."""
    row = _insert(request)
    return JsonResponse({"id": row.pk}, status=201)


def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One SELECT by the primary key."""
    row = Row.objects.get(pk=pk)
    return JsonResponse({"number": row.number, "name": row.name})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "limits/row.html", {"row": Row.objects.get(pk=pk)})


@login_required
def newest(request: HttpRequest) -> HttpResponse:
    return render(request, "limits/rows.html", {"rows": Row.objects.order_by("-created_at", "-id")[:ROWS]})


@login_required
def create(request: HttpRequest) -> HttpResponse:
    _insert(request)
    return redirect("newest")


def _insert(request: HttpRequest) -> Row:
    return Row.objects.create(
        number="N",
        created_at=timezone.now(),
        status="open",
        kind="call",
        city="Shymkent",
        name=request.POST["name"],
        phone=request.POST["phone"],
        text=request.POST["text"],
    )
