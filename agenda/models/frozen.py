"""Triggers that hold what is frozen: the database itself refuses to change a release.

Installed after every migrate (a table remake on SQLite silently drops triggers) and checked
by agenda.checks. Inserting is the only write these tables know. A Sachstand and its rows are
frozen from the moment it is accepted. The one exception is a redaction (models.schwaerzung):
while a confirmed one is being carried out, an UPDATE may pass, a DELETE never. A Muster was given
to nobody and may be deleted.
"""

IMMER = (
    "agenda_fassung",
    "agenda_arbeitsstand",
    "agenda_vorgang",
    "agenda_nummernvergabe",
    "agenda_ausgabedatei",
    "agenda_berichtdatei",
    "agenda_ausfuehrungsstand",
)
# Frozen from the moment a column is filled.
AB_WANN = {
    "agenda_sachstand": "angenommen_at",
    "agenda_ausgabe": "festgeschrieben_at",
    "agenda_bericht": "festgeschrieben_at",
}
SACHSTAND = "agenda_sachstand"
SACHSTAND_TEILE = (
    "agenda_meilensteinstand",
    "agenda_mittelabfluss",
    "agenda_messwert",
    "agenda_standvorort",
)
TABELLEN = (*IMMER, *AB_WANN, *SACHSTAND_TEILE)

# What besides the id identifies a row and never changes. SQLite's REPLACE deletes by a unique
# key without firing DELETE triggers.
_EINDEUTIG = {
    **dict.fromkeys(SACHSTAND_TEILE, ("sachstand_id",)),
    "agenda_fassung": ("steckbrief_id", "nr"),
    "agenda_arbeitsstand": ("steckbrief_id", "version"),
    "agenda_nummernvergabe": ("schluessel",),
    "agenda_ausgabe": ("slug",),
    "agenda_ausgabedatei": ("ausgabe_id", "dokument_sha256"),
    "agenda_bericht": ("nummer", "berichtigung"),
    "agenda_berichtdatei": ("bericht_id", "dokument_sha256"),
}


# What a redaction leaves, too: when a row was frozen (else it were open to anybody), and that no
# paper becomes a Muster, which may be deleted.
_BLEIBT = {
    "agenda_sachstand": ("angenommen_at",),
    "agenda_ausgabe": ("festgeschrieben_at", "muster"),
    "agenda_bericht": ("festgeschrieben_at",),
}


# Two people have confirmed it, which a constraint of that table holds; never seen committed.
_SCHWAERZUNG = "EXISTS (SELECT 1 FROM agenda_schwaerzung r WHERE r.status = 'in_ausfuehrung')"


def _bedingung(tabelle, zeile):
    """Return the SQL condition under which a row (OLD or NEW) of a table is frozen."""
    if tabelle in AB_WANN:
        return f"{zeile}.{AB_WANN[tabelle]} IS NOT NULL"
    if tabelle in SACHSTAND_TEILE:
        return f"EXISTS (SELECT 1 FROM {SACHSTAND} s WHERE s.id = {zeile}.sachstand_id AND s.angenommen_at IS NOT NULL)"  # noqa: S608 - names are constants of this module
    return "1 = 1"


def _update_verboten(tabelle):
    """Return the SQL condition under which an UPDATE is refused: all but a redaction in place."""
    bleibt = ("id", *_EINDEUTIG.get(tabelle, ()), *_BLEIBT.get(tabelle, ()))
    # NULL = anything is neither true nor false, and nothing would be refused.
    am_platz = " AND ".join(
        f"NEW.{spalte} IS NOT NULL AND OLD.{spalte} = NEW.{spalte}" for spalte in bleibt
    )
    gefroren = _bedingung(tabelle, "OLD")
    if tabelle in SACHSTAND_TEILE:
        gefroren = f"({gefroren} OR {_bedingung(tabelle, 'NEW')})"
    return f"{gefroren} AND NOT ({am_platz} AND {_SCHWAERZUNG})"


# No council was ever given a Muster: it may go again, whole; it may not be changed.
_KEIN_MUSTER = {
    "agenda_ausgabe": "NOT OLD.muster",
    "agenda_ausgabedatei": "NOT EXISTS (SELECT 1 FROM agenda_ausgabe a WHERE a.id = OLD.ausgabe_id AND a.muster)",
}


def _delete_verboten(tabelle):
    """Return the SQL condition under which a DELETE is refused."""
    return f"{_bedingung(tabelle, 'OLD')} AND {_KEIN_MUSTER.get(tabelle, '1 = 1')}"


def _meldung(tabelle):
    return f"Eingefroren: {tabelle} darf nicht geändert oder gelöscht werden."


def _sqlite(tabelle):
    """Yield (name, SQL) of the triggers a table needs on SQLite."""

    def trigger(endung, ereignis, wann):
        name = f"{tabelle}_{endung}"
        return (
            name,
            f"CREATE TRIGGER {name} BEFORE {ereignis} ON {tabelle} WHEN {wann} BEGIN SELECT RAISE(ABORT, '{_meldung(tabelle)}'); END",
        )

    yield trigger("frozen_update", "UPDATE", _update_verboten(tabelle))
    yield trigger("frozen_delete", "DELETE", _delete_verboten(tabelle))
    yield trigger("frozen_replace", "INSERT", _ersetzt(tabelle))
    yield trigger("frozen_oust", "UPDATE", _verdraengt(tabelle, "x.id <> OLD.id"))


def _ersetzt(tabelle):
    """Return the SQL condition under which a row inserted on SQLite would oust a frozen one.

    A row added to an accepted Sachstand is refused with it.
    """
    if tabelle in SACHSTAND_TEILE:
        return f"({_verdraengt(tabelle)} OR {_bedingung(tabelle, 'NEW')})"
    return _verdraengt(tabelle)


def _verdraengt(tabelle, anders="1 = 1"):
    """Return the SQL condition under which a frozen row stands where NEW is to be written.

    REPLACE (INSERT OR REPLACE, UPDATE OR REPLACE) deletes what is in the way, by its id or by
    what else is unique, unseen by DELETE triggers. `anders` tells the frozen row from OLD.
    """
    gleiche = ["x.id = NEW.id"]
    if tabelle not in SACHSTAND_TEILE and (spalten := _EINDEUTIG.get(tabelle)):
        gleiche.append("(" + " AND ".join(f"x.{spalte} = NEW.{spalte}" for spalte in spalten) + ")")
    return f"EXISTS (SELECT 1 FROM {tabelle} x WHERE ({' OR '.join(gleiche)}) AND {anders} AND {_bedingung(tabelle, 'x')})"  # noqa: S608 - constants


def _postgresql(tabelle):
    """Yield (name, SQL) of the triggers a table needs on PostgreSQL."""
    verboten = {"UPDATE": _update_verboten(tabelle), "DELETE": _delete_verboten(tabelle)}
    if tabelle in SACHSTAND_TEILE:
        verboten["INSERT"] = _bedingung(tabelle, "NEW")
    pruefung = " ".join(
        f"IF TG_OP = '{ereignis}' THEN IF {wann} THEN RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = '{_meldung(tabelle)}'; END IF; END IF;"
        for ereignis, wann in verboten.items()
    )
    name = f"{tabelle}_frozen"
    yield (
        name,
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {pruefung}"
        f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$;"
        f" CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {tabelle} FOR EACH ROW EXECUTE FUNCTION {name}();",
    )
    name = f"{tabelle}_frozen_truncate"
    yield (
        name,
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = '{_meldung(tabelle)}'; END $$;"
        f" CREATE TRIGGER {name} BEFORE TRUNCATE ON {tabelle} FOR EACH STATEMENT EXECUTE FUNCTION {name}();",
    )


def _wirksame(connection):
    """Return the names of our triggers that exist in a database and are switched on."""
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall() if "_frozen" in name}


def _trigger(connection):
    """Yield (table, name, SQL) of every trigger this database should have."""
    bauen = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    tabellen = set(connection.introspection.table_names())
    for tabelle in TABELLEN:
        if tabelle in tabellen:
            for name, sql in bauen(tabelle):
                yield tabelle, name, sql


def fehlende(connection):
    """Return the names of triggers that should exist in a migrated database and do not."""
    wirksame = _wirksame(connection)
    return sorted(name for _, name, _ in _trigger(connection) if name not in wirksame)


def remove(connection):
    """Drop the triggers. For migrations and tests that must empty tables; never at run time."""
    with connection.cursor() as cursor:
        for tabelle, name, _ in _trigger(connection):
            on_table = f" ON {tabelle}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def install(connection):
    """Create the triggers anew, whatever was there before."""
    remove(connection)
    with connection.cursor() as cursor:
        for _, _, sql in _trigger(connection):
            cursor.execute(sql)
