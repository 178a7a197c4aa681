from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the reference data."

    def handle(self, *args, **options):
        return None
