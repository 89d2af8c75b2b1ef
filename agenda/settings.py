"""Every setting of the portal; what differs between two operators comes from the environment.

The variables are described in .env.example. A variable in the real environment wins over .env.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


# Reading the environment


def read_env_file(path):
    """Take over NAME=value lines from a file, without touching what is set already."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def env(name, default=""):
    """Return a variable's text. Empty counts as not set: a bare `NAME=` must not disarm a default."""
    return os.environ.get(name, "").strip() or default


def env_bool(name, *, default):
    words = {"1": True, "true": True, "yes": True, "ja": True}
    words |= {"0": False, "false": False, "no": False, "nein": False}
    value = env(name, str(default)).lower()
    if value not in words:
        raise ImproperlyConfigured(f"{name} muss 1 oder 0 sein, nicht „{value}“ (must be 1 or 0).")
    return words[value]


def env_int(name, default):
    value = env(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} muss eine Zahl sein, nicht „{value}“ (not a number).")
    return int(value)


def env_list(name, default=""):
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


read_env_file(Path(env("DJANGO_ENV_FILE", str(BASE_DIR / ".env"))))


# What kind of run is this?

DEBUG = env_bool("DJANGO_DEBUG", default=False)
HTTPS = env_bool("DJANGO_HTTPS", default=True)
PRODUCTION = HTTPS and not DEBUG

SECRET_KEY = env("DJANGO_SECRET_KEY", "nur-zur-entwicklung" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY fehlt. Bitte in der Umgebung oder in .env setzen (DJANGO_SECRET_KEY is "
        "missing: set it in the environment or in .env), einen neuen Schlüssel erzeugt: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )

ALLOWED_HOSTS = env_list("DJANGO_ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS fehlt. Bitte den Namen nennen, unter dem das Portal erreichbar ist, "
        "etwa DJANGO_ALLOWED_HOSTS=agenda.example.org; für einen Start nur auf diesem Rechner "
        "DJANGO_HTTPS=0 setzen (DJANGO_ALLOWED_HOSTS is missing: name the portal's host)."
    )


# The one address that is printed on papers, whoever asks for them and under whatever name
BASE_URL = env(
    "DJANGO_BASE_URL", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.*')}"
).rstrip("/")


# Applications

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "agenda.apps.StaticFilesConfig",
    "django_filters",
    "kommunen",
    "handlungsfelder",
    "agenda.apps.AgendaConfig",
]

MIDDLEWARE = [
    "agenda.middleware.security_headers",
    "agenda.middleware.monitor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "agenda.middleware.keep_pages",
]

ROOT_URLCONF = "agenda.urls"
WSGI_APPLICATION = "agenda.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "agenda.views.kontext.portal",
            ],
        },
    },
]


# Accounts

AUTH_USER_MODEL = "kommunen.Nutzerkonto"
LOGIN_URL = "admin:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]


# In the session, which they belong to: the default would set a third cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


# Database and cache

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}"), conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads first and writes later would otherwise fail as "locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # The pool keeps connections open itself and refuses a CONN_MAX_AGE other than 0.
    DATABASES["default"]["OPTIONS"] = {"pool": True, **DATABASES["default"].get("OPTIONS", {})}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache = urlsplit(env("CACHE_URL", "locmem://"))
_cache_backends = {
    "locmem": ("locmem.LocMemCache", ""),
    "database": ("db.DatabaseCache", _cache.netloc),
    "redis": ("redis.RedisCache", _cache.geturl()),
    "valkey": ("redis.RedisCache", _cache._replace(scheme="redis").geturl()),
}
if _cache.scheme not in _cache_backends:
    raise ImproperlyConfigured(
        f"CACHE_URL muss beginnen mit {', '.join(_cache_backends)} und „://“."
    )
_backend, _location = _cache_backends[_cache.scheme]
CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{_backend}", "LOCATION": _location}}


# E-mail: smtp://user:password@host:587/?tls=1, smtps:// for TLS from the start; else the log

_email = urlsplit(env("EMAIL_URL", "console://"))
if _email.scheme in {"smtp", "smtps"}:
    EMAIL_HOST = _email.hostname
    EMAIL_PORT = _email.port or (465 if _email.scheme == "smtps" else 25)
    EMAIL_HOST_USER = unquote(_email.username or "")
    EMAIL_HOST_PASSWORD = unquote(_email.password or "")
    EMAIL_USE_SSL = _email.scheme == "smtps"
    EMAIL_USE_TLS = parse_qs(_email.query).get("tls") == ["1"]
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DJANGO_FROM_EMAIL", "agenda@localhost")
ADMINS = [(address, address) for address in env_list("DJANGO_ADMINS")]


# Language and time

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True


# Files: in production collected, hashed and compressed; elsewhere served from where they lie

STATIC_URL = "static/"
STATIC_ROOT = env("DJANGO_STATIC_ROOT", str(BASE_DIR / "staticfiles")) if PRODUCTION else None
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", BASE_DIR / "node_modules/@kern-ux/native/dist"),
    ("fonts/fira-sans", BASE_DIR / "node_modules/@fontsource/fira-sans/files"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_URL = "media/"
MEDIA_ROOT = env("DJANGO_MEDIA_ROOT", str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A Steckbrief with all its parts is one admin form of many rows: 1,000 fields would not do.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000


# Pages are made once per state of the data and release of the software (middleware.keep_pages)


def newest_change(*folders):
    """Return when a file of the software changed last: the same in every process of a server."""
    files = (path for folder in folders for path in (BASE_DIR / folder).rglob("*.*"))
    return str(max(path.stat().st_mtime_ns for path in files if path.suffix != ".pyc"))


SEITEN_BEHALTEN = not DEBUG
RELEASE = env("DJANGO_RELEASE") or newest_change(
    "agenda", "handlungsfelder", "kommunen", "templates", "static"
)


# Security. Django's defaults add X-Frame-Options, nosniff, Referrer-Policy and COOP.

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env_list("DJANGO_CSRF_TRUSTED_ORIGINS")
if env_bool("DJANGO_BEHIND_PROXY", default=False):
    # Only where a proxy sets this header itself: anybody else could claim to come by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The name and shape of Django 6's own setting; data: is for KERN's icons, which are CSS masks.
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
PERMISSIONS_POLICY = ["camera", "display-capture", "geolocation", "microphone", "payment", "usb"]

# Model URL fields take "example.org" as https. Goes with Django 6, where it is so anyway.
FORMS_URLFIELD_ASSUME_HTTPS = True


# Papers: much of what is wrong in a PDF WeasyPrint only logs; here it is an error

PAPERS_STRICT = DEBUG
# How long one may take, and how much address space the process may use that draws it (twice to
# three times the memory): a small one is a Steckbrief, a big one a whole agenda.
PAPERS_SECONDS_SMALL = env_int("PAPERS_SECONDS_SMALL", 60)
PAPERS_MEMORY_MB_SMALL = env_int("PAPERS_MEMORY_MB_SMALL", 1024)
PAPERS_SECONDS_BIG = env_int("PAPERS_SECONDS_BIG", 600)
PAPERS_MEMORY_MB_BIG = env_int("PAPERS_MEMORY_MB_BIG", 4096)
# Whoever makes a big one holds this file; empty: beside the papers, which all processes share
PAPERS_LOCK = env("PAPERS_LOCK")
# So long a request goes on with what no worker has prepared; then its page says how far it is.
PAPERS_REQUEST_SECONDS = env_int("PAPERS_REQUEST_SECONDS", 10)
# Arbitrary selections and comparisons: so many Steckbriefe in one, so many papers an hour in all.
PAPERS_SELECTION_MAX = env_int("PAPERS_SELECTION_MAX", 200)
PAPERS_SELECTIONS_PER_HOUR = env_int("PAPERS_SELECTIONS_PER_HOUR", 60)


# Log to the console; errors go to DJANGO_ADMINS by mail as well

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"kurz": {"format": "{levelname} {name}: {message}", "style": "{"}},
    # "Please ask again in a minute" is an answer, and anybody can have it sent again and again.
    "filters": {
        "stoerung": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 503,
        },
        # The address of a personal link is its key.
        "geheim": {"()": "agenda.logfilter.OhneGeheimnis"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "kurz",
            "filters": ["geheim"],
        },
        "mail_admins": {
            "class": "django.utils.log.AdminEmailHandler",
            "level": "ERROR",
            "filters": ["stoerung", "geheim"],
        },
    },
    "root": {"handlers": ["console"], "level": env("DJANGO_LOG_LEVEL", "WARNING").upper()},
    "loggers": {"django": {"handlers": ["mail_admins"]}},
}
