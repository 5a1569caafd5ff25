"use strict";
// The texts around the map: the summary, what a proposal says, the sources.
(() => {
  const { gegevens, hulp, model, rekenen } = window.congruentie;
  const { aantal, maak, op, procent, som, tweetal } = hulp;
  const { namen } = gegevens.gemeenten;
  const { tijd, voorstellen } = gegevens;
  const [voorstel] = voorstellen;

  const getal = (waarde) => String(waarde).replace(".", ",");

  function wieTelt() {
    const { gewichten } = model.staat();
    const { tellen, wegen } = model.nu();
    const zwaar = new Set(wegen.map(({ naam }) => gewichten[naam])).size > 1;
    const titels = wegen.map((een) => {
      const naam =
        een === gegevens.verbanden ? `${aantal(een.namen.length)} samenwerkingsverbanden` : een.titel;
      return zwaar ? `${naam} (gewicht ${getal(gewichten[een.naam])})` : naam;
    });
    if (tellen.length === 0) return `Over ${som(titels)}.`;
    return wegen.length > 6 ? `${wegen.length} indelingen, zie Bronnen.` : `Indelingen: ${som(titels)}.`;
  }

  function samenvatting() {
    const nu = model.nu();
    const datums = [...new Set(nu.wegen.map(({ peildatum }) => peildatum))];
    const met = nu.cijfers.congruentie.filter((cijfer) => cijfer !== null).length;
    const { zetten } = model.staat();
    return [
      voorstel
        ? `${voorstel.codes.length} regio's; doelwaarde ${aantal(voorstel.doelwaarde)}, ${voorstel.bewezen ? "bewezen het beste" : `bovengrens ${aantal(voorstel.bovengrens)}`}. Wensen: ${voorstel.wensen.join("; ") || "geen"}. Congruentie nu:`
        : "",
      tijd ? jarenzin(nu.jaren()) : "",
      `${voorstel ? "gemiddeld" : "Gemiddeld"} ${procent(nu.gemiddelde)} over ${hulp.gemeententekst(met)}${tijd ? ` in ${tijd.jaren.at(-1)}` : ""}.`,
      met < namen.length
        ? `De andere ${aantal(namen.length - met)} zitten in geen verband met een andere en hebben geen cijfer.`
        : "",
      gegevens.herindeling ? gegevens.herindeling.land : "",
      zetten.length ? zettenzin(zetten, rekenen.gemiddelde(nu.voor.congruentie)) : "",
      wieTelt(),
      datums.length === 1 ? `Peildatum: ${datums[0]}.` : "De peildata verschillen, zie Bronnen.",
    ]
      .filter(Boolean)
      .join(" ");
  }

  /** The moves, in words when there are few. */
  function zettenzin(zetten, zonder) {
    const hoeveel = zetten.length === 1 ? "1 verplaatsing" : `${zetten.length} verplaatsingen`;
    const welke =
      zetten.length <= 3 ? ` (${zetten.map(window.congruentie.watals.beschrijf).join("; ")})` : "";
    return `Met ${hoeveel}${welke}; zonder: ${procent(zonder)}.`;
  }

  function jarenzin(jaren) {
    const anders = (teken) =>
      namen.filter((_, plek) => teken * (jaren.at(-1)[plek] - jaren[0][plek]) > 1e-9).length;
    return `Tussen ${tijd.jaren[0]} en ${tijd.jaren.at(-1)} ging de congruentie bij ${aantal(anders(1))} gemeenten omhoog en bij ${aantal(anders(-1))} omlaag.`;
  }

  function maakBronnen() {
    for (const indeling of model.wegers) {
      const rij = maak("tr");
      const titel = Object.assign(maak("th", indeling.titel), { scope: "row" });
      const cellen = [
        indeling.regios ? String(indeling.regios.length) : hulp.verbandentekst(indeling.namen.length),
        "",
        indeling.peildatum,
        indeling.status_tekst,
        indeling.bron,
        indeling.licentie,
      ];
      rij.append(titel, ...cellen.map((cel) => maak("td", cel)));
      op("bronnen").tBodies[0].append(rij);
    }
    const { bron, opmerking } = gegevens.grenzen ?? { bron: "onbekend", opmerking: "" };
    const dunner = gegevens.vereenvoudigd
      ? ` Voor deze pagina vereenvoudigd tot op ${aantal(gegevens.vereenvoudigd)} meter.`
      : "";
    const zonderRand = window.congruentie.kaart.metRanden
      ? ""
      : " Er staat geen lijn om elke gemeente: zoveel lijnen zouden de kaart bedekken.";
    op("grensbron").textContent = `Grenzen: ${bron}. ${opmerking}${dunner}${zonderRand}`;
    op("kaartnoot").textContent = zonderRand ? `${voet()}.${dunner}${zonderRand}` : voet();
    op("gemaakt").textContent = `Gemaakt met congruentie ${gegevens.versie}.`;
    op("noemer").textContent =
      gegevens.noemer === "deelname"
        ? "Op deze kaart tellen per gemeente alleen de indelingen waarin zij zelf een regio heeft."
        : "";
    for (const maat of gegevens.maten)
      op("maten").append(maak("dt", maat.titel), maak("dd", `${maat.uitleg} Bron: ${maat.bron}`));
  }

  /** The sources in a few lines: indelingen with the same source together. */
  function bronnenKort() {
    const per = new Map();
    for (const { titel, peildatum, status_tekst: status, bron } of model.nu().wegen) {
      const sleutel = `${bron} (peildatum ${peildatum}, ${status})`;
      per.set(sleutel, [...(per.get(sleutel) ?? []), titel]);
    }
    const regels = [...per].map(([bron, titels]) => `${som(titels)}: ${bron}.`);
    return [
      ...regels,
      op("grensbron").textContent,
      `${voet()}. Maat van RegioAtlas. ${op("gemaakt").textContent} ${new Date().toLocaleDateString("nl-NL")}.`,
    ].join(" ");
  }

  const voet = () =>
    [gegevens.grenzen?.kort, gegevens.grenzen?.naamsvermelding].filter(Boolean).join(" · ") ||
    "Grenzen: onbekend";

  const DOELWAARDE = [
    gegevens.verbanden
      ? "De doelwaarde telt voor elk paar gemeenten dat het voorstel samenvoegt, in hoeveel indelingen en verbanden het nu samen zit, min theta maal alles waaraan een van beide meedoet. Verbanden tellen daarbij met hun gewicht."
      : "De doelwaarde telt voor elk paar gemeenten dat het voorstel samenvoegt, in hoeveel indelingen het nu samen zit, min de drempel (theta).",
    "Hoger is beter. Geen voorstel met deze wensen komt boven de bovengrens.",
  ].join(" ");
  const ZONDER_WENSEN =
    "Deze verdeling hoeft niet aan de wensen te voldoen. Daarom kan haar doelwaarde hoger zijn.";

  function maakVoorstellen() {
    for (const een of voorstellen) {
      const lijst = maak("dl", "", "cijfers");
      tweetal(lijst, "Regio's", aantal(een.codes.length));
      if (een.doelwaarde !== null) tweetal(lijst, "Doelwaarde", aantal(een.doelwaarde));
      if (een.bovengrens !== null)
        tweetal(lijst, "Bovengrens", `${aantal(een.bovengrens)}${een.bewezen ? " (bewezen het beste)" : ""}`);
      const delen = [maak("h3", voorstellen.length > 1 ? een.titel : "Het voorstel"), lijst];
      delen.push(maak("p", een.bovengrens === null ? ZONDER_WENSEN : DOELWAARDE, "klein"));
      if (een.buurzin) delen.push(maak("p", `Elke regio is aaneengesloten. ${een.buurzin}`, "klein"));
      if (een.even_goed)
        delen.push(
          maak(
            "p",
            'Er zijn andere voorstellen die precies even goed zijn: kijk bij "Ligt het vast?" naar kosten 0.',
          ),
        );
      if (een.wensen?.length) delen.push(maak("h3", "Wensen en wat ze kosten"), wensentabel(een));
      if (een.geraakt) delen.push(...geraakt(een.geraakt));
      delen.push(maak("h3", `Regio's${voorstellen.length > 1 ? `: ${een.titel}` : ""}`), regiotabel(een));
      op("voorstellen").append(...delen);
    }
    if (voorstellen.length === 2) op("voorstellen").prepend(overeenkomst());
  }

  /** A table in a box that scrolls by itself: on a narrow screen the page must not. */
  function tabelMet(naam, koppen, rijen) {
    const tabel = maak("table");
    const kop = maak("tr");
    kop.append(...koppen.map((tekst) => Object.assign(maak("th", tekst), { scope: "col" })));
    tabel.append(maak("thead"), maak("tbody"));
    tabel.tHead.append(kop);
    for (const [eerste, ...rest] of rijen) {
      const rij = maak("tr");
      rij.append(
        Object.assign(maak("th", eerste), { scope: "row" }),
        ...rest.map((tekst) => maak("td", tekst)),
      );
      tabel.tBodies[0].append(rij);
    }
    const doos = maak("div", "", "rol");
    doos.tabIndex = 0;
    doos.setAttribute("role", "region");
    doos.setAttribute("aria-label", naam);
    doos.append(tabel);
    return doos;
  }

  /** What the proposal does to samenwerkingsverbanden. */
  const geraakt = ({ zin, lijst }) => [
    maak("h3", "Samenwerkingsverbanden die het raakt"),
    maak("p", `${zin[0].toUpperCase()}${zin.slice(1)}.`),
    tabelMet("Tabel met geraakte samenwerkingsverbanden", ["Verband", "Wat ermee gebeurt"], lijst),
  ];

  function wensentabel({ wensen, prijzen }) {
    const prijs = ({ prijs: hoeveel, hoogstens, bewezen }) =>
      bewezen ? aantal(hoeveel) : `${aantal(hoeveel)} tot ${aantal(hoogstens)}`;
    const per = new Map(prijzen.map((een) => [een.wens, prijs(een)]));
    return tabelMet(
      "Tabel met wensen",
      ["Wens", "Kost aan doelwaarde"],
      wensen.map((wens) => [wens, per.get(wens) ?? "onbekend"]),
    );
  }

  function regiotabel({ titel, codes, namen: regionamen, regio, inwoners, gelijk_aan: gelijk }) {
    const per = rekenen.ledenVan({ lid: regio });
    return tabelMet(
      `Tabel met regio's: ${titel}`,
      ["Regio", "Gemeenten", "Inwoners", ...(gelijk ? ["Gelijk aan"] : [])],
      codes.map((code, i) => [
        `${regionamen[i]} (${code})`,
        aantal(per[i].length),
        inwoners?.[i] == null ? "" : aantal(inwoners[i]),
        ...(gelijk ? [gelijk[i]] : []),
      ]),
    );
  }

  /** Of the pairs that one of two proposals puts together, the share that both do. */
  function overeenkomst() {
    const [een, twee] = voorstellen.map(({ regio }) => regio);
    let [beide, een_van] = [0, 0];
    for (let i = 0; i < een.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [a, b] = [een[i] === een[j], twee[i] === twee[j]];
        beide += a && b;
        een_van += a || b;
      }
    }
    return maak(
      "p",
      `Van de paren gemeenten die een van beide voorstellen samenvoegt, voegen beide er ${procent(een_van ? (100 * beide) / een_van : 100)} samen. Zet ze naast elkaar met "Ernaast".`,
    );
  }

  function toonTeksten(staat) {
    op("samenvatting").textContent = samenvatting();
    model.wegers.forEach(
      ({ naam }, i) =>
        (op("bronnen").tBodies[0].rows[i].cells[2].textContent =
          staat.gewichten[naam] > 0 ? getal(staat.gewichten[naam]) : "telt niet mee"),
    );
  }

  maakBronnen();
  maakVoorstellen();
  model.volg(toonTeksten);

  window.congruentie.teksten = { bronnenKort, samenvatting, voet };
})();
