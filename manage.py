#!/usr/bin/env python
"""The entry of every management command."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crisis_center.settings.development")
    execute_from_command_line(sys.argv)
