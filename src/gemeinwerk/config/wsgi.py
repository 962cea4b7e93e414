"""The web application for gunicorn; ``gemeinwerk serve`` starts it with a database at hand."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from gemeinwerk.archive.search import compounds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
application = get_wsgi_application()
compounds.word_list()  # half a second, once, before the server forks
