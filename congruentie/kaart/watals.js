"use strict";
// What if: move gemeenten to a regio next to theirs, see what it does, and take the moves along as a
// file that `congruentie wat-als --bestand` and `congruentie voorstel --eisen` read.
(() => {
  const { gegevens, hulp, model, rekenen, staat: schrift } = window.congruentie;
  const { aantal, bewaar, knop, maak, op, procent, punten: metTeken, tweetal, verschil, ververs, zeg } = hulp;
  const { namen } = gegevens.gemeenten;
  const MEESTE = 10;

  const indelingVan = (naam) => model.nu().indelingen.find((een) => een.naam === naam);
  const oorspronkelijk = (naam) => gegevens.indelingen.find((een) => een.naam === naam);

  /** Add a move; a second one of the same gemeente in the same indeling replaces the first. */
  function verplaats(zet) {
    const rest = model.staat().zetten.filter(({ plek, naam }) => plek !== zet.plek || naam !== zet.naam);
    const terug = oorspronkelijk(zet.naam).lid[zet.plek] === zet.regio;
    model.zet({ zetten: terug ? rest : [...rest, zet] });
    const { gemiddelde, voor } = model.nu();
    zeg(
      `${namen[zet.plek]} verplaatst. Gemiddelde van het land ${procent(gemiddelde)}, ${verschil(gemiddelde - rekenen.gemiddelde(voor.congruentie))}`,
    );
  }

  // --- the form ------------------------------------------------------------------------------------

  function keuzes(lijst, opties) {
    lijst.replaceChildren(
      ...opties.map(([waarde, tekst]) => Object.assign(maak("option", tekst), { value: waarde })),
    );
  }

  function toonRegios() {
    const plek = model.staat().gekozen;
    const indeling = indelingVan(op("watindeling").value);
    const regios = plek < 0 || !indeling ? [] : rekenen.buurregios(indeling, model.buren, plek);
    keuzes(
      op("watregio"),
      regios.map((regio) => [regio, model.regioNaam(indeling, regio)]),
    );
    op("verplaats").disabled = regios.length === 0;
    op("geenbuurregio").hidden = plek < 0 || regios.length > 0;
  }

  function toonFormulier({ gekozen }) {
    op("watformulier").hidden = gekozen < 0;
    op("watleeg").hidden = gekozen >= 0;
    if (gekozen < 0) return;
    op("watgemeente").textContent = namen[gekozen];
    const oud = op("watindeling").value;
    const opties = model
      .nu()
      .indelingen.filter(({ lid }) => lid[gekozen] >= 0)
      .map((indeling) => [
        indeling.naam,
        `${indeling.titel}${model.staat().gewichten[indeling.naam] > 0 ? "" : " (telt niet mee)"}: nu ${model.regioVan(indeling, gekozen)}`,
      ]);
    keuzes(op("watindeling"), opties);
    if (opties.some(([naam]) => naam === oud)) op("watindeling").value = oud;
    toonRegios();
  }

  op("watindeling").addEventListener("change", toonRegios);
  op("watformulier").addEventListener("submit", (gebeurtenis) => {
    gebeurtenis.preventDefault();
    verplaats({
      plek: model.staat().gekozen,
      naam: op("watindeling").value,
      regio: Number(op("watregio").value),
    });
  });

  // --- what it does --------------------------------------------------------------------------------

  /** Keep only these moves, say so, and keep the keyboard in the list. */
  function neemTerug(zetten) {
    model.zet(zetten.length ? { zetten } : { zetten, weergave: "congruentie" });
    zeg(`Verplaatsing teruggezet. Gemiddelde van het land ${procent(model.nu().gemiddelde)}`);
    (op("zetten").querySelector("button") ?? op("geenzetten")).focus();
  }

  /** A move in words. */
  function beschrijf(zet) {
    const indeling = oorspronkelijk(zet.naam);
    return `${namen[zet.plek]}, ${indeling.titel}: van ${model.regioVan(indeling, zet.plek)} naar ${model.regioNaam(indeling, zet.regio)}`;
  }

  function zetregel(zet) {
    const regel = maak("li");
    const tekst = beschrijf(zet);
    const weg = knop("Terug", () => neemTerug(model.staat().zetten.filter((een) => een !== zet)));
    weg.setAttribute("aria-label", `Terug: ${tekst}`);
    regel.append(maak("span", tekst), weg);
    return regel;
  }

  function gevolgen(zetten) {
    const { cijfers, voor, gemiddelde } = model.nu();
    const was = rekenen.gemiddelde(voor.congruentie);
    const anders = namen
      .map((_, plek) => ({ plek, punten: cijfers.congruentie[plek] - voor.congruentie[plek] }))
      .filter(({ punten }) => Math.abs(punten) > 1e-9)
      .sort((a, b) => Math.abs(b.punten) - Math.abs(a.punten));
    const lijst = maak("dl", "", "cijfers");
    tweetal(lijst, "Gemiddelde van het land", `${procent(gemiddelde)} (${verschil(gemiddelde - was)})`);
    tweetal(lijst, "Gemeenten omhoog", aantal(anders.filter(({ punten }) => punten > 0).length));
    tweetal(lijst, "Gemeenten omlaag", aantal(anders.filter(({ punten }) => punten < 0).length));
    const verplaatst = new Set(zetten.map(({ plek }) => plek));
    const eerst = [
      ...anders.filter(({ plek }) => verplaatst.has(plek)),
      ...anders.filter(({ plek }) => !verplaatst.has(plek)),
    ];
    const tabel = maak("table");
    const kop = maak("tr");
    kop.append(
      ...["Gemeente", "Straks", "Punten erbij"].map((tekst) =>
        Object.assign(maak("th", tekst), { scope: "col" }),
      ),
    );
    const hoofd = maak("thead");
    hoofd.append(kop);
    const lichaam = maak("tbody");
    for (const { plek, punten } of eerst.slice(0, MEESTE)) {
      const rij = maak("tr");
      rij.append(
        Object.assign(maak("th", namen[plek]), { scope: "row" }),
        maak("td", procent(cijfers.congruentie[plek]), "getal"),
        maak("td", metTeken(punten), "getal"),
      );
      lichaam.append(rij);
    }
    tabel.append(hoofd, lichaam);
    const rest =
      eerst.length > MEESTE
        ? [
            maak(
              "p",
              `En nog ${aantal(eerst.length - MEESTE)} gemeenten; zie de kaart "Verschil door de verplaatsingen" en de tabel.`,
            ),
          ]
        : [];
    return [lijst, maak("h3", "Verplaatste gemeenten, en wie er het meest van merkt"), tabel, ...rest];
  }

  function toonZetten({ zetten }) {
    ververs(op("zetten"), zetten.map(zetregel));
    op("geenzetten").hidden = zetten.length > 0;
    op("zetknoppen").hidden = zetten.length === 0;
    op("gevolgen").replaceChildren(...(zetten.length ? gevolgen(zetten) : []));
    op("tab-watals").textContent = zetten.length ? `Wat als (${zetten.length})` : "Wat als";
  }

  op("allesterug").addEventListener("click", () => neemTerug([]));
  op("toonverschil").addEventListener("click", () => {
    model.zet({ weergave: "watals" });
    zeg("Op de kaart: verschil door de verplaatsingen");
  });
  // A file names gemeenten and regio's of one year: it cannot be read again where two are mixed.
  op("zettenbestand").hidden = gegevens.wanneer !== String(gegevens.jaar);
  op("zettenbestand").addEventListener("click", () => {
    const regels = model
      .staat()
      .zetten.map((zet) => `  - ${JSON.stringify(schrift.alsTekst(zet, gegevens))}\n`);
    bewaar(
      "verplaatsingen.yaml",
      `# Verplaatsingen uit de kaart van congruentie\njaar: ${gegevens.jaar}\nverplaats:\n${regels.join("")}`,
      "application/yaml",
    );
  });

  model.volg((staat, oud) => {
    const anders = (...velden) => !oud || velden.some((veld) => staat[veld] !== oud[veld]);
    if (anders("gekozen", "zetten", "gewichten")) {
      toonFormulier(staat);
      toonZetten(staat);
    }
  });

  window.congruentie.watals = { beschrijf, verplaats };
})();
