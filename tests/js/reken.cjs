"use strict";
// Answers questions of test_kaart_js.py: a JSON list in, a JSON list out.
const { rekenen, voorstelsom } = require("./laad.cjs");

/** What the page says of a division: worth, one step, who moves, what it breaks. */
function overVoorstel({ n, regio, stap, verbanden, koppelingen, banden, ...rest }) {
  if (verbanden) verbanden.van = rekenen.verbandenVan(verbanden, n);
  const paar = voorstelsom.paarwaarde({ ...rest, verbanden });
  const bogen = banden.map(([a, b]) => ({ a, b }));
  return {
    waarde: voorstelsom.waarde(regio, paar),
    verschil: stap && voorstelsom.verschil(regio, stap.plekken, stap.naar, paar),
    verhuizers: Object.fromEntries(
      rest.indelingen.map((een) => [een.naam, voorstelsom.verhuizers(regio, koppelingen[een.naam], een)]),
    ),
    mis: voorstelsom.mis(regio, { ...rest, buren: rekenen.burenVan(bogen, n) }),
  };
}

let tekst = "";
process.stdin.on("data", (deel) => (tekst += deel));
process.stdin.on("end", () => {
  const antwoord = JSON.parse(tekst).map((vraag) => {
    if (vraag.soort === "voorstel") return overVoorstel(vraag);
    const { indelingen, gewichten, opties, buren, bogen, zetten, plek, verbanden = null } = vraag;
    if (verbanden) verbanden.van = rekenen.verbandenVan(verbanden, opties.n);
    const anders = rekenen.verplaats(indelingen, zetten);
    const keuze = rekenen.kies(anders, gewichten, verbanden);
    return {
      maten: rekenen.maten(keuze, opties),
      stapel: rekenen.stapel(keuze, bogen),
      partners: rekenen.partnersVan(keuze, plek),
      kansen: rekenen.kansen(
        keuze,
        buren.map((rij) => new Set(rij)),
        plek,
        opties,
      ),
      misfits:
        indelingen.length === 0
          ? []
          : rekenen.misfits(
              keuze,
              keuze[0].naam,
              buren.map((rij) => new Set(rij)),
              opties.n,
            ),
      kleuren: indelingen.length === 0 ? [] : rekenen.kleurGroepen(keuze[0].lid, bogen),
    };
  });
  process.stdout.write(JSON.stringify(antwoord));
});
