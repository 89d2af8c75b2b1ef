"""Where the pages of an Ausgabe are."""

from django.urls import reverse

LISTE = reverse("admin:agenda_ausgabe_changelist")
NEU = reverse("admin:agenda_ausgabe_add")
ANLAGE = reverse("admin:agenda_ausgabe_anlage")
AUSZUG = reverse("admin:agenda_ausgabe_auszug")
STECKBRIEFE = reverse("admin:agenda_steckbrief_changelist")


def ziel(name, ausgabe):
    return reverse(f"admin:agenda_ausgabe_{name}", args=[ausgabe.pk])
