"use strict";
// The table of all gemeenten with the figures of the map, and the same as CSV.
(() => {
  const { gegevens, hulp, model } = window.congruentie;
  const { aantal, bewaar, knop, maak, op, procent, punten } = hulp;
  const { cijfertekst } = model;
  const { codes, namen } = gegevens.gemeenten;
  const { tijd } = gegevens;
  const HOOGSTENS = 1000;

  let kolommen = [];
  let volgorde = namen.map((_, plek) => plek);
  let sortering = { titel: gegevens.maten[0].titel, om: false }; // the lowest first: that is the question
  const rijen = new Map(); // by place, those that were shown

  /** The columns for the state: {titel, getal?, toon?, tekst?}, each by place. */
  function maakKolommen() {
    const nu = model.nu();
    const jaren = nu.jaren();
    return [
      { titel: "Gemeente", tekst: (plek) => namen[plek] },
      { titel: gegevens.maten[0].titel, getal: (plek) => nu.cijfers.congruentie[plek], toon: cijfertekst },
      { titel: "Partners", getal: (plek) => nu.cijfers.partners[plek], toon: aantal },
      ...nu.maten
        .slice(1)
        .map(({ titel, cijfers }) => ({ titel, getal: (plek) => cijfers[plek], toon: cijfertekst })),
      ...(model.verbanden ? window.congruentie.verbandlijst.kolommen() : []),
      ...(model.staat().zetten.length
        ? [
            {
              titel: "Door de verplaatsingen (procentpunt)",
              getal: (plek) => nu.cijfers.congruentie[plek] - nu.voor.congruentie[plek],
              toon: punten,
            },
          ]
        : []),
      ...(tijd
        ? [
            ...tijd.jaren.slice(0, -1).map((jaar, i) => ({
              titel: `Congruentie ${jaar} (%)`,
              getal: (plek) => jaren[i][plek],
              toon: procent,
            })),
            {
              titel: "Verandering (procentpunt)",
              getal: (plek) => jaren.at(-1)[plek] - jaren[0][plek],
              toon: punten,
            },
          ]
        : []),
      ...(nu.gewogen
        ? [
            {
              titel: "Door uw keuze (procentpunt)",
              getal: (plek) => nu.cijfers.congruentie[plek] - model.begin().congruentie[plek],
              toon: punten,
            },
          ]
        : []),
      ...nu.voorstellen.map((voorstel, i) => ({
        titel: i ? `Voorgestelde regio (${voorstel.titel})` : "Voorgestelde regio",
        tekst: (plek) => voorstel.namen[voorstel.regio[plek]],
      })),
      ...nu.indelingen.map((indeling) => ({
        titel: indeling.titel,
        tekst: (plek) => model.regioVan(indeling, plek),
      })),
    ];
  }

  const celtekst = ({ getal, toon, tekst }, plek) => (getal ? toon(getal(plek)) : tekst(plek));

  function maakRij(plek) {
    const rij = maak("tr");
    kolommen.forEach((kolom, i) => {
      const cel = maak(i === 0 ? "th" : "td", "", kolom.getal ? "getal" : "");
      if (i === 0) {
        cel.scope = "row";
        cel.append(knop(namen[plek], () => {})); // a click on it is one on its row
      } else {
        cel.textContent = celtekst(kolom, plek);
      }
      rij.append(cel);
    });
    if (plek === model.staat().gekozen) rij.setAttribute("aria-current", "true");
    rij.addEventListener("click", () => kies(plek));
    return rij;
  }

  /** Choose a gemeente here: what is said of it stands above, beside the map, with a way back. */
  function kies(plek) {
    window.congruentie.kaart.kies(plek);
    window.congruentie.paneel.naarBoven({ terug: () => ga(plek) });
  }

  /** Go to the table: to the row of a gemeente, or to the top. */
  function ga(plek = -1) {
    op("tabelkop").scrollIntoView({ block: "start" });
    const knop_ = rijen.get(plek)?.querySelector("button");
    if (knop_) {
      knop_.scrollIntoView({ block: "nearest" });
      knop_.focus({ preventScroll: true });
    } else op("tabelkop").focus({ preventScroll: true });
  }

  /** Bring a row up to date: only the cells that say something else now. */
  function werkBij(rij, plek) {
    for (let i = 1; i < kolommen.length; i += 1) {
      const tekst = celtekst(kolommen[i], plek);
      if (rij.cells[i].textContent !== tekst) rij.cells[i].textContent = tekst;
    }
    return rij;
  }

  function rijVan(plek) {
    if (rijen.has(plek)) return werkBij(rijen.get(plek), plek);
    rijen.set(plek, maakRij(plek));
    return rijen.get(plek);
  }

  function sorteer() {
    const { titel, om } = sortering;
    const kolom = kolommen.find((een) => een.titel === titel);
    volgorde = namen.map((_, plek) => plek);
    if (!kolom) return;
    const { getal, tekst } = kolom;
    volgorde.sort((a, b) => (getal ? getal(a) - getal(b) : tekst(a).localeCompare(tekst(b), "nl")) || a - b);
    if (om) volgorde.reverse();
  }

  function maakKop() {
    const kop = maak("tr");
    kolommen.forEach((kolom, i) => {
      const cel = maak("th", "", kolom.getal ? "getal" : "");
      cel.scope = "col";
      if (kolom.titel === sortering.titel)
        cel.setAttribute("aria-sort", sortering.om ? "descending" : "ascending");
      cel.append(
        knop(kolom.titel, () => {
          sortering = { titel: kolom.titel, om: sortering.titel === kolom.titel && !sortering.om };
          toon();
          op("tabel").tHead.rows[0].cells[i].querySelector("button").focus();
        }),
      );
      kop.append(cel);
    });
    return kop;
  }

  function toon() {
    const koppen = kolommen.map(({ titel }) => titel).join("\n");
    kolommen = maakKolommen();
    if (koppen !== kolommen.map(({ titel }) => titel).join("\n")) rijen.clear();
    sorteer();
    op("tabel").tHead.replaceChildren(maakKop());
    const lichaam = op("tabel").tBodies[0];
    const nieuw = volgorde.slice(0, HOOGSTENS).map(rijVan);
    if (nieuw.length !== lichaam.rows.length || nieuw.some((rij, i) => rij !== lichaam.rows[i]))
      lichaam.replaceChildren(...nieuw);
    op("tabelrest").hidden = namen.length <= HOOGSTENS;
    op("tabelrest").textContent =
      `De tabel toont de eerste ${aantal(HOOGSTENS)} van ${aantal(namen.length)} gemeenten in deze volgorde. Zoek een gemeente op, of bewaar de hele tabel als CSV.`;
  }

  function wijsAan(gekozen) {
    for (const rij of rijen.values()) rij.removeAttribute("aria-current");
    rijen.get(gekozen)?.setAttribute("aria-current", "true");
  }

  // --- CSV -----------------------------------------------------------------------------------------

  /** A cell for Excel: text that looks like a formula gets an apostrophe, as nothing may be run. */
  function cel(tekst) {
    const veilig = /^[=+\-@\t\r]/.test(tekst) ? `'${tekst}` : tekst;
    return /[";\n\r]/.test(veilig) ? `"${veilig.replaceAll('"', '""')}"` : veilig;
  }

  const metKomma = (getal) => String(getal ?? "").replace(".", ",");

  function alsCsv() {
    const regels = [["gm_code", ...kolommen.map(({ titel }) => titel)].map(cel)];
    for (const plek of volgorde) {
      regels.push([
        codes[plek],
        ...kolommen.map(({ getal, tekst }) => (getal ? metKomma(getal(plek)) : cel(tekst(plek)))),
      ]);
    }
    return `\ufeff${regels.map((regel) => regel.join(";")).join("\r\n")}\r\n`;
  }

  op("alscsv").addEventListener("click", () =>
    bewaar(`congruentie_${gegevens.jaar}.csv`, alsCsv(), "text/csv;charset=utf-8"),
  );

  model.volg((staat, oud) => {
    if (!oud || ["gewichten", "zetten", "aanpassing"].some((veld) => staat[veld] !== oud[veld])) toon();
    else if (staat.gekozen !== oud.gekozen) wijsAan(staat.gekozen);
  });

  window.congruentie.tabel = { ga };
})();
