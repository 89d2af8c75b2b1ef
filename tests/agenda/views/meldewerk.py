"""A partner's browser: what it reads in the pages of a link, and what it sends."""

from bs4 import BeautifulSoup


def soup(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    return BeautifulSoup(response.content, "html.parser")


def worte(seite):
    return " ".join(seite.select_one("main").get_text(" ").split())


def gelesen(seite, knopf=None):
    """Return what the browser would send for the form of a report."""
    form = seite.select_one("form.formular")
    daten = {}
    for feld in form.select("input[name], textarea[name], select[name]"):
        if feld.name == "select":
            gewaehlt = feld.select_one("option[selected]") or feld.select_one("option")
            daten[feld["name"]] = gewaehlt["value"]
        elif feld.name == "textarea":
            daten[feld["name"]] = feld.text.removeprefix("\n")
        elif feld.get("type") != "radio" or feld.has_attr("checked"):
            daten[feld["name"]] = feld.get("value", "")
    return daten | ({"aktion": knopf} if knopf else {})


def senden(client, adresse, knopf="melden", headers=None, **felder):
    daten = gelesen(soup(client.get(adresse)), knopf) | felder
    return client.post(adresse, daten, headers=headers)
