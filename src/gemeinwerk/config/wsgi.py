"""The web application for gunicorn; ``gemeinwerk serve`` starts it with a database at hand."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

from gemeinwerk.archive.search import compounds
from gemeinwerk.assistant.answering import embedding
from gemeinwerk.config.serving import REFUSED
from gemeinwerk.kernel.errors import UserError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
application = get_wsgi_application()
compounds.word_list()  # half a second, once, before the server forks
try:
    embedding.warm_up()  # a second and a half and 120 MB, shared by the processes
except UserError as refusal:
    print(f"gemeinwerk: {refusal}", file=sys.stderr)
    sys.exit(REFUSED)
