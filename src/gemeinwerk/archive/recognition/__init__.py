"""Reading of untrusted originals: pages, text with word boxes, searchable PDF/A.

Other parts use ``recogniser.Recogniser``, the dataclasses in ``rules`` and the refusals in
``errors``; the rest runs in a child process that holds no secrets.
"""
