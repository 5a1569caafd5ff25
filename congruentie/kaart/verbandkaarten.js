"use strict";
// What the colours of the map may stand for when there are samenwerkingsverbanden: how many, with how
// many partners, how congruent, who shares them with a gemeente, and who takes part in one.
(() => {
  const { gegevens, hulp, kleuren, model, weergaven } = window.congruentie;
  const { partnertekst, verbandentekst } = hulp;
  const { GEEN_VERBAND } = weergaven;
  const KLEUREN = kleuren.PARTNER;
  const { namen, punten } = gegevens.gemeenten;
  const GROEP = "Samenwerkingsverbanden";
  const MEESTE_NAMEN = 60;
  const GEKOZEN = { kleur: kleuren.GEKOZEN, tekst: "de gekozen gemeente" };

  /** Where classes begin: at most five, with about as many gemeenten in each. */
  function gelijkVerdeeld(getallen) {
    const bekend = getallen.filter((getal) => getal > 0).sort((a, b) => a - b);
    const vanaf = KLEUREN.map((_, i) => bekend[Math.floor((i * bekend.length) / KLEUREN.length)]);
    return bekend.length ? [...new Set(vanaf)] : [];
  }

  /** Whole numbers in the classes that begin at `vanaf`, and one for 0. */
  function telling(sleutel, titel, getallen, { nul, tekst, vanaf, plek: gekozen = -1 }) {
    const hoogste = Math.max(...getallen.filter((_, plek) => plek !== gekozen));
    const klassen = vanaf.map((van, i) => {
      const tot = i + 1 < vanaf.length ? vanaf[i + 1] - 1 : hoogste;
      return { kleur: KLEUREN[i], tekst: van === tot ? `${van}` : `${van} tot en met ${tot}` };
    });
    return {
      sleutel,
      groep: GROEP,
      titel,
      klassen: [...klassen, ...(getallen.includes(0) ? [nul] : []), ...(gekozen < 0 ? [] : [GEKOZEN])],
      klasse: (plek) => {
        if (plek === gekozen) return klassen.length + getallen.includes(0);
        return getallen[plek] ? vanaf.filter((van) => getallen[plek] >= van).length - 1 : klassen.length;
      },
      tekst: (plek) => (plek === gekozen ? GEKOZEN.tekst : tekst(getallen[plek])),
    };
  }

  /** In how many verbanden each gemeente is together with one, in classes of equal width. */
  function gedeeldMet(gekozen) {
    const getallen = new Array(namen.length).fill(0);
    for (const nummer of model.verbanden.van[gekozen])
      for (const plek of model.verbanden.leden[nummer]) getallen[plek] += 1;
    const hoogste = Math.max(...getallen.filter((_, plek) => plek !== gekozen));
    const breed = Math.ceil(hoogste / KLEUREN.length);
    const niets = "geen verband samen";
    return telling("gedeeld", `Verbanden samen met ${namen[gekozen]}`, getallen, {
      nul: { kleur: kleuren.GEEN, tekst: niets },
      tekst: (getal) => (getal ? `${verbandentekst(getal)} samen` : niets),
      vanaf: KLEUREN.map((_, i) => 1 + i * breed).filter((van) => van <= hoogste),
      plek: gekozen,
    });
  }

  /** Who takes part in one verband, with a line around them. */
  function verbandkaart(nummer) {
    const leden = new Set(model.verbanden.leden[nummer]);
    const klassen = [
      { kleur: kleuren.GEEN, tekst: "doet niet mee" },
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
      namen: () =>
        leden.size > MEESTE_NAMEN ? [] : [...leden].map((plek) => ({ plek, tekst: namen[plek] })),
    };
  }

  /** Lines by number of shared verbanden, with a dot at each gemeente, and communities in colours. */
  function netwerkkaart() {
    const { netwerk } = model.verbanden;
    const plekken = netwerk.gemeenschap;
    const punt = (plek) => [punten[plek][1], punten[plek][0]];
    const mee = namen.map((_, plek) => plek).filter((plek) => plekken[plek] >= 0);
    const keer = netwerk.lijnen.map(({ aantal }) => aantal);
    return {
      sleutel: "netwerk",
      groep: GROEP,
      titel: "Netwerk: wie werkt met wie",
      klassen: [
        ...netwerk.namen.map((tekst, i) => ({ kleur: netwerk.kleuren[i], tekst })),
        ...(plekken.includes(-1) ? [GEEN_VERBAND] : []),
      ],
      klasse: (plek) => (plekken[plek] < 0 ? netwerk.namen.length : plekken[plek]),
      tekst: (plek) =>
        plekken[plek] < 0 ? GEEN_VERBAND.tekst : `werkt vooral samen met ${netwerk.namen[plekken[plek]]}`,
      grens: { lid: plekken },
      namen: () => netwerk.midden.map((plek) => ({ plek, tekst: namen[plek] })),
      banden: [
        ...netwerk.lijnen.map(({ dikte, paren }) => ({ dikte, pad: paren.map((paar) => paar.map(punt)) })),
        { dikte: 4, pad: mee.map((plek) => [punt(plek), punt(plek)]) },
      ],
      bandtekst: keer.length
        ? `Lijn: ten minste ${verbandentekst(keer[0])} samen. De dikste: ${keer.at(-1)}.`
        : "",
    };
  }

  window.congruentie.verbandkaarten = () => {
    const { gekozen, verband } = model.staat();
    const { congruentie, partners } = model.overVerbanden();
    const aantallen = model.verbanden.van.map((eigen) => eigen.length);
    return [
      telling("verbanden", "Aantal verbanden", aantallen, {
        nul: GEEN_VERBAND,
        tekst: verbandentekst,
        vanaf: gelijkVerdeeld(aantallen),
      }),
      telling("verbandpartners", "Partners in verbanden", partners, {
        nul: GEEN_VERBAND,
        tekst: (getal) => (getal ? partnertekst(getal) : GEEN_VERBAND.tekst),
        vanaf: gelijkVerdeeld(partners),
      }),
      ...(gegevens.indelingen.length
        ? [weergaven.peiling("verbandcongruentie", GROEP, "Congruentie over verbanden", () => congruentie)]
        : []),
      ...(gekozen >= 0 ? [gedeeldMet(gekozen)] : []),
      ...(model.verbanden.netwerk ? [netwerkkaart()] : []),
      ...(verband >= 0 ? [verbandkaart(verband)] : []),
    ];
  };
})();
