// A button beside each field copies it. Without this file one selects and copies by hand.
const liste = document.querySelector(".vorlagenfelder");
const meldung = document.getElementById("kopiert");

async function kopieren(feld, name, knopf) {
  for (const einer of liste.querySelectorAll("button")) {
    einer.textContent = liste.dataset.kopieren;
  }
  try {
    await navigator.clipboard.writeText(feld.value);
    meldung.textContent = `${name}: ${liste.dataset.kopiert}`;
    knopf.textContent = liste.dataset.kopiert;
  } catch {
    // Not allowed here (no HTTPS, say): then it is selected, ready for Ctrl+C.
    meldung.textContent = `${name}: markiert, bitte mit Strg+C kopieren.`;
    feld.select();
  }
}

for (const feld of liste?.querySelectorAll("textarea") ?? []) {
  const name = feld.labels[0].textContent;
  const knopf = document.createElement("button");
  knopf.type = "button";
  knopf.className = "button";
  knopf.textContent = liste.dataset.kopieren;
  // The visible word stands in it: who speaks to the computer says what he sees.
  knopf.setAttribute("aria-label", `${liste.dataset.kopieren}: ${name}`);
  knopf.addEventListener("click", () => kopieren(feld, name, knopf));
  feld.after(knopf);
}
