"use strict";
// Before and after: what a choice does to the country, and who changes most.
(() => {
  const { gegevens, hulp, rekenen } = window.congruentie;
  const { aantal, knop, maak, procent, punten: metTeken, tabelMet, verschil } = hulp;
  const { namen } = gegevens.gemeenten;

  /** Who changes: [{plek, punten}], the largest change first. */
  function wieVerandert(was, nu) {
    return namen
      .map((_, plek) => ({ plek, punten: nu[plek] - was[plek] }))
      .filter(({ plek, punten }) => was[plek] !== null && nu[plek] !== null && Math.abs(punten) > 1e-9)
      .sort((a, b) => Math.abs(b.punten) - Math.abs(a.punten) || a.plek - b.plek);
  }

  /** "was 68,99%, nu 79,13% (+10,14 procentpunt)" */
  const wasNu = (was, nu) =>
    was === null || nu === null
      ? `was ${procent(was)}, nu ${procent(nu)}`
      : `was ${procent(was)}, nu ${procent(nu)} (${verschil(nu - was)})`;

  /** The same of the mean of the country. */
  const landzin = (was, nu) => wasNu(rekenen.gemiddelde(was), rekenen.gemiddelde(nu));

  const hoeveel = (aantal_, wat) =>
    `${hulp.gemeententekst(aantal_)} ${aantal_ === 1 ? "gaat" : "gaan"} ${wat}`;

  /** "12 gemeenten gaan omhoog en 3 gemeenten gaan omlaag." */
  function richting(anders) {
    const omhoog = anders.filter(({ punten }) => punten > 0).length;
    return `${hoeveel(omhoog, "omhoog")} en ${hoeveel(anders.length - omhoog, "omlaag")}.`;
  }

  /** A table of gemeenten with their figure before and after. */
  function tabel(naam, anders, was, nu) {
    const rij = ({ plek, punten }) => [
      knop(namen[plek], () => window.congruentie.kaart.kies(plek), "link"),
      procent(was[plek]),
      procent(nu[plek]),
      metTeken(punten),
    ];
    return tabelMet(naam, ["Gemeente", "Was", "Nu", "Punten"], anders.map(rij), [1, 2, 3]);
  }

  /** What is said of a change: how many, and who changes most, up and down. */
  function blok(was, nu, meeste = 5) {
    const anders = wieVerandert(was, nu);
    const deel = (titel, teken) => {
      const wie = anders.filter(({ punten }) => teken * punten > 0).slice(0, meeste);
      return wie.length ? [maak("h3", titel), tabel(titel, wie, was, nu)] : [];
    };
    return [
      maak("p", anders.length ? richting(anders) : "Voor geen enkele gemeente verandert er iets."),
      ...deel("Het meest omhoog", 1),
      ...deel("Het meest omlaag", -1),
      ...(anders.length > 2 * meeste
        ? [maak("p", `Alle ${aantal(anders.length)} staan in de tabel onder de kaart.`, "klein")]
        : []),
    ];
  }

  window.congruentie.verschil = { blok, landzin, tabel, wasNu, wieVerandert };
})();
