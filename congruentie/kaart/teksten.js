"use strict";
// The texts around the map: the summary, what a proposal says, the sources.
(() => {
  const { gegevens, hulp, model, rekenen } = window.congruentie;
  const { aantal, maak, op, procent, som } = hulp;
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
        ? `${window.congruentie.voorstel.kern()} Wensen${nu.plan ? " van het voorstel" : ""}: ${voorstel.wensen.join("; ") || "geen"}. Congruentie nu:`
        : "",
      tijd ? jarenzin(nu.jaren()) : "",
      `${voorstel ? "gemiddeld" : "Gemiddeld"} ${procent(nu.gemiddelde)} over ${hulp.gemeententekst(met)}${tijd ? ` in ${tijd.jaren.at(-1)}` : ""}${nu.gewogen ? ` (zonder uw keuze ${procent(rekenen.gemiddelde(model.begin().congruentie))})` : ""}.`,
      met < namen.length
        ? `De andere ${aantal(namen.length - met)} zitten in geen verband met een andere en hebben geen cijfer.`
        : "",
      gegevens.herindeling ? gegevens.herindeling.land : "",
      zetten.length ? zettenzin(zetten, rekenen.gemiddelde(nu.voor.congruentie)) : "",
      wieTelt(),
      datums.length === 1 ? `Peildatum: ${hulp.datum(datums[0])}.` : "De peildata verschillen, zie Bronnen.",
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
        hulp.datum(indeling.peildatum),
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
      const sleutel = `${bron} (peildatum ${hulp.datum(peildatum)}, ${status})`;
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

  function toonTeksten(staat) {
    op("samenvatting").textContent = samenvatting();
    model.wegers.forEach(
      ({ naam }, i) =>
        (op("bronnen").tBodies[0].rows[i].cells[2].textContent =
          staat.gewichten[naam] > 0 ? getal(staat.gewichten[naam]) : "telt niet mee"),
    );
  }

  /** What of a link did not fit this page. */
  function toonMelding() {
    const { weergave, naast } = model.staat();
    const sleutels = window.congruentie.weergaven.alle().map(({ sleutel }) => sleutel);
    const mis = [
      ...model.mis(),
      ...[weergave, naast]
        .filter((een) => een && !sleutels.includes(een))
        .map((een) => `de kaart ${een} is er hier niet`),
    ];
    op("linkmelding").hidden = mis.length === 0;
    op("linkmelding").firstElementChild.textContent =
      `Niet alles in de link past bij deze pagina: ${som(mis)}. Dat is overgeslagen; de rest staat zoals in de link.`;
  }

  op("linkgezien").addEventListener("click", () => (op("linkmelding").hidden = true));
  window.addEventListener("hashchange", toonMelding);

  maakBronnen();
  model.volg(toonTeksten);

  window.congruentie.teksten = { bronnenKort, samenvatting, toonMelding, voet };
})();
