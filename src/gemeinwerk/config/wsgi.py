"""The web application for gunicorn; ``gemeinwerk serve`` starts it with a database at hand."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from gemeinwerk.archive.search import compounds
from gemeinwerk.assistant.answering import embedding

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
application = get_wsgi_application()
compounds.word_list()  # half a second, once, before the server forks
embedding.warm_up()  # a second and a half and 120 MB, shared by the processes
