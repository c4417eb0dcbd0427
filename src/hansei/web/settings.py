"""Settings, all from the environment; a wrong value fails loudly and says what to do.

HANSEI_DATA      folder for databases and key files          (default: the user's data folder)
HANSEI_ADDRESS   where people reach this installation        (default: http://127.0.0.1:8000)
DATABASE_URL     PostgreSQL instead of SQLite
KEYS_URL         the key store's own database                (default: keys.sqlite3 in the data folder)
EMAIL_URL        smtp://user:password@host:587?tls=yes       (default: mail waits until it is set)
EMAIL_SENDER     the neutral sender                          (default: Hansei <no-reply@HOST>)
HANSEI_MASTER_KEY, HANSEI_SECRET_KEY   instead of key files
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hansei import __version__
from hansei.web.keyfiles import data_folder, secret

DEBUG = False
DATA = data_folder()
SECRET_KEY = secret(DATA, "HANSEI_SECRET_KEY", "secret.key")
MASTER_KEY = secret(DATA, "HANSEI_MASTER_KEY", "master.key")
VERSION = __version__

ADDRESS = os.environ.get("HANSEI_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
_address = urlsplit(ADDRESS)
if _address.scheme not in {"http", "https"} or not _address.hostname:
    raise ImproperlyConfigured("HANSEI_ADDRESS must look like https://hansei.example.org")
ALLOWED_HOSTS = [_address.hostname]
if _address.hostname in {"127.0.0.1", "localhost", "::1"}:
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
HTTPS = _address.scheme == "https"

INSTALLED_APPS = [
    "hansei.web.ground.policy",
    "hansei.web.ground.vault",
    "hansei.web.ground.audit",
    "hansei.web.ground.jobs",
    "hansei.web.ground.mail",
    "hansei.web.ground.ui",
    "hansei.web.common.people",
    "hansei.web.common.bench",
    "hansei.web.common.releases",
    "hansei.web.common.engagements",
    "hansei.web.common.asking",
    "hansei.web.steps.ready",
    "hansei.web.steps.choose",
    "hansei.web.steps.mirror",
    "hansei.web.steps.practice",
    "hansei.web.steps.conversations",
    "hansei.web.steps.talk",
    "hansei.web.steps.dojo",
    "hansei.web.steps.pulse",
    "hansei.web.steps.chain",
    "hansei.web.outward.sponsor",
    "hansei.web.outward.stewardship",
    "hansei.web.outward.leave",
    "hansei.web.outward.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "hansei.web.ground.policy.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hansei.web.common.people.middleware.PersonPreferences",
    "hansei.web.ground.policy.middleware.EveryRouteHasAPolicy",
]

ROOT_URLCONF = "hansei.web.urls"
WSGI_APPLICATION = "hansei.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hansei.web.common.people.context.house",
                "hansei.web.outward.demo.tour.here",
            ],
        },
    },
]

# ---------------------------------------------------------------------------------------------- databases
# A writer takes the write lock at once (no deadlock on upgrade) and waits for others up to 20 s; deleted
# content is overwritten; the write-ahead log lets readers go on meanwhile.
_SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
}


def _database(variable: str, filename: str) -> dict[str, Any]:
    url = os.environ.get(variable)
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / filename),
            "OPTIONS": _SQLITE,
            "TEST": {"NAME": str(DATA / f"test-{filename}")},
        }
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError:
        # The address holds a password: never in the message.
        raise ImproperlyConfigured(f"{variable} is not a database address.") from None
    if "sqlite" in parsed["ENGINE"]:
        parsed |= {"OPTIONS": _SQLITE, "TEST": {"NAME": f"{parsed['NAME']}.test"}}
    elif "postgresql" in parsed["ENGINE"]:
        parsed |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    else:
        raise ImproperlyConfigured(f"{variable} must be an address of PostgreSQL or SQLite.")
    return parsed


DATABASES = {
    "default": _database("DATABASE_URL", "hansei.sqlite3"),
    "keys": _database("KEYS_URL", "keys.sqlite3"),
}
if "sqlite" in DATABASES["keys"]["ENGINE"]:
    # Kept open, one a thread: opening it costs more than the one look that most requests take. Each destroyed
    # key is cleared out of its files at once, by `wipe`, whoever holds a connection.
    DATABASES["keys"]["CONN_MAX_AGE"] = None
DATABASE_ROUTERS = ["hansei.web.ground.vault.router.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# ------------------------------------------------------------------------------------------------ sign-in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
# The mail address is unique without regard to case, by a constraint on its lower form.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
ACCOUNT_ADAPTER = "hansei.web.common.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; the field only tells allauth that signing in with a password is possible.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "today"
# Behind a proxy every request comes from one network address, so a limit on it is a limit on all together,
# high enough for a whole house on a Monday. What is counted closely is the mail address ("key") that is
# tried. It stands first: what it refuses is not counted for everybody.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "5/5m/key,300/m/ip",
    "request_login_code": "3/m/key,300/m/ip",
}

# Whoever can read the database finds nothing in it that signs in.
SESSION_ENGINE = "hansei.web.ground.policy.sessions"
# Gone with the browser: no cookie follows anybody who once opened a link.
CSRF_COOKIE_AGE = None
# Twelve hours at the latest: the end is put off to the next full hour.
SESSION_COOKIE_AGE = int(timedelta(hours=11).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "hansei.web.ground.policy.errors.csrf_failure"
# Notices after a redirect are sentences of ours without names, kept in the session and not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ----------------------------------------------------------------------------------------------- outgoing
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
# Not "no-referrer": a browser then sends "Origin: null" with every form, and the form is refused as forged.
# An address, which may be a link that opens an answer, still never reaches another site.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A file is collected in memory and never written to disk in plain; above the cap it is refused in a sentence.
FILE_UPLOAD_HANDLERS = ["hansei.web.ground.policy.uploads.InMemory"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024


def _mail(url: str | None) -> dict[str, Any]:
    if not url:
        return {"EMAIL_BACKEND": "hansei.web.ground.mail.backends.Unset"}
    parts = urlsplit(url)
    try:
        port = parts.port or 25
    except ValueError:
        port = 0
    if parts.scheme != "smtp" or not parts.hostname or not port:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:587?tls=yes")
    options = parse_qs(parts.query)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": options.get("tls", ["no"])[0] == "yes",
        "EMAIL_USE_SSL": options.get("ssl", ["no"])[0] == "yes",
        "EMAIL_TIMEOUT": 30,
    }


globals().update(_mail(os.environ.get("EMAIL_URL")))
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_SENDER", f"Hansei <no-reply@{_address.hostname}>")
# Nothing is mailed to an administrator: an error report would carry what people wrote.
ADMINS: list[tuple[str, str]] = []

# --------------------------------------------------------------------------------------------------- jobs
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# ---------------------------------------------------------------------------------------- language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [str(Path(__file__).resolve().parent.parent / "locale")]
USE_I18N = True
FORMAT_MODULE_PATH = "hansei.web.formats"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# --------------------------------------------------------------------------------------------------- logs
# One line of JSON an event on standard error. Nothing here logs a path, a person or a text; Django's own
# request and SQL logs, which would, stay off.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hansei.web.ground.policy.logs.JsonLines"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "hansei": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["null"], "propagate": False},
        "django.security": {"handlers": ["null"], "propagate": False},
        "django.server": {"handlers": ["null"], "propagate": False},
        "django_tasks": {"handlers": ["null"], "propagate": False},
        "django_tasks_db": {"handlers": ["null"], "propagate": False},
        "waitress": {"handlers": ["null"], "propagate": False},
    },
}
