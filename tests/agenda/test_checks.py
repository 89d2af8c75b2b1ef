import pytest

from agenda import checks


def test_nothing_is_missing_here():
    assert checks.pango_is_installed(None) == []
    assert checks.node_modules_are_installed(None) == []


def test_missing_pango_names_the_debian_packages(monkeypatch):
    monkeypatch.setattr(checks, "find_library", lambda name: None)
    (error,) = checks.pango_is_installed(None)
    assert error.id == "agenda.E001"
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert package in error.msg
        assert package in error.hint


def test_only_the_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(
        checks, "find_library", lambda name: None if name == "harfbuzz-subset" else name
    )
    (error,) = checks.pango_is_installed(None)
    assert "libharfbuzz-subset0" in error.msg
    assert "libpango-1.0-0" not in error.msg


def test_missing_node_modules_name_the_command(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (error,) = checks.node_modules_are_installed(None)
    assert error.id == "agenda.E002"
    assert "make setup" in error.hint


def test_incomplete_node_modules_name_the_file(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    kern, *fonts = (tmp_path / "node_modules" / name for name in checks.NODE_FILES)
    kern.parent.mkdir(parents=True)
    kern.touch()
    (error,) = checks.node_modules_are_installed(None)
    assert all(font.name in error.msg for font in fonts)
    assert kern.name not in error.msg


@pytest.mark.parametrize(
    ("base_url", "given", "host", "wrong"),
    [
        ("https://agenda.example.org", "", "agenda.example.org", ""),
        ("https://example.org", "https://example.org", ".example.org", ""),
        ("https://example.org/agenda", "https://example.org/agenda", "*", ""),
        ("https://example.org", "", ".example.org", "„.example.org“"),
        ("https://", "", "*", "nur geraten"),
        ("https://", "https://", "*", "keine Internetadresse"),
        ("agenda.example.org", "agenda.example.org", "a.example.org", "keine Internetadresse"),
        ("https://localhost", "", "localhost", "nur auf diesem Rechner"),
        ("http://a.localhost:8000", "http://a.localhost:8000", "x.org", "nur auf diesem Rechner"),
        ("http://127.0.0.1:8000", "", "127.0.0.1", "nur auf diesem Rechner"),
        ("https://[::1]", "", "[::1]", "nur auf diesem Rechner"),
        ("https://10.1.2.3", "", "10.1.2.3", ""),
    ],
)
def test_papers_name_an_address_that_readers_reach(
    settings, monkeypatch, base_url, given, host, wrong
):
    settings.BASE_URL, settings.ALLOWED_HOSTS = base_url, [host]
    monkeypatch.setenv("DJANGO_BASE_URL", given)
    warnings = checks.papers_name_a_public_address(None)
    assert [warning.id for warning in warnings] == ["agenda.W001"] * bool(wrong)
    for warning in warnings:
        assert wrong in warning.msg
        assert "DJANGO_BASE_URL" in warning.hint
