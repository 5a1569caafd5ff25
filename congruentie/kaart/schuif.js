"use strict";
// The reader's own version of a proposal: move gemeenten to a regio beside theirs, lock regio's, undo and
// redo, see what it does, and take it along as files that the commands read.
(() => {
  const { gegevens, hulp, inhetvoorstel, model, regios, voorstelsom } = window.congruentie;
  const { aantal, bewaar, knop, maak, zeg } = hulp;
  const { codes, namen, inwoners } = gegevens.gemeenten;
  const [eerste] = gegevens.voorstellen;
  if (!eerste) return;

  const eigen = () => model.nu().voorstellen[model.nu().plan];
  const terug = [];
  const vooruit = [];

  // --- changing ------------------------------------------------------------------------------------

  /** Show another version; `zin` says what was done. */
  function toon(aanpassing, zin) {
    const weergave = aanpassing.length ? `voorstel:${gegevens.voorstellen.length}` : "voorstel:0";
    model.zet({ aanpassing, weergave });
    zeg(`${zin} ${window.congruentie.voorstel.kern()}`);
  }

  function doe(aanpassing, zin) {
    terug.push(model.staat().aanpassing);
    vooruit.length = 0;
    toon(aanpassing, zin);
  }

  function stap(van, naar, zin) {
    if (van.length === 0) return;
    naar.push(model.staat().aanpassing);
    toon(van.pop(), zin);
  }

  const maakOngedaan = () => stap(terug, vooruit, "Ongedaan gemaakt.");
  const doeOpnieuw = () => stap(vooruit, terug, "Opnieuw gedaan.");

  /** Only what differs from the proposal, by place. */
  const alsAanpassing = (regio) =>
    regio.flatMap((nummer, plek) => (nummer === eerste.regio[plek] ? [] : [[plek, nummer]]));

  /** Move gemeenten; to -1 is to a new regio of their own. */
  function zet(plekken, naar) {
    const { regio, namen: regionamen } = eigen();
    const doel = naar < 0 ? Math.max(...regio, eerste.codes.length - 1) + 1 : naar;
    const nieuw = alsAanpassing(voorstelsom.verzet(regio, plekken, doel));
    doe(nieuw, `${regios.perNaam(plekken)} naar ${regionamen[doel] ?? "een nieuwe regio"}.`);
  }

  const isVast = (nummer) => model.staat().vast.includes(nummer);

  function zetVast(nummer, aan) {
    const rest = model.staat().vast.filter((een) => een !== nummer);
    model.zet({ vast: aan ? [...rest, nummer].sort((a, b) => a - b) : rest });
    zeg(`${eigen().namen[nummer]} ${aan ? "staat vast" : "staat niet meer vast"}`);
  }

  // --- controls ------------------------------------------------------------------------------------

  /** A button that moves gemeenten to a regio, or why that may not. */
  function zetknop(plekken, naar) {
    const { regio } = eigen();
    const dicht = [regio[plekken[0]], naar].find(isVast);
    if (dicht !== undefined) return maak("span", `${eigen().namen[dicht]} staat vast.`, "klein");
    const element = knop(naar < 0 ? "Maak er een eigen regio van" : "Zet daar", () => zet(plekken, naar));
    if (naar >= 0)
      element.setAttribute("aria-label", `Zet daar: ${regios.perNaam(plekken)} in ${eigen().namen[naar]}`);
    return element;
  }

  /** Lock and unlock a regio. */
  function vastknop(nummer) {
    const element = knop(isVast(nummer) ? "Maak deze regio los" : "Zet deze regio vast", () =>
      zetVast(nummer, !isVast(nummer)),
    );
    element.setAttribute("aria-pressed", String(isVast(nummer)));
    return element;
  }

  function knoppenbalk() {
    const balk = maak("p", "", "knoppen");
    const met = (tekst, doe_, kan) => balk.append(Object.assign(knop(tekst, doe_), { disabled: !kan }));
    met("Ongedaan maken", maakOngedaan, terug.length > 0);
    met("Opnieuw", doeOpnieuw, vooruit.length > 0);
    met(
      "Alles terug",
      () => doe([], "Alles staat weer als in het voorstel."),
      model.staat().aanpassing.length > 0,
    );
    return balk;
  }

  /** One line about the own version, with undo; nothing as long as there was none. */
  function strook() {
    if (model.staat().aanpassing.length + terug.length + vooruit.length === 0) return [];
    const vak = maak("div", "", "strook");
    const { plan } = model.nu();
    vak.append(
      maak("p", plan ? window.congruentie.voorstel.kern() : "U ziet het voorstel zonder wijzigingen."),
      knoppenbalk(),
    );
    return [vak];
  }

  // --- what it does --------------------------------------------------------------------------------

  /** The changes in words, gemeenten with the same move together. */
  function wijzigingen() {
    const per = new Map();
    for (const [plek, naar] of model.staat().aanpassing) {
      const sleutel = `${eerste.regio[plek]} ${naar}`;
      per.set(sleutel, [...(per.get(sleutel) ?? []), plek]);
    }
    const lijst = maak("ul", "", "regiolijst");
    for (const [sleutel, plekken] of per) {
      const [van, naar] = sleutel.split(" ").map(Number);
      const regel = maak("li");
      const tekst = `${regios.perNaam(plekken)}: van ${eigen().namen[van]} naar ${eigen().namen[naar]}`;
      const weg = knop("Terug", () =>
        doe(
          model.staat().aanpassing.filter(([plek]) => !plekken.includes(plek)),
          "Teruggezet.",
        ),
      );
      weg.setAttribute("aria-label", `Terug: ${tekst}`);
      regel.append(maak("span", tekst), weg);
      lijst.append(regel);
    }
    return lijst;
  }

  function oordeel() {
    const fouten = inhetvoorstel.nieuweFouten(eerste, eigen().regio, eigen().namen);
    const { rest } = eerste.eisen;
    return [
      ...(fouten.length
        ? [maak("p", `Let op: ${fouten.join(" ")}`, "melding")]
        : [maak("p", "Uw versie houdt zich aan elke voorwaarde die deze pagina nakijkt.")]),
      ...(rest.length ? [maak("p", `Niet nagekeken: ${rest.join("; ")}.`, "klein")] : []),
    ];
  }

  /** The part of the tab of the proposal. */
  function blok() {
    const { aanpassing, vast } = model.staat();
    const uit = [maak("h3", "Pas het voorstel aan")];
    if (aanpassing.length === 0)
      uit.push(
        maak(
          "p",
          'Kies een gemeente op de kaart of met zoeken. Bij "Wat kan nog meer?" zet u haar in een andere regio.',
        ),
      );
    else uit.push(wijzigingen(), ...oordeel());
    if (aanpassing.length + terug.length + vooruit.length) uit.push(knoppenbalk());
    if (vast.length) uit.push(maak("p", `Vast: ${hulp.som(vast.map((nummer) => eigen().namen[nummer]))}.`));
    if (aanpassing.length + vast.length) uit.push(...meenemen());
    return uit;
  }

  // --- taking it along -----------------------------------------------------------------------------

  /** The regio's that hold gemeenten, as <naam>.json has them. */
  const gevuld = () =>
    voorstelsom.perRegio(eigen().regio).flatMap((plekken, nummer) =>
      plekken.length
        ? [
            {
              code: eigen().codes[nummer],
              naam: eigen().namen[nummer],
              gemeenten: plekken.map((plek) => codes[plek]),
              inwoners: inwoners && plekken.reduce((som, plek) => som + inwoners[plek], 0),
            },
          ]
        : [],
    );

  /** Whether gemeenten that are together in every indeling were parted: no proposal does that. */
  const gesplitst = () =>
    eigen().regio.some((nummer, plek) => nummer !== eigen().regio[eerste.brok.indexOf(eerste.brok[plek])]);

  /** A proposal file: what it is worth is by the question as it was asked. */
  function alsVoorstel() {
    const { bestand } = eerste;
    const som = (liever) =>
      voorstelsom.waarde(
        eigen().regio,
        voorstelsom.paarwaarde({
          indelingen: gegevens.indelingen,
          gewichten: window.congruentie.staat.begin(gegevens).gewichten,
          theta: eerste.theta,
          liever,
          verbanden: model.verbanden,
        }),
      );
    const doelwaarde = som(eerste.liever);
    const { bovengrens } = bestand;
    return {
      ...bestand,
      doelwaarde,
      doelwaarde_zonder_liever: som([]),
      kloof: Math.max(0, bovengrens - doelwaarde) / Math.max(Math.abs(doelwaarde), Math.abs(bovengrens), 1),
      bewezen_optimaal: false,
      regios: gevuld(),
    };
  }

  function alsCsv() {
    const cel = (tekst) => (/[",\n]/.test(tekst) ? `"${tekst.replaceAll('"', '""')}"` : tekst);
    const { regio, codes: regiocodes, namen: regionamen } = eigen();
    const rijen = codes.map((code, plek) =>
      [code, namen[plek], regiocodes[regio[plek]], regionamen[regio[plek]]].map(cel).join(","),
    );
    return ["gm_code,gm_naam,voorstel_code,voorstel_naam", ...rijen, ""].join("\n");
  }

  const yaml = (kop, sleutel, regels) =>
    `# ${kop}\njaar: ${gegevens.jaar}\n${sleutel}:\n${regels.map((regel) => `  - ${JSON.stringify(regel)}\n`).join("")}`;

  /** The conditions as they were asked, with every locked regio as it is here, for a next proposal. */
  function alsWensen() {
    const { vast: gevraagd = [], ...rest } = eerste.bestand.eisen;
    const regels = Object.entries(rest).map(([naam, waarde]) => `${naam}: ${JSON.stringify(waarde)}\n`);
    const groepen = model.staat().vast.map((nummer) =>
      eigen()
        .regio.flatMap((een, plek) => (een === nummer ? [codes[plek]] : []))
        .join(","),
    );
    return `${yaml("Wensen uit de kaart van congruentie", "vast", [...gevraagd, ...groepen])}${regels.join("")}`;
  }

  /** The moved gemeenten in every indeling, to the regio that takes the place of their new one. */
  function alsVerplaatsingen() {
    const zetten = model.staat().aanpassing.flatMap(([plek, nummer]) =>
      gegevens.indelingen.flatMap(({ naam, regios: regiocodes, lid }) => {
        const doel = eerste.koppelingen[naam][nummer] ?? -1;
        return doel < 0 || lid[plek] === doel ? [] : [`${codes[plek]}:${naam}=${regiocodes[doel]}`];
      }),
    );
    return zetten.length ? yaml("Verplaatsingen uit de kaart van congruentie", "verplaats", zetten) : null;
  }

  function meenemen() {
    const balk = maak("p", "", "knoppen");
    const { aanpassing, vast } = model.staat();
    const kan = aanpassing.length > 0;
    const met = (id, tekst, naam, maakInhoud, soort) => {
      const element = knop(tekst, () => {
        bewaar(naam, maakInhoud(), soort);
        zeg(`${naam} bewaard`);
      });
      element.id = id;
      balk.append(element);
    };
    if (kan && !gesplitst())
      met(
        "bewaarvoorstel",
        "Voorstel (JSON)",
        "uw-versie.json",
        () => JSON.stringify(alsVoorstel(), null, 1),
        "application/json",
      );
    if (kan) met("bewaarlijst", "Lijst (CSV)", "uw-versie.csv", alsCsv, "text/csv;charset=utf-8");
    if (kan && alsVerplaatsingen())
      met(
        "bewaarzetten",
        "Verplaatsingen (YAML)",
        "uw-verplaatsingen.yaml",
        alsVerplaatsingen,
        "application/yaml",
      );
    if (vast.length) met("bewaarwensen", "Wensen (YAML)", "uw-wensen.yaml", alsWensen, "application/yaml");
    const uitleg = maak("details");
    uitleg.append(
      maak("summary", "Waarvoor is welk bestand?"),
      ...[
        "Voorstel (JSON): voor een dossier of de volgende ronde (--voorstel uw-versie.json).",
        "Lijst (CSV): naast een ander voorstel (voorstel --naast uw-versie.csv).",
        "Verplaatsingen (YAML): reken door wat de wijzigingen doen in de indelingen van nu (wat-als --bestand).",
        "Wensen (YAML): zoek een nieuw voorstel waarin de vaste regio's blijven (voorstel --eisen uw-wensen.yaml).",
      ].map((tekst) => maak("p", tekst, "klein")),
    );
    return [
      maak("h3", "Neem uw versie mee"),
      balk,
      ...(kan && gesplitst()
        ? [
            maak(
              "p",
              "Een voorstelbestand kan niet: gemeenten die in elke indeling samen zitten, zijn hier gedeeld.",
              "klein",
            ),
          ]
        : []),
      uitleg,
    ];
  }

  document.addEventListener("keydown", (toets) => {
    if (!(toets.ctrlKey || toets.metaKey) || toets.target.closest("input, select, textarea")) return;
    const opnieuw = toets.key === "y" || (toets.key === "Z" && toets.shiftKey);
    if (toets.key !== "z" && !opnieuw) return;
    if ((opnieuw ? vooruit : terug).length === 0) return;
    toets.preventDefault();
    if (opnieuw) doeOpnieuw();
    else maakOngedaan();
  });

  window.congruentie.schuif = { blok, isVast, strook, vastknop, zetknop };
})();
