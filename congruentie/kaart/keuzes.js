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

  // --- which indelingen count --------------------------------------------------------------------

  const rijen = model.wegers.map((indeling, k) => {
    const telt = vinkje(`telt-${k}`, (aan) => zetGewicht(indeling, aan ? leesGewicht(gewicht) || 1 : 0));
    // Not type=number: that refuses the decimal comma in many browsers.
    const gewicht = Object.assign(maak("input"), { type: "text", inputMode: "decimal", id: `gewicht-${k}` });
    gewicht.value = metKomma(indeling.gewicht || 1);
    gewicht.setAttribute("aria-label", `Gewicht van ${indeling.titel}`);
    gewicht.addEventListener("change", () => zetGewicht(indeling, leesGewicht(gewicht) || NaN));
    return { indeling, telt, gewicht };
  });

  function leesGewicht(vak) {
    return Number(vak.value.trim().replace(",", "."));
  }

  function metKomma(getal) {
    return String(getal).replace(".", ",");
  }

  function vinkje(id, doe) {
    const vak = Object.assign(maak("input"), { type: "checkbox", id });
    vak.addEventListener("change", () => doe(vak.checked));
    return vak;
  }

  function naamBij(vak, tekst) {
    return Object.assign(maak("label", tekst), { htmlFor: vak.id });
  }

  function zetGewicht({ naam, titel }, gewicht) {
    const gewichten = { ...model.staat().gewichten, [naam]: gewicht };
    let melding = "";
    if (!(Number.isFinite(gewicht) && gewicht >= 0 && gewicht <= 1000))
      melding = "Een gewicht is een getal boven 0 en hoogstens 1000.";
    else if (!schrift.teVergelijken(gewichten))
      melding = `${titel} ${model.verbanden?.titel === titel ? "blijven" : "blijft"} meetellen: er zijn ten minste twee indelingen nodig om te vergelijken.`;
    op("indelingmelding").textContent = melding;
    op("indelingmelding").hidden = !melding;
    if (melding) toonIndelingen(model.staat());
    else {
      model.zet({ gewichten });
      const over = [
        `${aantal(model.nu().tellen.length)} indelingen`,
        ...(gewichten.verbanden > 0 ? ["de samenwerkingsverbanden"] : []),
      ];
      const { landzin } = window.congruentie.verschil;
      zeg(
        `Gemiddelde congruentie over ${hulp.som(over)}: ${landzin(model.begin().congruentie, model.nu().cijfers.congruentie)}`,
      );
    }
  }

  function maakIndelingen() {
    op("indelingen").append(
      ...rijen.map(({ indeling, telt, gewicht }) => {
        const rij = maak("tr");
        const naam = maak("th");
        naam.scope = "row";
        naam.append(telt, naamBij(telt, indeling.titel));
        if (indeling === gegevens.verbanden) naam.append(maak("p", verbandgewicht(indeling), "klein"));
        const cel = maak("td");
        cel.append(gewicht);
        rij.append(naam, cel);
        return rij;
      }),
    );
    op("terugzetten").addEventListener("click", () => {
      const gewichten = Object.fromEntries(model.wegers.map(({ naam, gewicht }) => [naam, gewicht]));
      op("indelingmelding").hidden = true;
      model.zet({ gewichten });
      zeg("De indelingen en gewichten staan weer zoals aan het begin");
    });
  }

  /** How verbanden weigh beside indelingen. */
  function verbandgewicht({ namen, samen }) {
    const hoeveel = `Het zijn er ${aantal(namen.length)}.`;
    if (gegevens.indelingen.length === 0) return hoeveel;
    return samen ? `${hoeveel} Samen wegen zij als één indeling.` : `${hoeveel} Elk weegt als één indeling.`;
  }

  /** What this choice does: before and after in a sentence above, and who changes most below. */
  function toonVerschil() {
    const { gewogen, cijfers, gemiddelde } = model.nu();
    const was = model.begin().congruentie;
    const { blok, landzin } = window.congruentie.verschil;
    op("keuzeverschil").textContent = gewogen
      ? `Gemiddelde van het land: ${landzin(was, cijfers.congruentie)}.`
      : `Gemiddelde van het land: ${hulp.procent(gemiddelde)}. Zet een indeling uit of geef haar meer gewicht, en zie wat dat doet.`;
    if (!gewogen) return void op("keuzegevolg").replaceChildren();
    const naarKaart = hulp.knop("Toon het verschil op de kaart", () => {
      model.zet({ weergave: "keuze" });
      zeg("Op de kaart: verschil door uw keuze");
    });
    op("keuzegevolg").replaceChildren(naarKaart, ...blok(was, cijfers.congruentie));
  }

  function toonIndelingen({ gewichten }) {
    for (const { indeling, telt, gewicht } of rijen) {
      const waarde = gewichten[indeling.naam];
      telt.checked = waarde > 0;
      gewicht.disabled = !(waarde > 0);
      if (waarde > 0) gewicht.value = metKomma(waarde);
    }
  }

  // --- borders -------------------------------------------------------------------------------------

  const grenzen = lijnen.soorten.map((soort, i) => {
    const vak = vinkje(`grens-${i}`, (aan) => {
      const rest = model.staat().lijnen.filter((sleutel) => sleutel !== soort.sleutel);
      model.zet({ lijnen: aan ? [...rest, soort.sleutel] : rest });
    });
    const regel = maak("li");
    regel.append(vak, lijnen.staal(soort), naamBij(vak, soort.titel));
    op("grenzen").append(regel);
    return { soort, vak };
  });

  function toonGrenzen(staat) {
    for (const { soort, vak } of grenzen) vak.checked = staat.lijnen.includes(soort.sleutel);
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

  maakIndelingen();
  model.volg((staat, oud) => {
    toonKeuze(staat);
    toonJaar(staat);
    toonIndelingen(staat);
    toonGrenzen(staat);
    const anders = (...velden) => !oud || velden.some((veld) => staat[veld] !== oud[veld]);
    if (anders("gewichten", "zetten")) toonVerschil();
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
