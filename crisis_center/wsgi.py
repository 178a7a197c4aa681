import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crisis_center.settings.production")
application = get_wsgi_application()

# What is loaded once is not searched for garbage again: a twentieth of the processor's time of a request.
gc.collect()
gc.freeze()
