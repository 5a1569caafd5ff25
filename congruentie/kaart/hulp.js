"use strict";
// Small things that every part of the page uses. `maak` is the only way in which text of the data
// comes into the page: as text, never as markup.
(() => {
  const tweeDecimalen = new Intl.NumberFormat("nl-NL", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const metTeken = new Intl.NumberFormat("nl-NL", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: "exceptZero",
  });
  const geheel = new Intl.NumberFormat("nl-NL", { maximumFractionDigits: 1 });
  const opsomming = new Intl.ListFormat("nl");
  const NS = "http://www.w3.org/2000/svg";

  const op = (id) => document.getElementById(id);

  /** Make an element with text. */
  function maak(soort, tekst = "", klasse = "") {
    const element = document.createElement(soort);
    if (tekst !== "") element.textContent = tekst;
    if (klasse) element.className = klasse;
    return element;
  }

  /** Make an SVG element with attributes. */
  function maakSvg(soort, eigenschappen = {}, tekst = "") {
    const element = document.createElementNS(NS, soort);
    for (const [naam, waarde] of Object.entries(eigenschappen)) element.setAttribute(naam, waarde);
    if (tekst !== "") element.textContent = tekst;
    return element;
  }

  /** A button that does something. */
  function knop(tekst, doe, klasse = "") {
    const element = maak("button", tekst, klasse);
    element.type = "button";
    element.addEventListener("click", doe);
    return element;
  }

  const BEDIENBAAR = "a[href], button, input, select, summary";

  /** Put new content in an element; who was in it with the keyboard stays at the same control. */
  function ververs(houder, delen) {
    const plek = [...houder.querySelectorAll(BEDIENBAAR)].indexOf(document.activeElement);
    houder.replaceChildren(...delen);
    if (plek < 0) return;
    const nieuw = [...houder.querySelectorAll(BEDIENBAAR)];
    nieuw[Math.min(plek, nieuw.length - 1)]?.focus({ preventScroll: true });
  }

  const BEGIN_VAN_LIJST = 8;

  /** A list of lines: the first ones, and the rest under a summary that opens. */
  function lijst(klasse, dingen, maakRegel, resttekst) {
    const eerste = maak("ul", "", klasse);
    eerste.append(...dingen.slice(0, BEGIN_VAN_LIJST).map(maakRegel));
    const over = dingen.slice(BEGIN_VAN_LIJST);
    if (over.length === 0) return [eerste];
    const rest = maak("details");
    const ul = maak("ul", "", klasse);
    rest.addEventListener("toggle", () => ul.childElementCount || ul.append(...over.map(maakRegel)));
    rest.append(maak("summary", resttekst(over.length)), ul);
    return [eerste, rest];
  }

  const eenOfMeer = (getal, een, meer) => (getal === 1 ? `1 ${een}` : `${geheel.format(getal)} ${meer}`);

  /** A function that computes its answer the first time only. */
  function eenmaal(doe) {
    let klaar;
    return () => (klaar ??= { uit: doe() }).uit;
  }

  function tweetal(lijst, naam, waarde) {
    lijst.append(maak("dt", naam), maak("dd", waarde));
  }

  /** A table in a box that scrolls by itself: on a narrow screen the page must not. The first cell of a
   *  row is its heading; a cell is a text, or an element. `getallen` says which columns hold numbers. */
  function tabelMet(naam, koppen, rijen, getallen = []) {
    const tabel = maak("table");
    const rijVan = (cellen, soort) => {
      const rij = maak("tr");
      rij.append(
        ...cellen.map((inhoud, i) => {
          const cel = maak(i && soort !== "kop" ? "td" : "th", "", getallen.includes(i) ? "getal" : "");
          if (cel.tagName === "TH") cel.scope = soort === "kop" ? "col" : "row";
          cel.append(inhoud);
          return cel;
        }),
      );
      return rij;
    };
    tabel.append(maak("thead"), maak("tbody"));
    tabel.tHead.append(rijVan(koppen, "kop"));
    tabel.tBodies[0].append(...rijen.map((rij) => rijVan(rij, "")));
    const doos = maak("div", "", "rol");
    doos.tabIndex = 0;
    doos.setAttribute("role", "region");
    doos.setAttribute("aria-label", naam);
    doos.append(tabel);
    return doos;
  }

  const voluit = new Intl.DateTimeFormat("nl-NL", { dateStyle: "long", timeZone: "UTC" });

  /** "2026-01-01" as people write it: 1 januari 2026; what is no date stays as it is. */
  const datum = (tekst) =>
    /^\d{4}-\d\d-\d\d$/.test(tekst) ? voluit.format(new Date(`${tekst}T00:00:00Z`)) : tekst;

  /** Let the browser save a file. */
  function bewaar(naam, inhoud, soort) {
    const adres = URL.createObjectURL(new Blob([inhoud], { type: soort }));
    const link = maak("a");
    link.href = adres;
    link.download = naam;
    link.click();
    setTimeout(() => URL.revokeObjectURL(adres), 10000);
  }

  Object.assign((globalThis.congruentie ??= {}), {
    hulp: {
      aantal: (getal) => geheel.format(getal),
      bewaar,
      datum,
      eenmaal,
      knop,
      lijst,
      maak,
      maakSvg,
      op,
      tabelMet,
      gemeententekst: (getal) => eenOfMeer(getal, "gemeente", "gemeenten"),
      partnertekst: (getal) => (getal ? eenOfMeer(getal, "partner", "partners") : "zonder partners"),
      verbandentekst: (getal) => (getal ? eenOfMeer(getal, "verband", "verbanden") : "geen verband"),
      procent: (getal) => (getal === null ? "onbekend" : `${tweeDecimalen.format(getal)}%`),
      rustig: window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      som: (namen) => opsomming.format(namen),
      tweetal,
      ververs,
      punten: (getal) => metTeken.format(getal),
      verschil: (getal) => `${metTeken.format(getal)} procentpunt`,
      /** Say something to a screen reader. */
      zeg(tekst) {
        op("voorlezen").textContent = tekst;
      },
    },
  });
})();
