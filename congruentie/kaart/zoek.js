"use strict";
// A field in which one finds a gemeente by name or code, also by an old name or misspelt, and a regio or
// province by name (WAI-ARIA combobox with a list).
(() => {
  const { gegevens, hulp, model } = window.congruentie;
  const { maak, zeg } = hulp;
  const { codes, namen, sleutels, vroeger } = gegevens.gemeenten;

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

  // --- other things than gemeenten of now ------------------------------------------------------------

  /** Gemeenten of before, regio's and provinces: {tekst, soort, en plek of regio}. */
  const overig = [
    ...vroeger.flatMap(([naam, jaar, plekken]) =>
      plekken.map((plek) => ({ tekst: naam, soort: `sinds ${jaar} in ${namen[plek]}`, plek })),
    ),
    ...(gegevens.provincies?.codes ?? []).map((code, i) => ({
      tekst: gegevens.provincies.namen[i],
      soort: "provincie",
      regio: `provincie=${code}`,
    })),
    ...(gegevens.voorstellen[0]?.codes ?? []).map((code, i) => ({
      tekst: gegevens.voorstellen[0].namen[i],
      code,
      soort: "voorgestelde regio",
      regio: `voorstel:0=${code}`,
    })),
    ...gegevens.indelingen.flatMap(({ naam, titel, regios, namen: regionamen }) =>
      regios.map((code, i) => ({
        tekst: regionamen[i],
        code,
        soort: titel,
        regio: `indeling:${naam}=${code}`,
      })),
    ),
  ].map((een) => ({ ...een, zoek: kaal(een.tekst), plat: plat(een.tekst) }));

  function vindOverig(vraag, alleenGemeenten) {
    const [letterlijk, dicht] = [kaal(vraag), plat(vraag)];
    if (dicht.length < 2) return [];
    const past = ({ zoek, code, plat: naam }) =>
      zoek
        .split(/[ -]/)
        .some((_, i, woorden) => woorden.slice(i).join(" ").startsWith(letterlijk.replaceAll("-", " "))) ||
      code?.toLowerCase() === letterlijk ||
      naam.startsWith(dicht);
    return overig
      .filter((een) => (!alleenGemeenten || een.plek !== undefined) && past(een))
      .sort((a, b) => !a.zoek.startsWith(letterlijk) - !b.zoek.startsWith(letterlijk));
  }

  /** How many letters must change to make one word of another (Levenshtein, with swaps); at most `tot`. */
  function afstand(een, ander, tot) {
    if (Math.abs(een.length - ander.length) > tot) return tot + 1;
    let [eerder, vorige] = [[], Array.from({ length: ander.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= een.length; i += 1) {
      const nu = [i];
      for (let j = 1; j <= ander.length; j += 1) {
        const gelijk = een[i - 1] === ander[j - 1];
        nu[j] = Math.min(vorige[j] + 1, nu[j - 1] + 1, vorige[j - 1] + !gelijk);
        if (i > 1 && j > 1 && een[i - 1] === ander[j - 2] && een[i - 2] === ander[j - 1])
          nu[j] = Math.min(nu[j], eerder[j - 2] + 1);
      }
      [eerder, vorige] = [vorige, nu];
    }
    return vorige[ander.length];
  }

  /** What may be meant by what is nothing: gemeenten of now or before whose name differs little. */
  function lijktOp(vraag) {
    const heel = sleutel(vraag);
    const tot = heel.length < 4 ? 0 : heel.length < 8 ? 1 : 2;
    if (!tot) return [];
    const gemeenten = namen.map((tekst, plek) => ({
      tekst,
      plek,
      ver: Math.min(...[plat(tekst), ...(sleutels[plek] ?? [])].map((naam) => afstand(heel, naam, tot))),
    }));
    const oude = overig
      .filter((een) => een.plek !== undefined)
      .map((een) => ({ ...een, ver: afstand(heel, een.plat, tot) }));
    return [...gemeenten, ...oude].filter(({ ver }) => ver <= tot).sort((a, b) => a.ver - b.ver);
  }

  /** Everything that a question can mean, best first: {tekst, soort?, plek of regio}. */
  function vindAlles(vraag, alleenGemeenten) {
    const gemeenten = vind(vraag).map((plek) => ({ tekst: namen[plek], plek }));
    // What is called exactly so comes first; of gemeente and regio with one name the gemeente.
    const precies = ({ tekst }) => kaal(tekst) === kaal(vraag);
    const alle = [...gemeenten, ...vindOverig(vraag, alleenGemeenten)].sort(
      (a, b) => precies(b) - precies(a),
    );
    const gevonden =
      alle.length || !plat(vraag)
        ? alle
        : lijktOp(vraag).map((een) => ({ soort: "bedoelt u deze?", ...een, geraden: true }));
    // Room for what is no gemeente, when there are many gemeenten.
    const rest = gevonden.filter(({ regio }) => regio).length;
    let over = HOOGSTENS - Math.min(rest, 3);
    return gevonden.filter(({ regio }) => regio || over-- > 0).slice(0, HOOGSTENS);
  }

  /** Make the field `vak` with its list `lijst` search; `neem` gets what is chosen: {plek} or {regio}. */
  function maakZoekvak(vak, lijst, neem, { gemeenten = false } = {}) {
    const NIETS = gemeenten ? "Geen gemeente gevonden" : "Niets gevonden";
    let treffers = [];
    let actief = -1;

    function toon() {
      const leeg = vak.value.trim() !== "" && treffers.length === 0;
      lijst.replaceChildren(...treffers.map(regel), ...(leeg ? [niets()] : []));
      lijst.hidden = treffers.length === 0 && !leeg;
      vak.setAttribute("aria-expanded", String(treffers.length > 0));
      if (actief >= 0) vak.setAttribute("aria-activedescendant", `${lijst.id}-${actief}`);
      else vak.removeAttribute("aria-activedescendant");
      if (leeg) zeg(NIETS);
      else if (treffers[0]?.geraden) zeg(`Bedoelt u ${treffers[0].tekst}?`);
    }

    function niets() {
      const element = maak("li", NIETS, "leeg");
      element.setAttribute("role", "option");
      element.setAttribute("aria-disabled", "true");
      return element;
    }

    function regel(treffer, i) {
      const element = maak("li", treffer.tekst);
      if (treffer.soort) element.append(maak("span", ` ${treffer.soort}`, "soort"));
      element.id = `${lijst.id}-${i}`;
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", String(i === actief));
      element.addEventListener("mousedown", (klik) => {
        klik.preventDefault(); // or the field would lose the focus and close the list first
        kies(treffer);
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

    /** The field is empty again: what was chosen stands in the panel. */
    function kies(treffer) {
      vak.value = "";
      sluit();
      neem(treffer);
    }

    vak.addEventListener("input", () => {
      treffers = vindAlles(vak.value, gemeenten);
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
    // Whatever is chosen, here or on the map: what was typed is about something else.
    model.volg((staat, oud) => {
      if (oud && ["gekozen", "regio"].some((veld) => staat[veld] !== oud[veld])) vak.value = "";
    });
  }

  Object.assign(window.congruentie, {
    kaalZoek: kaal,
    maakZoekvak,
    vindAlles,
    vindGemeenten: vind,
    zoeksleutel: sleutel,
  });
})();
