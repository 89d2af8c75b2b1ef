"""Stands for papers.band where a test is about views: nothing is drawn."""

from collections import namedtuple

from django.test import Client

from agenda.papers import store

Plan = namedtuple("Plan", "key band")
Fortschritt = namedtuple("Fortschritt", "fertig gesamt")


class Werk:
    """Stands for papers.band: sets pieces without drawing them, and notes what it was asked."""

    def __init__(self):
        self.je_anfrage, self.fehler = 1000, None
        self.gesetzt, self.sekunden, self.gebunden = 0, [], 0

    def plan(self, band):
        return Plan(band.sha256, band)

    def vorbereiten(self, plan, *, sekunden):
        self.sekunden.append(sekunden)
        gesamt = len(plan.band.steckbriefe)
        self.gesetzt = min(gesamt, self.gesetzt + (self.je_anfrage if sekunden else 0))
        return Fortschritt(self.gesetzt, gesamt)

    def oeffnen(self, plan):
        if self.fehler:
            raise self.fehler
        self.gebunden += 1
        titel = ", ".join(zeile["titel"] for zeile in plan.band.steckbriefe)
        inhalt = f"%PDF-1.7 {plan.band['untertitel']}: {titel}\n%%EOF".encode()
        store.ablegen(plan.key, inhalt)
        return store.oeffnen(plan.key)


class Leser(Client):
    """A reader who takes what he asked for: files are read to their end."""

    def get(self, *args, **kwargs):
        response = super().get(*args, **kwargs)
        response.papier = response.getvalue() if response.streaming else None
        return response


def inhalt(response):
    assert response.status_code == 200
    return response.papier.decode()
