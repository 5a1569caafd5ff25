"use strict";
// The list of samenwerkingsverbanden: search and filter, one of them in detail, and those of a gemeente.
(() => {
  const { gegevens, hulp, kaalZoek, model } = window.congruentie;
  const { aantal, gemeententekst, knop, maak, op, procent, som, tweetal, verbandentekst, ververs, zeg } =
    hulp;
  const { verbanden } = model;
  if (!verbanden) return;
  const { namen: gemeenten } = gegevens.gemeenten;
  const PER_KEER = 50;
  const KENMERKEN = { domein: "Domein", vorm: "Vorm", status: "Status" };

  const kenmerk = (naam, nummer) => verbanden[naam].waarden[verbanden[naam].van[nummer]];
  const provincies = (nummer) => [
    ...new Set(verbanden.leden[nummer].map((plek) => kenmerk("provincie", plek))),
  ];

  /** What the list can be limited to: of a verband the values that it has. */
  const FILTERS = {
    domein: (nummer) => [kenmerk("domein", nummer)],
    vorm: (nummer) => [kenmerk("vorm", nummer)],
    provincie: provincies,
  };

  function kies(nummer) {
    model.zet({ verband: nummer, weergave: "verband" });
    op("verbandkop").focus();
    zeg(`Op de kaart: ${verbanden.namen[nummer]}, ${gemeententekst(verbanden.leden[nummer].length)}`);
  }

  /** The other deelnemers as [soort, names], in the order of the soorten. */
  function perSoort(nummer) {
    return verbanden.soorten
      .map((soort, i) => [soort, verbanden.anderen[nummer].filter((wie) => verbanden.soort[wie] === i)])
      .filter(([, wie]) => wie.length)
      .map(([soort, wie]) => [soort, wie.map((een) => verbanden.deelnemers[een])]);
  }

  /** Name, size, and who else takes part. */
  function regel(nummer) {
    const element = maak("li");
    const anderen = perSoort(nummer).map(([soort, wie]) => `${soort}: ${som(wie)}`);
    element.append(
      knop(verbanden.namen[nummer], () => kies(nummer), "link"),
      maak("span", gemeententekst(verbanden.leden[nummer].length), "teller"),
    );
    if (anderen.length) element.append(maak("span", `Ook ${anderen.join("; ")}`, "klein"));
    return element;
  }

  /** Where a proposal puts the members: in one regio, or in which and how many in each. */
  function inVoorstel({ regio, namen }, leden) {
    const per = new Map();
    for (const plek of leden) per.set(regio[plek], (per.get(regio[plek]) ?? 0) + 1);
    const delen = [...per].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (delen.length < 2) return delen.map(([nummer]) => `binnen ${namen[nummer]}`).join("");
    return `gesneden: ${som(delen.map(([nummer, keer]) => `${namen[nummer]} (${aantal(keer)})`))}`;
  }

  // --- one verband ---------------------------------------------------------------------------------

  function toonVerband({ verband }) {
    op("gekozenverband").hidden = verband < 0;
    if (verband < 0) return;
    const leden = verbanden.leden[verband];
    const lijst = maak("dl", "", "regios");
    for (const [naam, titel] of Object.entries(KENMERKEN))
      if (kenmerk(naam, verband)) tweetal(lijst, titel, kenmerk(naam, verband));
    tweetal(lijst, "Gemeenten", aantal(leden.length));
    const waar = provincies(verband).filter(Boolean);
    if (waar.length) tweetal(lijst, waar.length > 1 ? "Provincies" : "Provincie", som(waar));
    for (const voorstel of gegevens.voorstellen) tweetal(lijst, voorstel.titel, inVoorstel(voorstel, leden));
    for (const [soort, wie] of perSoort(verband)) tweetal(lijst, `Andere deelnemers: ${soort}`, som(wie));
    const wie = maak("ul", "", "leden");
    const opNaam = (a, b) => gemeenten[a].localeCompare(gemeenten[b], "nl");
    wie.append(
      ...[...leden].sort(opNaam).map((plek) => {
        const element = maak("li");
        element.append(knop(gemeenten[plek], () => window.congruentie.kaart.kies(plek), "link"));
        return element;
      }),
    );
    op("verbandkop").textContent = verbanden.namen[verband];
    const alleen = maak(
      "p",
      "Met minder dan twee gemeenten maakt dit verband geen partners: het telt niet mee.",
    );
    alleen.className = "melding";
    const knoppen = maak("p", "", "knoppen");
    knoppen.append(
      knop("Zoom in op dit verband", () => {
        model.zet({ weergave: "verband" });
        window.congruentie.kaart.zoomNaar(leden);
      }),
      knop("Sluit dit verband", sluit),
    );
    ververs(op("verbandinhoud"), [...(leden.length < 2 ? [alleen] : []), lijst, wie, knoppen]);
  }

  function sluit() {
    const { weergave } = model.staat();
    model.zet({ verband: -1, weergave: weergave === "verband" ? "congruentie" : weergave });
    op("zoekverband").focus();
    zeg("Geen verband gekozen");
  }

  // --- all of them ---------------------------------------------------------------------------------

  const zoekbaar = verbanden.namen.map((naam, nummer) => ({
    nummer,
    naam: kaalZoek(naam),
    deelnemers: kaalZoek(
      [
        ...verbanden.leden[nummer].map((plek) => gemeenten[plek]),
        ...verbanden.anderen[nummer].map((wie) => verbanden.deelnemers[wie]),
      ].join("\n"),
    ),
  }));
  zoekbaar.sort((a, b) => a.naam.localeCompare(b.naam, "nl"));
  let hoeveel = PER_KEER;

  /** Numbers of what is asked for: those with the text in their name first. */
  function gevonden() {
    const vraag = kaalZoek(op("zoekverband").value);
    const past = ({ nummer }) =>
      Object.entries(FILTERS).every(([naam, waarden]) => {
        const { value } = op(`filter-${naam}`);
        return !value || waarden(nummer).includes(value);
      });
    const over = zoekbaar.filter(past);
    return [
      ...over.filter(({ naam }) => naam.includes(vraag)),
      ...over.filter(({ naam, deelnemers }) => !naam.includes(vraag) && deelnemers.includes(vraag)),
    ].map(({ nummer }) => nummer);
  }

  function toonLijst() {
    const nummers = gevonden();
    op("verbanden").replaceChildren(...nummers.slice(0, hoeveel).map(regel));
    op("verbandtelling").textContent =
      nummers.length === verbanden.namen.length
        ? `${verbandentekst(nummers.length)}.`
        : `${nummers.length ? verbandentekst(nummers.length) : "Geen verband"} gevonden.`;
    op("meerverbanden").hidden = nummers.length <= hoeveel;
  }

  function vanVoren() {
    hoeveel = PER_KEER;
    toonLijst();
  }

  for (const naam of Object.keys(FILTERS)) {
    const { waarden } = verbanden[naam];
    const lijst = op(`filter-${naam}`);
    lijst.append(
      Object.assign(maak("option", "alle"), { value: "" }),
      ...waarden.filter(Boolean).map((waarde) => Object.assign(maak("option", waarde), { value: waarde })),
    );
    lijst.closest(".filter").hidden = !waarden.some(Boolean);
    lijst.addEventListener("change", vanVoren);
  }
  op("zoekverband").addEventListener("input", vanVoren);
  op("meerverbanden").addEventListener("click", () => {
    const eerste = hoeveel;
    hoeveel += PER_KEER;
    toonLijst();
    op("verbanden").children[eerste]?.querySelector("button").focus();
  });

  // --- of a gemeente -------------------------------------------------------------------------------

  const lijst = (nummers) => hulp.lijst("verbanden", nummers, regel, (rest) => `Nog ${verbandentekst(rest)}`);

  /** The verbanden of a gemeente, smallest first. */
  function blok(plek) {
    const eigen = zoekbaar
      .map(({ nummer }) => nummer)
      .filter((nummer) => verbanden.leden[nummer].includes(plek))
      .sort((a, b) => verbanden.leden[a].length - verbanden.leden[b].length);
    const kop = maak("h3", `Samenwerkingsverbanden (${aantal(eigen.length)})`);
    return eigen.length ? [kop, ...lijst(eigen)] : [kop, maak("p", "Geen verband.")];
  }

  /** The numbers of the verbanden that two gemeenten share. */
  const gedeeld = (een, ander) =>
    verbanden.van[een].filter((nummer) => verbanden.leden[nummer].includes(ander));

  /** The columns of a table of gemeenten: {titel, getal, toon}. */
  function kolommen() {
    const { congruentie, partners } = model.overVerbanden();
    const eigen = { titel: "Verbanden", getal: (plek) => verbanden.van[plek].length, toon: aantal };
    if (gegevens.indelingen.length === 0) return [eigen];
    return [
      eigen,
      { titel: "Partners in verbanden", getal: (plek) => partners[plek], toon: aantal },
      {
        titel: "Congruentie over verbanden (%)",
        getal: (plek) => congruentie[plek],
        toon: (getal) => (getal === null ? verbandentekst(0) : procent(getal)),
      },
    ];
  }

  toonLijst();
  model.volg((staat, oud) => {
    if (!oud || staat.verband !== oud.verband) toonVerband(staat);
  });

  window.congruentie.verbandlijst = { blok, gedeeld, kolommen, lijst };
})();
