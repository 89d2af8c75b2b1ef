"""Every public page asks the database as often for 500 projects as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune
from tests.factories import make_many_fassungen, make_portal

pytestmark = pytest.mark.django_db
# The query count of each page, for any number of projects.
SEITEN = {
    "/": 11,
    "/projekte/": 7,
    "/projekte/2/": 15,
    "/p/2-1/": 4,
    "/projekte/2/karte/": 2,
    "/handlungsfelder/": 4,
    "{feld}": 7,
    "/kommunen/": 4,
    "{kommune}": 9,
    "/kommunen/matrix/": 5,
    "/umsetzungsstand/": 10,
    "/zeitplan/": 7,
    "/leuchttuerme/": 4,
    "/feeds/projekte.atom": 11,
    "/feeds/meilensteine.ics": 5,
    "/sitemap.xml": 7,
    "/ausgaben/": 4,
    "/gibt-es-nicht/": 8,
}


@pytest.mark.parametrize("anzahl", [3, 500])
def test_every_page_costs_the_same(client, anzahl):
    make_portal(email="post@example.org")
    make_many_fassungen(anzahl)
    adressen = {
        "{feld}": Handlungsfeld.objects.get().get_absolute_url(),
        "{kommune}": Kommune.objects.get().get_absolute_url(),
    }
    gezaehlt = {}
    for seite in SEITEN:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(adressen.get(seite, seite))
        assert response.status_code == (404 if "gibt" in seite else 200), seite
        gezaehlt[seite] = len(queries)
    assert gezaehlt == SEITEN
