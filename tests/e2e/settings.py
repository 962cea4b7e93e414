"""The product's settings with a quick password hash: the tests make hundreds of people."""

from gemeinwerk.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
