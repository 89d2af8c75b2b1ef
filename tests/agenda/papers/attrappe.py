"""A stand-in for papers.band: quick bytes for tests that are not about how paper looks."""

from types import SimpleNamespace

from agenda.papers import ausgabe


class Attrappe:
    """Draws a Band as a line of text. `offen` requests say that pieces are still missing."""

    def __init__(self):
        self.offen, self.error, self.gezeichnet = 0, None, []
        self.Unvollstaendig = ausgabe.band.Unvollstaendig

    def plan(self, papier, *, kopf="", entwurf=False):
        return SimpleNamespace(papier=papier, kopf=kopf, entwurf=entwurf)

    def vorbereiten(self, plan, *, sekunden=None):
        if self.error:
            raise self.error
        gesamt = len(plan.papier.steckbriefe)
        if self.offen and sekunden is not None:
            self.offen -= 1
            return SimpleNamespace(fertig=0, gesamt=gesamt)
        return SimpleNamespace(fertig=gesamt, gesamt=gesamt)

    def pdf(self, plan):
        self.gezeichnet.append(plan)
        teile = (plan.papier.sha256, plan.kopf, "ENTWURF" if plan.entwurf else "")
        return " ".join(("%PDF-1.7", *teile, "%%EOF")).encode()

    def seiten(self, pdf):
        return 7
