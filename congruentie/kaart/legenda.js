"use strict";
// What the colours of a weergave mean, as lines for the map, the picture and the print.
(() => {
  const { gegevens, hulp, kleuren } = window.congruentie;
  const { aantal, maak } = hulp;
  const { namen } = gegevens.gemeenten;

  /** The lines of the legend of a weergave: [{kleur, tekst, teller, arcering}]. */
  function legenda(van) {
    const per = new Array(van.klassen.length).fill(0);
    namen.forEach((_, plek) => (per[van.klasse(plek)] += 1));
    const regels = van.kort
      ? [{ tekst: van.kort }]
      : van.klassen.map(({ kleur, tekst }, i) => ({ kleur, tekst, teller: per[i] }));
    const geteld = van.gearceerd ? namen.filter((_, plek) => van.gearceerd(plek)).length : 0;
    if (geteld)
      regels.push({
        kleur: van.kort ? kleuren.REGIO[0] : van.klassen.at(-1).kleur,
        tekst: van.arcering,
        teller: geteld,
        arcering: true,
      });
    if (van.bandtekst) regels.push({ tekst: van.bandtekst });
    return regels;
  }

  /** The same as list items. */
  function alsRegels(van) {
    return legenda(van).map(({ kleur, tekst, teller, arcering }) => {
      const regel = maak("li");
      if (kleur) {
        const vak = maak("span", "", arcering ? "vak gearceerd" : "vak");
        vak.style.backgroundColor = kleur;
        regel.append(vak);
      }
      regel.append(maak("span", tekst));
      if (teller !== undefined) regel.append(maak("span", aantal(teller), "teller"));
      return regel;
    });
  }

  window.congruentie.legenda = { alsRegels, legenda };
})();
