"use strict";
// The controls: what is on the map and beside it, years, which indelingen count and how much, tabs.
(() => {
  const { gegevens, hulp, lijnen, model, staat: schrift, weergaven } = window.congruentie;
  const { aantal, maak, op, zeg } = hulp;

  // --- what the map shows ------------------------------------------------------------------------

  function vulKeuze(lijst, opties, waarde) {
    const groepen = new Map();
    for (const { sleutel, groep, titel } of opties) {
      const optie = maak("option", titel);
      optie.value = sleutel;
      if (!groepen.has(groep)) {
        groepen.set(
          groep,
          groep ? Object.assign(maak("optgroup"), { label: groep }) : document.createDocumentFragment(),
        );
      }
      groepen.get(groep).append(optie);
    }
    lijst.replaceChildren(...groepen.values());
    lijst.value = waarde;
  }

  function toonKeuze(staat) {
    const alle = weergaven.alle();
    const huidige = weergaven.huidige(alle, staat.weergave);
    vulKeuze(op("weergave"), alle, huidige.sleutel);
    vulKeuze(
      op("naast"),
      [{ sleutel: "", groep: "", titel: "niets" }, ...alle],
      alle.some(({ sleutel }) => sleutel === staat.naast) ? staat.naast : "",
    );
    for (const vlag of VLAGGEN) op(vlag).checked = staat[vlag];
    op("klassenvak").hidden = !huidige.schaalt;
  }

  op("weergave").addEventListener("change", () => {
    const weergave = op("weergave").value;
    // Plain congruentie with a gemeente chosen is a wish not to see its partners.
    model.zet({
      weergave: weergave === "partners" ? "congruentie" : weergave,
      partners: weergave !== "congruentie",
    });
    zeg(`Op de kaart: ${op("weergave").selectedOptions[0].textContent}`);
  });
  op("naast").addEventListener("change", () => {
    model.zet({ naast: op("naast").value });
    zeg(
      op("naast").value ? `Ernaast: ${op("naast").selectedOptions[0].textContent}` : "De tweede kaart is weg",
    );
  });
  const VLAGGEN = ["stapel", "namen", "provincies", "vasteklassen"];
  for (const vlag of VLAGGEN)
    op(vlag).addEventListener("change", () => model.zet({ [vlag]: op(vlag).checked }));

  // --- years ---------------------------------------------------------------------------------------

  const { tijd } = gegevens;
  if (tijd) {
    op("jaren").hidden = false;
    op("jaar").max = tijd.jaren.length - 1;
    op("jaar").value = op("jaar").max;
    op("jaarlijst").replaceChildren(...tijd.jaren.map((jaar) => maak("span", String(jaar))));
    // "input" for moves, the others for the year where it already stands.
    for (const soort of ["input", "pointerup", "keyup"]) op("jaar").addEventListener(soort, kiesJaar);
  }

  function kiesJaar(gebeurtenis) {
    if (gebeurtenis.type === "keyup" && !["Enter", "End", "ArrowRight"].includes(gebeurtenis.key)) return;
    const jaar = tijd.jaren[op("jaar").value];
    if (model.staat().weergave === `jaar:${jaar}`) return;
    model.zet({ weergave: `jaar:${jaar}` });
    zeg(`Congruentie ${jaar}`);
  }

  function toonJaar({ weergave }) {
    if (!tijd) return;
    const plek = tijd.jaren.findIndex((jaar) => weergave === `jaar:${jaar}`);
    if (plek >= 0) op("jaar").value = plek;
    const tekst = plek >= 0 ? String(tijd.jaren[plek]) : "kies een jaar";
    op("jaar").setAttribute("aria-valuetext", tekst);
    op("jaarnu").textContent = tekst;
  }

  // --- tabs ----------------------------------------------------------------------------------------

  /** Parts that say nothing on this page. */
  const weg = [
    ...(gegevens.voorstellen.length ? [] : ["tab-voorstel"]),
    ...(gegevens.verbanden ? [] : ["tab-verbanden"]),
    ...(gegevens.provincies ? [] : ["provincievak"]),
    ...(gegevens.indelingen.length ? [] : ["tab-watals", "tab-indelingen", "stapelvak"]),
  ];
  for (const id of weg) op(id).hidden = true;
  const tabs = [...document.querySelectorAll("[role=tab]")].filter(({ id }) => !weg.includes(id));

  function kiesTab(gekozen) {
    for (const tab of tabs) {
      const aan = tab.id === gekozen;
      tab.setAttribute("aria-selected", String(aan));
      tab.tabIndex = aan ? 0 : -1;
      op(tab.getAttribute("aria-controls")).hidden = !aan;
    }
  }

  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => kiesTab(tab.id));
    tab.addEventListener("keydown", (toets) => {
      const stap = { ArrowRight: 1, ArrowLeft: -1 }[toets.key];
      if (!stap) return;
      const naar = tabs[(i + stap + tabs.length) % tabs.length];
      kiesTab(naar.id);
      naar.focus();
    });
  });

  model.volg((staat, oud) => {
    toonKeuze(staat);
    toonJaar(staat);
    const anders = (...velden) => !oud || velden.some((veld) => staat[veld] !== oud[veld]);
    if (oud && staat.regio !== oud.regio && staat.regio) kiesTab("tab-gemeente");
    const nieuw = oud && staat.gekozen !== oud.gekozen && staat.gekozen >= 0;
    // Who is asked to choose a gemeente for a move, stays there.
    if (nieuw && op("paneel-watals").hidden) kiesTab("tab-gemeente");
    if (oud && staat.verband !== oud.verband && staat.verband >= 0) kiesTab("tab-verbanden");
  });
  kiesTab(eersteTab());

  /** Where a page opens: at what was chosen, at what it was made for, else at the answer. */
  function eersteTab() {
    const { gekozen, regio, verband } = model.staat();
    if (gekozen >= 0 || regio) return "tab-gemeente";
    if (verband >= 0) return "tab-verbanden";
    if (gegevens.voorstellen.length) return "tab-voorstel";
    return gegevens.zetten.length ? "tab-watals" : "tab-gemeente";
  }

  window.congruentie.tabs = { kies: kiesTab };

  // A skip link may not change the fragment: that holds what the reader chose.
  for (const link of document.querySelectorAll(".overslaan")) {
    link.addEventListener("click", (gebeurtenis) => {
      gebeurtenis.preventDefault();
      op(link.hash.slice(1)).focus();
    });
  }
})();
