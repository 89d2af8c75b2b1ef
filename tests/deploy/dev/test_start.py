import stat
from pathlib import Path


def test_env_file_is_private_and_never_written_twice(load_script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start = load_script("start")
    start.write_env_file()
    first = Path(".env").read_text()
    assert stat.S_IMODE(Path(".env").stat().st_mode) == 0o600
    assert "DJANGO_DEBUG=0" in first
    (key,) = [line for line in first.splitlines() if line.startswith("DJANGO_SECRET_KEY=")]
    assert len(key.partition("=")[2]) >= 50
    start.write_env_file()
    assert Path(".env").read_text() == first
