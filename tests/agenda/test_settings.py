import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from agenda.middleware import security_headers

PRODUCTION = {
    "DJANGO_ENV_FILE": os.devnull,
    "DJANGO_SECRET_KEY": "Q7-ein-langer-Schluessel-mit-vielen-verschiedenen-Zeichen_0815",
    "DJANGO_ALLOWED_HOSTS": "agenda.example.org",
    "DJANGO_SETTINGS_MODULE": "agenda.settings",
}


def manage(*args, **environment):
    """Run manage.py as an operator would: nothing of the tests' environment reaches it."""
    environment = {"PATH": os.environ["PATH"], **environment}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "manage.py", *args]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )


def test_check_deploy_is_clean_with_production_settings(tmp_path):
    database = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    result = manage(
        "check", "--deploy", "--fail-level=WARNING", DATABASE_URL=database, **PRODUCTION
    )
    assert result.returncode == 0, result.stderr
    assert "0 silenced" in result.stdout


@pytest.mark.parametrize("name", ["DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, ""])
def test_production_fails_loudly_without(name, value):
    environment = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environment[name] = value
    result = manage("check", **environment)
    assert result.returncode != 0
    assert f"{name} fehlt" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_HTTPS", "vielleicht"),
        ("CACHE_URL", "memcached://127.0.0.1"),
        ("PAPERS_SECONDS_BIG", "zehn"),
        ("PAPERS_SELECTION_MAX", "-1"),
    ],
)
def test_a_value_that_means_nothing_is_named(name, value):
    result = manage("check", **PRODUCTION, **{name: value})
    assert result.returncode != 0
    assert name in result.stderr


def test_environment_wins_over_env_file_and_comments_are_skipped(tmp_path):
    env_file = tmp_path / "env"
    env_file.write_text("# DJANGO_DEBUG=1\nDJANGO_LOG_LEVEL='error'\nDJANGO_FROM_EMAIL=a@b.de\n")
    environment = PRODUCTION | {
        "DJANGO_ENV_FILE": str(env_file),
        "DJANGO_FROM_EMAIL": "c@d.de",
        "PAPERS_MEMORY_MB_BIG": "2048",
    }
    result = manage("diffsettings", "--output=unified", **environment)
    assert "+ PAPERS_MEMORY_MB_BIG = 2048" in result.stdout, result.stderr
    assert "+ DEFAULT_FROM_EMAIL = 'c@d.de'" in result.stdout, result.stderr
    assert "'level': 'ERROR'" in result.stdout
    assert "+ DEBUG = True" not in result.stdout


def test_collectstatic_keeps_only_what_pages_link_to(tmp_path):
    result = manage("collectstatic", "--noinput", DJANGO_STATIC_ROOT=str(tmp_path), **PRODUCTION)
    assert result.returncode == 0, result.stderr
    for folder, expected in (("kern", 1), ("fonts", 4)):
        files = [
            path
            for path in (tmp_path / folder).rglob("*")
            if path.is_file() and path.suffix not in {".gz", ".br"}
        ]
        assert len(files) == expected, files


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/gibt-es-nicht/", "/static/kern/kern.min.css"])
def test_every_answer_carries_the_security_headers(client, path):
    response = client.get(path)
    response.close()  # or a static file would stay open
    csp = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in csp
    assert "object-src 'none'" in csp
    assert "frame-ancestors 'none'" in csp
    assert "unsafe" not in csp
    assert "*" not in csp
    assert "geolocation=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/gibt-es-nicht/"])
def test_public_pages_set_no_cookie(client, path):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_only_the_health_page_answers_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").headers["Location"].startswith("https://")


def test_a_view_may_set_its_own_policy():
    own = {"Content-Security-Policy": "frame-ancestors https:"}
    middleware = security_headers(lambda request: HttpResponse(headers=own))
    response = middleware(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "frame-ancestors https:"
