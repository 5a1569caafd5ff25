"use strict";
// A field in which one finds a gemeente by name or code (WAI-ARIA combobox with a list).
(() => {
  const { gegevens, hulp } = window.congruentie;
  const { maak, zeg } = hulp;
  const { codes, namen, sleutels } = gegevens.gemeenten;

  const HOOGSTENS = 8;
  const kaal = (tekst) =>
    tekst
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[\u2018\u2019\u00b4\u02bc`]/g, "'")
      .replace(/\s+/g, " ")
      .trim();
  const plat = (tekst) => kaal(tekst).replace(/[^a-z0-9]+/g, "");
  /** Fold a name as `sleutel` of congruentie/bronnen/zoeken.py does, which made `sleutels`. */
  const sleutel = (tekst) =>
    plat(
      kaal(tekst)
        .replace(/^gem(?:eente|\.)\s+|[\s,(]+gem(?:eente|\.)\)?$/g, "")
        .replace(/^(.+), ?(de|den|het|'?s|'?t)-?$/, "$2 $1")
        .replace(/\b(?:a\/d|a\. ?d\.|aan den?)(?!\w)/g, "ad")
        .replace(/&/g, "en")
        .replace(/\bst\b\.?(?=[ -])/g, "sint"),
    );
  const zoekbaar = namen.map((naam, plek) => [kaal(naam), codes[plek].toLowerCase()]);

  function vind(vraag) {
    const letterlijk = kaal(vraag);
    const tekst = plat(vraag);
    const heel = sleutel(vraag);
    if (!tekst) return [];
    const score = (plek) => {
      const waar = zoekbaar[plek].map((woord) => woord.indexOf(letterlijk)).filter((i) => i >= 0);
      if (waar.length) return Math.min(...waar);
      // Another spelling comes after what has these very letters: "bergen" is not Berg en Dal.
      const anders = heel && sleutels[plek]?.some((een) => een.startsWith(heel));
      return anders || plat(namen[plek]).includes(tekst) ? 0.5 : Infinity;
    };
    return namen
      .map((_, plek) => plek)
      .filter((plek) => score(plek) < Infinity)
      .sort((a, b) => score(a) - score(b) || namen[a].localeCompare(namen[b], "nl"))
      .slice(0, HOOGSTENS);
  }

  /** Make the field `vak` with its list `lijst` search; `neem` gets the place that is chosen. */
  function maakZoekvak(vak, lijst, neem) {
    let treffers = [];
    let actief = -1;

    function toon() {
      const leeg = vak.value.trim() !== "" && treffers.length === 0;
      lijst.replaceChildren(
        ...treffers.map(regel),
        ...(leeg ? [maak("li", "Geen gemeente gevonden", "leeg")] : []),
      );
      lijst.hidden = treffers.length === 0 && !leeg;
      vak.setAttribute("aria-expanded", String(treffers.length > 0));
      if (actief >= 0) vak.setAttribute("aria-activedescendant", `${lijst.id}-${actief}`);
      else vak.removeAttribute("aria-activedescendant");
      if (leeg) zeg("Geen gemeente gevonden");
    }

    function regel(plek, i) {
      const element = maak("li", namen[plek]);
      element.id = `${lijst.id}-${i}`;
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", String(i === actief));
      element.addEventListener("mousedown", (klik) => {
        klik.preventDefault(); // or the field would lose the focus and close the list first
        kies(plek);
      });
      return element;
    }

    function sluit() {
      treffers = [];
      actief = -1;
      lijst.hidden = true;
      vak.setAttribute("aria-expanded", "false");
      vak.removeAttribute("aria-activedescendant");
    }

    function kies(plek) {
      vak.value = namen[plek];
      sluit();
      neem(plek);
    }

    vak.addEventListener("input", () => {
      treffers = vind(vak.value);
      actief = -1;
      toon();
    });
    vak.addEventListener("keydown", (toets) => {
      const stap = { ArrowDown: 1, ArrowUp: -1 }[toets.key];
      if (stap && treffers.length) {
        actief =
          actief < 0 && stap < 0 ? treffers.length - 1 : (actief + stap + treffers.length) % treffers.length;
        toon();
      } else if (toets.key === "Enter" && treffers.length) kies(treffers[Math.max(actief, 0)]);
      else if (toets.key === "Escape") sluit();
      else return;
      toets.preventDefault();
    });
    vak.addEventListener("blur", sluit);
  }

  Object.assign(window.congruentie, {
    kaalZoek: kaal,
    maakZoekvak,
    vindGemeenten: vind,
    zoeksleutel: sleutel,
  });
})();
