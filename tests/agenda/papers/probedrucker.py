"""The drawing process with jobs that no paper would ask for: they misbehave on purpose."""

import os
import signal
import socket
import time

from agenda.papers import drucker


def endlos(kopf, stuecke):
    while True:
        time.sleep(60)


def rechnen(kopf, stuecke):
    while True:
        pass


def fressen(kopf, stuecke):
    return {}, [bytes(1 << 40)]


def wachsen(kopf, stuecke):
    """Keep more than its share of the memory."""
    wachsen.behalten = bytearray(kopf["bytes"])
    return {}, []


def sterben(kopf, stuecke):
    os.kill(os.getpid(), signal.SIGKILL)


def gehen(kopf, stuecke):
    os._exit(0)


def drucken(kopf, stuecke):
    """Print to where the answers go."""
    print("das gehört nicht zur Antwort", flush=True)
    os.write(1, b"das auch nicht\n")
    return {}, [b"gut"]


def umgebung(kopf, stuecke):
    return {"umgebung": dict(os.environ), "pid": os.getpid()}, []


def voll(kopf, stuecke):
    """Write to a disk that has no room left."""
    with open("/dev/full", "wb", buffering=0) as datei:
        datei.write(b"x")


def rufen(kopf, stuecke):
    with socket.socket() as verbindung:
        verbindung.connect(tuple(kopf["adresse"]))
    return {}, []


drucker.AUFGABEN |= {
    aufgabe.__name__: aufgabe
    for aufgabe in (
        endlos,
        rechnen,
        fressen,
        wachsen,
        sterben,
        gehen,
        drucken,
        umgebung,
        voll,
        rufen,
    )
}

if __name__ == "__main__":
    drucker.main()
