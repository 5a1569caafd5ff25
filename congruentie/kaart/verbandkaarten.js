"use strict";
// What the colours of the map may stand for when there are samenwerkingsverbanden: how many, with how
// many partners, how congruent, who shares them with a gemeente, and who takes part in one.
(() => {
  const { gegevens, hulp, model, weergaven } = window.congruentie;
  const { gemeententekst, partnertekst, verbandentekst } = hulp;
  const { GEEN_VERBAND, PARTNERKLEUREN: KLEUREN } = weergaven;
  const { namen } = gegevens.gemeenten;
  const GROEP = "Samenwerkingsverbanden";
  const MEESTE_NAMEN = 60;
  const GEKOZEN = { kleur: "#c2185b", tekst: "de gekozen gemeente" };

  /** Whole numbers in at most five classes with about as many gemeenten each, and one for 0. */
  function telling(sleutel, titel, getallen, { nul, tekst, plek: gekozen = -1 }) {
    const bekend = getallen.filter((getal) => getal > 0).sort((a, b) => a - b);
    const vanaf = [...new Set(KLEUREN.map((_, i) => bekend[Math.floor((i * bekend.length) / 5)]))];
    const klassen = vanaf
      .filter((getal) => getal !== undefined)
      .map((van, i, alle) => {
        const tot = i + 1 < alle.length ? alle[i + 1] - 1 : bekend.at(-1);
        return { kleur: KLEUREN[i], tekst: van === tot ? `${van}` : `${van} tot en met ${tot}` };
      });
    return {
      sleutel,
      groep: GROEP,
      titel,
      klassen: [nul, ...klassen, ...(gekozen < 0 ? [] : [GEKOZEN])],
      klasse: (plek) =>
        plek === gekozen ? klassen.length + 1 : vanaf.filter((van) => getallen[plek] >= van).length,
      tekst: (plek) => (plek === gekozen ? GEKOZEN.tekst : tekst(getallen[plek])),
    };
  }

  /** In how many verbanden each gemeente is together with one. */
  function gedeeldMet(gekozen) {
    const uit = new Array(namen.length).fill(0);
    for (const nummer of model.verbanden.van[gekozen])
      for (const plek of model.verbanden.leden[nummer]) uit[plek] += 1;
    return uit;
  }

  /** Who takes part in one verband, with a line around them. */
  function verbandkaart(nummer) {
    const leden = new Set(model.verbanden.leden[nummer]);
    const klassen = [
      { kleur: "#eef1f4", tekst: "doet niet mee" },
      { kleur: "#fdae61", tekst: "doet mee" },
    ];
    return {
      sleutel: "verband",
      groep: GROEP,
      titel: `Verband: ${model.verbanden.namen[nummer]}`,
      klassen,
      klasse: (plek) => Number(leden.has(plek)),
      tekst: (plek) => klassen[Number(leden.has(plek))].tekst,
      grens: { lid: namen.map((_, plek) => (leden.has(plek) ? 0 : -1)) },
      namen: leden.size > MEESTE_NAMEN ? [] : [...leden].map((plek) => ({ plek, tekst: namen[plek] })),
    };
  }

  window.congruentie.verbandkaarten = () => {
    const { gekozen, verband } = model.staat();
    const { congruentie, partners } = model.overVerbanden();
    const aantallen = model.verbanden.van.map((eigen) => eigen.length);
    return [
      telling("verbanden", "Aantal verbanden", aantallen, { nul: GEEN_VERBAND, tekst: verbandentekst }),
      telling("verbandpartners", "Partners in verbanden", partners, {
        nul: GEEN_VERBAND,
        tekst: (getal) => (getal ? partnertekst(getal) : GEEN_VERBAND.tekst),
      }),
      ...(gegevens.indelingen.length
        ? [weergaven.peiling("verbandcongruentie", GROEP, "Congruentie over verbanden", () => congruentie)]
        : []),
      ...(gekozen >= 0
        ? [
            telling("gedeeld", `Verbanden samen met ${namen[gekozen]}`, gedeeldMet(gekozen), {
              nul: { kleur: "#eef1f4", tekst: "geen verband samen" },
              tekst: (getal) => (getal ? `${verbandentekst(getal)} samen` : "geen verband samen"),
              plek: gekozen,
            }),
          ]
        : []),
      ...(verband >= 0 ? [verbandkaart(verband)] : []),
    ];
  };
})();
