"use strict";
// What the page says before anything is chosen: the answer in a sentence, how it is spread, who is
// lowest and highest, and what one could ask next.
(() => {
  const { gegevens, hulp, model, regios, weergaven } = window.congruentie;
  const { aantal, gemeententekst, knop, maak, maakSvg, op, partnertekst, procent } = hulp;
  const { namen } = gegevens.gemeenten;
  const UITERSTEN = 5;
  const STAP = 5; // percent in one bar
  const [BREED, HOOG, ONDER] = [320, 84, 16];

  const naarTabel = () => window.congruentie.tabel.ga();

  /** Places with a figure, the lowest first. */
  function opVolgorde() {
    const { congruentie } = model.nu().cijfers;
    return namen
      .map((_, plek) => plek)
      .filter((plek) => congruentie[plek] !== null)
      .sort((a, b) => congruentie[a] - congruentie[b] || namen[a].localeCompare(namen[b], "nl"));
  }

  // --- the answer --------------------------------------------------------------------------------

  /** Over what is counted, in words: "4 indelingen en de samenwerkingsverbanden". */
  function waarover() {
    const { tellen, wegen } = model.nu();
    const delen = tellen.length ? [`de ${aantal(tellen.length)} indelingen`] : [];
    if (wegen.length > tellen.length) delen.push("de samenwerkingsverbanden");
    return hulp.som(delen);
  }

  function antwoord(volgorde) {
    const { cijfers, gemiddelde } = model.nu();
    const heel = volgorde.filter((plek) => cijfers.congruentie[plek] > 100 - 1e-9).length;
    const [laagste] = volgorde;
    const zinnen = [
      `Een gemeente zit met haar partners gemiddeld in ${procent(gemiddelde)} van ${waarover()} samen.`,
      `${heel === 1 ? "Bij 1 gemeente" : `Bij ${gemeententekst(heel)}`} is dat 100%: overal dezelfde partners.`,
      `Het laagst is ${namen[laagste]} met ${procent(cijfers.congruentie[laagste])} (${partnertekst(cijfers.partners[laagste])}).`,
    ];
    return maak("p", zinnen.join(" "), "kern");
  }

  // --- the histogram -----------------------------------------------------------------------------

  let cijferAs = null; // the marker of the gemeente that is pointed at

  const vaktekst = (i) => (i * STAP === 100 ? "100%" : `${i * STAP} tot ${(i + 1) * STAP}%`);
  const STAAF = BREED / (100 / STAP + 1);

  function histogram(volgorde) {
    const { congruentie } = model.nu().cijfers;
    // The last bar is for exactly 100%.
    const vakken = Array.from({ length: 100 / STAP + 1 }, () => []);
    for (const plek of volgorde) vakken[Math.floor((congruentie[plek] + 1e-9) / STAP)].push(plek);
    const hoogste = Math.max(...vakken.map((vak) => vak.length));
    const breed = STAAF;
    const schaal = weergaven.alle().find(({ sleutel }) => sleutel === "congruentie");
    const svg = maakSvg("svg", {
      class: "histogram",
      viewBox: `0 0 ${BREED} ${HOOG + ONDER}`,
      role: "img",
      "aria-label": `Verdeling: ${vakken
        .map((vak, i) => (vak.length ? `${vaktekst(i)}: ${vak.length}` : ""))
        .filter(Boolean)
        .join("; ")}`,
    });
    vakken.forEach((vak, i) => {
      const h = hoogste ? (vak.length * (HOOG - 14)) / hoogste : 0;
      const staaf = maakSvg("g", { class: "staaf" });
      staaf.append(
        maakSvg("rect", { x: i * breed, y: 0, width: breed, height: HOOG, fill: "transparent" }),
        maakSvg("rect", {
          x: i * breed + 1,
          y: HOOG - h,
          width: breed - 2,
          height: h,
          fill: schaal.kleurVan(Math.min((i + 0.5) * STAP, 100)),
          class: "balkje",
        }),
      );
      if (vak.length)
        staaf.append(
          maakSvg("text", { x: (i + 0.5) * breed, y: HOOG - h - 3, class: "aantal" }, String(vak.length)),
        );
      regios.lichtOp(staaf, () => vak);
      svg.append(staaf);
    });
    svg.append(maakSvg("line", { x1: 0, x2: BREED, y1: HOOG, y2: HOOG, class: "as" }));
    for (const waarde of [0, 20, 40, 60, 80, 100])
      svg.append(
        maakSvg(
          "text",
          {
            x: waarde === 100 ? BREED : (waarde / STAP) * STAAF,
            y: HOOG + 13,
            class: { 0: "as begin", 100: "as eind" }[waarde] ?? "as",
          },
          `${waarde}%`,
        ),
      );
    cijferAs = maakSvg("path", { class: "wijzer", d: "" });
    svg.append(cijferAs);
    return svg;
  }

  /** The gemeente under the pointer, on the axis. */
  function wijs(plek) {
    const cijfer = plek < 0 ? null : model.nu().cijfers.congruentie[plek];
    if (!cijferAs?.isConnected) return;
    const x = ((cijfer ?? 0) / STAP) * STAAF + (cijfer > 100 - 1e-9 ? STAAF / 2 : 0);
    cijferAs.setAttribute("d", cijfer === null ? "" : `M${x} ${HOOG}V0M${x - 4} 0h8`);
    op("histogramwijzer").textContent =
      cijfer === null
        ? "Wijs een staaf aan: de kaart laat zien welke gemeenten dat zijn."
        : `${namen[plek]}: ${procent(cijfer)}`;
  }

  // --- lowest, highest, and what next --------------------------------------------------------------

  function ranglijst(titel, plekken) {
    const { congruentie } = model.nu().cijfers;
    const vak = maak("section");
    const lijst = maak("ol", "", "ranglijst");
    lijst.append(
      ...plekken.map((plek) => {
        const regel = maak("li");
        regel.append(
          knop(namen[plek], () => window.congruentie.kaart.kies(plek), "link"),
          maak("span", procent(congruentie[plek]), "teller"),
        );
        regios.lichtOp(regel, () => [plek]);
        return regel;
      }),
    );
    vak.append(maak("h3", titel), lijst);
    return vak;
  }

  /** The highest; of many with the same figure a few by name. */
  function hoogste(volgorde, hoeveel) {
    const { congruentie } = model.nu().cijfers;
    const top = congruentie[volgorde.at(-1)];
    const gelijk = volgorde.filter((plek) => congruentie[plek] > top - 1e-9);
    if (gelijk.length <= hoeveel)
      return ranglijst("Hoogst", volgorde.slice(volgorde.length - hoeveel).reverse());
    return ranglijst(`Hoogst (${aantal(gelijk.length)} zijn gelijk)`, gelijk.slice(0, hoeveel));
  }

  function vragen(laagste) {
    const lijst = maak("ul", "", "vragen");
    const vraag = (tekst, doe) => {
      const regel = maak("li");
      regel.append(knop(tekst, doe, "link"));
      lijst.append(regel);
    };
    const { tabs } = window.congruentie;
    if (laagste !== undefined)
      vraag(`Waarom is ${namen[laagste]} zo laag, en wat helpt?`, () =>
        window.congruentie.kaart.kies(laagste),
      );
    if (gegevens.indelingen.length) {
      vraag("Wat als een indeling niet meetelt, of dubbel?", () => tabs.kies("tab-indelingen"));
      vraag("Waar lopen veel grenzen samen?", () => {
        model.zet({ stapel: true });
        hulp.zeg("De stapelkaart staat aan: hoe dikker een grens, hoe meer indelingen er een hebben");
      });
    }
    vraag(`Alle ${gemeententekst(namen.length)} in een tabel`, naarTabel);
    return [maak("h3", "Vraag verder"), lijst];
  }

  function inhoud() {
    const volgorde = opVolgorde();
    const uiterst = Math.min(UITERSTEN, Math.floor(volgorde.length / 2));
    const rij = maak("div", "", "tweelijsten");
    rij.append(ranglijst("Laagst", volgorde.slice(0, uiterst)), hoogste(volgorde, uiterst));
    const wijzer = maak("p", "", "klein");
    wijzer.id = "histogramwijzer";
    return [
      ...(volgorde.length ? [antwoord(volgorde), histogram(volgorde), wijzer] : []),
      ...(uiterst ? [rij] : []),
      ...vragen(volgorde[0]),
    ];
  }

  regios.bijWijzen(wijs);

  window.congruentie.overzicht = { inhoud, naWijzen: () => wijs(-1) };
})();
