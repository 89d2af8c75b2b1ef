// Django's choices with a search field (Select2) are drawn without a name: here they get that of their label.
function benennen(feld) {
  const name = feld.labels[0]?.textContent.trim() || feld.getAttribute("aria-label");
  const auswahl = feld.nextElementSibling?.querySelector(".select2-selection");
  if (!name || !auswahl || auswahl.dataset.benannt) {
    return;
  }
  auswahl.dataset.benannt = "ja";
  const wort = document.createElement("span");
  wort.id = `name_${feld.id}`;
  wort.hidden = true;
  wort.textContent = name;
  auswahl.before(wort);
  const wert = auswahl.querySelector(".select2-selection__rendered");
  auswahl.setAttribute("aria-labelledby", `${wort.id} ${wert.id}`.trim());
  if (wert.getAttribute("role") === "textbox") {
    wert.setAttribute("aria-labelledby", wort.id);
  }
  for (const suche of auswahl.querySelectorAll(".select2-search__field")) {
    suche.setAttribute("aria-label", name);
  }
  django.jQuery(feld).on("select2:open", () => {
    auswahl.setAttribute("aria-controls", auswahl.getAttribute("aria-owns") ?? "");
    for (const teil of document.querySelectorAll(
      ".select2-container--open .select2-search__field, .select2-results__options",
    )) {
      teil.setAttribute("aria-label", name);
    }
  });
}

function alleBenennen(wurzel) {
  for (const feld of wurzel.querySelectorAll(".admin-autocomplete.select2-hidden-accessible")) {
    benennen(feld);
  }
}

// Django's own script draws them in jQuery's time, which may come after the load event, and in each
// row that is added. Not every page of the admin has it.
window.addEventListener("load", () => window.django?.jQuery?.(() => alleBenennen(document)));
document.addEventListener("formset:added", (event) => setTimeout(() => alleBenennen(event.target)));
