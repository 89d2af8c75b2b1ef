// The list answers while one filters. Without this file, or when anything fails, the button does it.
const form = document.querySelector("form.projekte");
const meldung = document.getElementById("meldung");
const VERWEISE = "link[rel=canonical], link[rel=alternate]";
let laufend = null;
let warten = 0;

function adresse() {
  const felder = [...new FormData(form)].filter(([, wert]) => wert !== "");
  const anfrage = new URLSearchParams(felder).toString();
  return form.action + (anfrage ? `?${anfrage}` : "");
}

function uebernehmen(neu) {
  const offen = new Map([...form.querySelectorAll("#filter details")].map((d) => [d.id, d.open]));
  const fokus = document.activeElement?.id;
  for (const auswahl of ["#hinweise", "#treffer", "#filter", ".filter > summary"]) {
    document.querySelector(auswahl).replaceWith(neu.querySelector(auswahl));
  }
  for (const [id, auf] of offen) {
    const gruppe = document.getElementById(id);
    if (gruppe) gruppe.open = auf;
  }
  const ziel = fokus && document.getElementById(fokus);
  if (ziel && ziel !== document.activeElement) {
    for (let d = ziel.closest("details"); d; d = d.parentElement.closest("details")) {
      if (form.querySelector("#filter").contains(d)) d.open = true;
    }
    ziel.focus({ preventScroll: true });
  }
  const verweise = neu.querySelectorAll(VERWEISE);
  document.querySelectorAll(VERWEISE).forEach((alter, i) => alter.replaceWith(verweise[i]));
  document.title = neu.title;
  meldung.textContent = document.getElementById("ergebnis").textContent;
}

async function laden() {
  laufend?.abort();
  const jetzt = (laufend = new AbortController());
  const url = adresse();
  document.getElementById("treffer").classList.add("wird-geladen");
  // Emptied first, an unchanged number is told again.
  meldung.textContent = "";
  try {
    const antwort = await fetch(url, { signal: jetzt.signal });
    if (!antwort.ok) throw new Error(antwort.status);
    const neu = new DOMParser().parseFromString(await antwort.text(), "text/html");
    if (jetzt.signal.aborted) return;
    uebernehmen(neu);
    history.replaceState(null, "", url);
  } catch {
    if (!jetzt.signal.aborted) form.submit();
  }
}

if (form && meldung) {
  form.addEventListener("change", (ereignis) => {
    if (ereignis.target.type !== "checkbox") return;
    clearTimeout(warten);
    laden();
  });
  form.addEventListener("input", (ereignis) => {
    if (ereignis.target.type !== "search") return;
    clearTimeout(warten);
    warten = setTimeout(laden, 500);
  });
  form.addEventListener("submit", (ereignis) => {
    ereignis.preventDefault();
    clearTimeout(warten);
    laden();
  });
}
