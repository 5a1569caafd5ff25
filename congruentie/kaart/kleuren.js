"use strict";
// Colours of the map, and what keeps a line visible on them. No document here: a test simulates how the
// colour-blind see them (tests/kaart/test_kleuren.py).
(() => {
  // Paul Tol's "light" colours without the grey and the olive (personal.sron.nl/~pault): pale enough for
  // dark names and lines. Set3 has more, but not for the colour-blind.
  const REGIO = ["#77aadd", "#eedd88", "#ee8866", "#44bb99", "#ffaabb", "#99ddff", "#bbcc33"];
  // ColorBrewer YlOrBr (Cynthia Brewer, Apache-2.0); its palest would be white to some.
  const PARTNER = ["#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404"];
  const GEEN = "#ffffff";
  // As --water and --land of kaart.css, by day.
  const ZEE = "#c5d9e8";
  const BUITENLAND = "#e3e0d8";
  const GEKOZEN = "#c2185b";
  const INKT = "#16202b";

  /** Relative luminance, 0 to 1 (WCAG 2.1). */
  function helderheid(kleur) {
    const [rood, groen, blauw] = [1, 3, 5].map((i) => {
      const deel = parseInt(kleur.slice(i, i + 2), 16) / 255;
      return deel <= 0.04045 ? deel / 12.92 : ((deel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * rood + 0.7152 * groen + 0.0722 * blauw;
  }

  /** Contrast of two colours, 1 to 21. */
  function contrast(een, ander) {
    const [hoog, laag] = [helderheid(een), helderheid(ander)].sort((a, b) => b - a);
    return (hoog + 0.05) / (laag + 0.05);
  }

  // From quiet to loud; on every colour at least one has the contrast of 3 that a line needs.
  const RANDEN = ["#7d8893", "#5b6875", "#3b4753", "#ffffff", INKT];

  /** The quietest colour for a thin line around an area of this colour. */
  const rand = (kleur) => RANDEN.find((een) => contrast(een, kleur) >= 3);

  (globalThis.congruentie ??= {}).kleuren = {
    BUITENLAND,
    GEEN,
    GEKOZEN,
    INKT,
    PARTNER,
    REGIO,
    ZEE,
    contrast,
    rand,
  };
})();
