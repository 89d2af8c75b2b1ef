"""Run a command with a throw-away PostgreSQL in DATABASE_URL.

usage: python3 deploy/dev/postgres.py -- COMMAND ...

The server listens on loopback only, with a random password, and as root it runs as another user
(PostgreSQL refuses root). It and its files are gone when the command ends.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from glob import glob

# Durability is of no use to a database that lives for one test run.
HASTY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def main(command):
    # A killed run must still stop its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="agenda-postgres-")
    try:
        as_owner = start_as_owner_of(folder)
        password = secrets.token_hex(16)
        initialise(folder, password, as_owner)
        port = free_port()
        server = serve(folder, port, as_owner)
        try:
            wait_for(server, port, folder)
            url = "postgres://agenda:%s@127.0.0.1:%d/postgres" % (password, port)
            return subprocess.call(command, env=dict(os.environ, DATABASE_URL=url))
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
            server.wait()
    finally:
        shutil.rmtree(folder)


def program(name):
    """Return a server program's path, of the newest version: Debian keeps them off the PATH."""
    versions = glob("/usr/lib/postgresql/*/bin/" + name)
    path = max(versions, key=lambda path: float(path.split("/")[4]), default=shutil.which(name))
    if not path:
        sys.exit("PostgreSQL fehlt (%s); bitte ausführen: make setup" % name)
    return path


def start_as_owner_of(folder):
    """Return what Popen needs to run as an ordinary user, and give the folder to that user."""
    options = {"cwd": folder, "start_new_session": True}
    if os.geteuid() != 0:
        return options
    names = [entry.pw_name for entry in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return dict(options, user=user.pw_uid, group=user.pw_gid, extra_groups=[])


def initialise(folder, password, as_owner):
    password_file = os.path.join(folder, "password")
    with open(password_file, "w") as file:
        file.write(password)
    os.chmod(password_file, 0o644)  # the folder itself is closed to others
    initdb = [program("initdb"), "--pgdata", os.path.join(folder, "data"), "--username", "agenda"]
    initdb += ["--auth", "scram-sha-256", "--pwfile", password_file]
    # Every Debian has this locale, whatever else the machine misses; its upper() knows umlauts.
    initdb += ["--locale", "C.UTF-8", "--no-sync"]
    result = subprocess.run(
        initdb, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **as_owner
    )
    if result.returncode:
        sys.exit(result.stdout.decode(errors="replace"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(folder, port, as_owner):
    settings = ["listen_addresses=127.0.0.1", "port=%d" % port, "unix_socket_directories="]
    postgres = [program("postgres"), "-D", os.path.join(folder, "data")]
    postgres += [word for setting in settings + HASTY for word in ("-c", setting)]
    with open(os.path.join(folder, "log"), "wb") as log:
        return subprocess.Popen(postgres, stdout=log, stderr=log, **as_owner)


def wait_for(server, port, folder):
    deadline = time.monotonic() + 60
    is_ready = [program("pg_isready"), "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    while time.monotonic() < deadline and server.poll() is None:
        if subprocess.call(is_ready) == 0:
            return
        time.sleep(0.1)
    with open(os.path.join(folder, "log")) as log:
        sys.exit("PostgreSQL startet nicht:\n" + log.read())


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(arguments[1:] if arguments[:1] == ["--"] else arguments))
