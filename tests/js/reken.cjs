"use strict";
// Answers questions of test_kaart_js.py: a JSON list in, a JSON list out.
const { rekenen } = require("./laad.cjs");
let tekst = "";
process.stdin.on("data", (deel) => (tekst += deel));
process.stdin.on("end", () => {
  const antwoord = JSON.parse(tekst).map(({ indelingen, gewichten, opties, buren, bogen, zetten, plek }) => {
    const anders = rekenen.verplaats(indelingen, zetten);
    const keuze = rekenen.kies(anders, gewichten);
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
      misfits: rekenen.misfits(
        keuze,
        keuze[0].naam,
        buren.map((rij) => new Set(rij)),
        opties.n,
      ),
      kleuren: rekenen.kleurGroepen(keuze[0].lid, bogen),
    };
  });
  process.stdout.write(JSON.stringify(antwoord));
});
