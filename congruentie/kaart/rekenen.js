"use strict";
// The figures of the page, and the same sums as congruentie/maten.py so that colleagues can check
// them: window.congruentie.bereken({ggd: 1, res: 2}).
(() => {
  const gegevens = JSON.parse(document.getElementById("gegevens").textContent);

  /** Whole weights and fractions alike; throws an Error with a Dutch message when they cannot be used. */
  function kies(gewichten) {
    const namen = Object.keys(gewichten);
    const perNaam = new Map(gegevens.indelingen.map((indeling) => [indeling.naam, indeling]));
    for (const naam of namen) {
      if (!perNaam.has(naam)) {
        throw new Error(`De indeling ${naam} doet niet mee op deze kaart.`);
      }
      if (!(Number.isFinite(gewichten[naam]) && gewichten[naam] >= 0)) {
        throw new Error(`Het gewicht van ${naam} moet een getal van 0 of hoger zijn.`);
      }
    }
    if (namen.length < 2) {
      throw new Error("Kies ten minste twee indelingen.");
    }
    const hoogste = Math.max(...namen.map((naam) => gewichten[naam]));
    if (hoogste === 0) {
      throw new Error("Geef ten minste een indeling een gewicht boven 0.");
    }
    // Divided by the largest, so that equal weights give exactly the unweighted figure.
    return namen.map((naam) => ({ ...perNaam.get(naam), gewicht: gewichten[naam] / hoogste }));
  }

  /** Members of each regio of an indeling, as lists of places. */
  function leden(indeling) {
    const lijsten = indeling.regios.map(() => []);
    indeling.lid.forEach((regio, plek) => regio >= 0 && lijsten[regio].push(plek));
    return lijsten;
  }

  /** Congruentie (percent) and number of partners of every gemeente, by gm_code. */
  function bereken(gewichten) {
    const gekozen = kies(gewichten).map((indeling) => ({ ...indeling, leden: leden(indeling) }));
    const gezien = new Int32Array(gegevens.gemeenten.codes.length).fill(-1);
    const uit = {};
    gegevens.gemeenten.codes.forEach((code, plek) => {
      let teller = 0;
      let deelname = 0;
      let alle = 0;
      let partners = 0;
      gezien[plek] = plek;
      for (const { lid, gewicht, leden } of gekozen) {
        alle += gewicht;
        if (lid[plek] < 0) continue;
        deelname += gewicht;
        const regio = leden[lid[plek]];
        teller += gewicht * (regio.length - 1);
        if (gewicht === 0) continue;
        for (const ander of regio) {
          if (gezien[ander] !== plek) {
            gezien[ander] = plek;
            partners += 1;
          }
        }
      }
      const noemer = (gegevens.noemer === "deelname" ? deelname : alle) * partners;
      uit[code] = { congruentie: noemer > 0 ? Math.min((100 * teller) / noemer, 100) : 100, partners };
    });
    return uit;
  }

  /** Number of the class in the legend; within 1e-9 of a break counts as on it, as in Python. */
  function klasseVan(procent) {
    let nummer = 0;
    gegevens.klassen.forEach((klasse, i) => {
      if (procent + 1e-9 >= klasse.vanaf) nummer = i;
    });
    return nummer;
  }

  const tweeDecimalen = new Intl.NumberFormat("nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const metTeken = new Intl.NumberFormat("nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
  const geheel = new Intl.NumberFormat("nl-NL");

  /** Make an element with text; the only way in which data comes into the page. */
  function maak(soort, tekst = "", klasse = "") {
    const element = document.createElement(soort);
    if (tekst !== "") element.textContent = tekst;
    if (klasse) element.className = klasse;
    return element;
  }

  window.congruentie = {
    bereken,
    gegevens,
    klasseVan,
    leden,
    maak,
    procent: (getal) => `${tweeDecimalen.format(getal)}%`,
    verschil: (punten) => `${metTeken.format(punten)} procentpunt`,
    aantal: (getal) => geheel.format(getal),
    /** Name and code of the regio of a gemeente in an indeling; empty when it has none. */
    regioVan(indeling, plek) {
      const nummer = indeling.lid[plek];
      if (nummer < 0) return "";
      const naam = indeling.namen[nummer];
      const code = indeling.regios[nummer];
      return naam === code ? code : `${naam} (${code})`;
    },
    zeg(tekst) {
      document.getElementById("voorlezen").textContent = tekst;
    },
  };
})();
