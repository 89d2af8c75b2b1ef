"""Fill in admin forms as a browser does: read the page, change some fields, send everything."""

from bs4 import BeautifulSoup


def page(response):
    assert response.status_code == 200, (response.status_code, response.get("Location"))
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(page(response).get_text(" ").split())


def read_form(response):
    """Return what a browser would send if nothing was changed."""
    form = page(response).select_one("#content-main form")
    daten = {}
    for feld in form.select("input[name], textarea[name], select[name]"):
        name = feld["name"]
        if "__prefix__" in name or feld.get("type") in ("submit", "file", "button"):
            continue
        if feld.has_attr("disabled"):
            continue
        if feld.name == "select":
            gewaehlt = [o.get("value", "") for o in feld.select("option[selected]")]
            if not gewaehlt and not feld.has_attr("multiple"):
                gewaehlt = [o.get("value", "") for o in feld.select("option")][:1]
            daten[name] = gewaehlt if feld.has_attr("multiple") else "".join(gewaehlt)
        elif feld.name == "textarea":
            daten[name] = feld.text.removeprefix("\n")
        elif feld.get("type") in ("checkbox", "radio"):
            if feld.has_attr("checked"):
                daten[name] = feld.get("value", "on")
        else:
            daten[name] = feld.get("value", "")
    return daten


def add_row(daten, prefix, **felder):
    """Add a row to an inline, as the "add another" link does."""
    nummer = int(daten[f"{prefix}-TOTAL_FORMS"])
    daten[f"{prefix}-TOTAL_FORMS"] = str(nummer + 1)
    for name, wert in felder.items():
        daten[f"{prefix}-{nummer}-{name}"] = wert
    return nummer


def errors(response):
    """Return the words of all error lists on a page."""
    seite = page(response)
    return " ".join(e.get_text(" ", strip=True) for e in seite.select(".errorlist, .errornote"))
