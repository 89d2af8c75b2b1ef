"""The portal's own settings, made hermetic, fast and stricter than production."""

import os
import tempfile

os.environ |= {
    "DJANGO_ENV_FILE": os.devnull,
    "DJANGO_SECRET_KEY": "nur-fuer-tests",
    "DJANGO_DEBUG": "0",
    "DJANGO_HTTPS": "0",
    "DJANGO_BASE_URL": "http://testserver",
    # Playwright's event loop stays in the main thread after the first browser test.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from agenda.settings import *  # noqa: F403
from agenda.settings import INSTALLED_APPS, TEMPLATES
from tests.strict import MissingVariable

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = tempfile.gettempdir()  # each test gets its own, see conftest.py
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = MissingVariable("%s")
# The live server serves what the finders find only if it sees the app under its plain name.
INSTALLED_APPS[INSTALLED_APPS.index("agenda.apps.StaticFilesConfig")] = "django.contrib.staticfiles"
# Look files up when asked for, instead of listing all of them for every test client.
WHITENOISE_AUTOREFRESH = True
PAPERS_STRICT = True
# Tests change data behind the domain's back; tests/agenda/views/test_frische.py turns it on.
SEITEN_BEHALTEN = False
