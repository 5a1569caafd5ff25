"use strict";
// The chosen gemeente: its figures, partners, what would help, and why it is or is not with another.
(() => {
  const { gegevens, hulp, maakZoekvak, model } = window.congruentie;
  const { cijfertekst } = model;
  const { aantal, knop, maak, op, partnertekst, procent, som, tweetal, verschil, ververs, zeg } = hulp;
  const { namen, inwoners } = gegevens.gemeenten;
  const { tijd } = gegevens;

  const titelVan = (naam) => gegevens.indelingen.find((een) => een.naam === naam).titel;
  const indelingVan = (naam) => model.nu().indelingen.find((een) => een.naam === naam);

  // --- figures -----------------------------------------------------------------------------------

  /** Place in the country by congruentie, 1 the highest; equals share a place. */
  function rang(plek) {
    const { congruentie } = model.nu().cijfers;
    const hoger = congruentie.filter((cijfer) => cijfer > congruentie[plek] + 1e-9).length;
    return `${aantal(1 + hoger)} van ${aantal(congruentie.filter((cijfer) => cijfer !== null).length)}`;
  }

  function cijferblok(plek) {
    const { cijfers, voor } = model.nu();
    const uit = [
      maak("p", "Congruentie", "klein"),
      maak("p", cijfertekst(cijfers.congruentie[plek]), "groot"),
    ];
    const nieuw = gegevens.herindeling?.nieuw[plek];
    if (nieuw) uit.push(maak("p", nieuw));
    const geen = cijfers.congruentie[plek] === null;
    if (cijfers !== voor)
      uit.push(
        maak(
          "p",
          `${procent(voor.congruentie[plek])} zonder de verplaatsingen (${verschil(cijfers.congruentie[plek] - voor.congruentie[plek])})`,
        ),
      );
    if (geen)
      uit.push(
        maak(
          "p",
          "Deze gemeente zit in geen verband met een andere gemeente en heeft daarom geen cijfer.",
          "melding",
        ),
      );
    else if (cijfers.partners[plek] === 0)
      uit.push(
        maak(
          "p",
          "Deze gemeente is overal alleen. Zij heeft geen partners en krijgt daarom bij afspraak 100%.",
          "melding",
        ),
      );
    const lijst = maak("dl", "", "cijfers");
    if (!geen) tweetal(lijst, "Plaats in het land", rang(plek));
    tweetal(lijst, "Partners", aantal(cijfers.partners[plek]));
    if (inwoners) tweetal(lijst, "Inwoners", aantal(inwoners[plek]));
    for (const { titel, cijfers: getallen } of model.nu().maten.slice(1))
      if (!geen) tweetal(lijst, titel.replace(" (%)", ""), procent(getallen[plek]));
    for (const { titel, getal, toon } of model.verbanden ? window.congruentie.verbandlijst.kolommen() : [])
      tweetal(lijst, titel.replace(" (%)", ""), toon(getal(plek)));
    if (tijd) {
      const jaren = model.nu().jaren();
      tijd.jaren.forEach((jaar, i) => tweetal(lijst, `Congruentie ${jaar}`, procent(jaren[i][plek])));
      tweetal(lijst, "Verandering", verschil(jaren.at(-1)[plek] - jaren[0][plek]));
    }
    return [...uit, lijst];
  }

  function regioblok(plek) {
    if (gegevens.indelingen.length === 0) return [];
    const regios = maak("dl", "", "regios");
    for (const indeling of model.nu().indelingen) {
      const telt = model.staat().gewichten[indeling.naam] > 0;
      tweetal(
        regios,
        telt ? indeling.titel : `${indeling.titel} (telt niet mee)`,
        model.regioVan(indeling, plek) || "geen regio",
      );
    }
    return [maak("h3", "Regio per indeling"), regios];
  }

  function jaarblok(plek) {
    return tijd?.oorzaak[plek]
      ? [maak("h3", "Wat er veranderde"), ...tijd.oorzaak[plek].split("; ").map((stap) => maak("p", stap))]
      : [];
  }

  function voorstelblok(plek) {
    return gegevens.voorstellen.flatMap((voorstel, i) => {
      const nummer = voorstel.regio[plek];
      const genoten = namen.filter((_, ander) => ander !== plek && voorstel.regio[ander] === nummer);
      const lijst = maak("dl", "", "regios");
      tweetal(lijst, "Voorgestelde regio", `${voorstel.namen[nummer]} (${voorstel.codes[nummer]})`);
      tweetal(lijst, "Samen met", som(genoten) || "geen andere gemeente");
      if (voorstel.gelijk_aan?.[nummer])
        tweetal(lijst, "Die regio is gelijk aan", voorstel.gelijk_aan[nummer]);
      if (voorstel.lijkt_op?.[nummer]) tweetal(lijst, "Die regio lijkt op", voorstel.lijkt_op[nummer]);
      if (voorstel.stand) tweetal(lijst, "Ligt het vast?", gegevens.standen[voorstel.stand[plek]].tekst);
      if (voorstel.alternatief?.[plek])
        tweetal(
          lijst,
          "Anders",
          `${voorstel.alternatief[plek]}, kost ${aantal(voorstel.kosten[plek])} van de doelwaarde`,
        );
      for (const { naam, titel } of model.nu().tellen) {
        tweetal(
          lijst,
          `Congruentie als ${titel} het overnemen`,
          procent(model.nu().na(JSON.stringify([i, naam]))[plek]),
        );
      }
      return [maak("h3", gegevens.voorstellen.length > 1 ? voorstel.titel : "In het voorstel"), lijst];
    });
  }

  // --- partners and what would help ---------------------------------------------------------------

  function partnerregel({ plek, aandeel, samen, verbanden }) {
    const waarin = [...samen.map(titelVan), ...(verbanden ? [hulp.verbandentekst(verbanden)] : [])];
    const regel = maak("li");
    regel.append(
      knop(namen[plek], () => model.zet({ ander: plek }), "link"),
      maak("span", `${Math.round(100 * aandeel)}%`, "teller"),
      maak("span", som(waarin), "klein"),
    );
    return regel;
  }

  function partnerblok(plek) {
    const partners = model.nu().partners(plek);
    const vak = Object.assign(maak("input"), {
      type: "checkbox",
      id: "toonpartners",
      checked: partnersOpDeKaart(model.staat()),
    });
    vak.addEventListener("change", () => model.zet({ partners: vak.checked, weergave: "congruentie" }));
    const vraag = maak("p");
    vraag.append(vak, Object.assign(maak("label", "Kleur de kaart naar haar partners"), { htmlFor: vak.id }));
    if (partners.length === 0) return [];
    return [
      maak("h3", `Partners (${aantal(partners.length)})`),
      vraag,
      ...hulp.lijst("partners", partners, partnerregel, (rest) => `Nog ${partnertekst(rest)}`),
    ];
  }

  /** Whether the map shows the partners of the chosen gemeente. */
  const partnersOpDeKaart = ({ weergave, partners }) => partners && weergave === "congruentie";

  function kansblok(plek) {
    if (model.nu().tellen.length === 0) return [];
    const { gemiddelde } = model.nu();
    const beste = model
      .nu()
      .kansen(plek)
      .filter(({ winst }) => winst > 1e-9)
      .slice(0, 3);
    const lijst = maak("ul", "", "kansen");
    lijst.append(
      ...beste.map(({ naam, regio, winst }) => {
        const zet = { plek, naam, regio };
        const land = model.nu().metZet(zet) - gemiddelde;
        const regel = maak("li");
        regel.append(
          maak("span", `${titelVan(naam)}: naar ${model.regioNaam(indelingVan(naam), regio)}`),
          maak("span", `${verschil(winst)}; het land ${verschil(land)}`, "klein"),
          knop("Probeer", () => window.congruentie.watals.verplaats(zet)),
        );
        return regel;
      }),
    );
    const leeg = maak("p", "Geen enkele verplaatsing naar een regio ernaast maakt het cijfer hoger.");
    return [maak("h3", "Wat zou haar congruentie verhogen?"), beste.length ? lijst : leeg];
  }

  // --- with another gemeente -------------------------------------------------------------------------

  function toonTweetal({ gekozen, ander }) {
    op("tweetal").hidden = gekozen < 0;
    if (gekozen < 0 || ander < 0) return void op("tweetalinhoud").replaceChildren();
    const { keuze, tellen } = model.nu();
    const telt = window.congruentie.rekenen.samenOfApart(
      keuze.filter(({ gewicht }) => gewicht > 0),
      gekozen,
      ander,
    );
    const samen = telt.filter((een) => een.samen).length;
    const gedeeld = model.verbanden ? window.congruentie.verbandlijst.gedeeld(gekozen, ander) : [];
    const waarin = [
      ...(tellen.length ? [`${samen} van ${tellen.length} indelingen`] : []),
      ...(model.verbanden
        ? [gedeeld.length ? hulp.verbandentekst(gedeeld.length) : "geen enkel verband"]
        : []),
    ];
    const kop = maak("p", `${namen[gekozen]} en ${namen[ander]}: samen in ${som(waarin)}.`);
    const tabel = maak("table");
    const lichaam = maak("tbody");
    for (const { naam, samen: bijElkaar } of telt) {
      const rij = maak("tr");
      const titel = Object.assign(maak("th", titelVan(naam)), { scope: "row" });
      const [een, twee] = [gekozen, ander].map(
        (plek) => model.regioVan(indelingVan(naam), plek) || "geen regio",
      );
      rij.append(
        titel,
        maak(
          "td",
          { true: "samen", false: "apart" }[bijElkaar] ?? "geen regio",
          bijElkaar ? "samen" : "apart",
        ),
        maak("td", een === twee ? een : `${een} | ${twee}`),
      );
      lichaam.append(rij);
    }
    tabel.append(lichaam);
    const plan = gegevens.voorstellen.map(({ regio, titel }) =>
      maak(
        "p",
        `${gegevens.voorstellen.length > 1 ? `${titel}: hier` : "In het voorstel"} zitten zij ${regio[gekozen] === regio[ander] ? "in dezelfde regio" : "in verschillende regio's"}.`,
      ),
    );
    op("tweetalinhoud").replaceChildren(
      kop,
      ...(telt.length ? [tabel] : []),
      ...plan,
      ...(gedeeld.length ? window.congruentie.verbandlijst.lijst(gedeeld) : []),
    );
    zeg(kop.textContent);
  }

  // --- all together ----------------------------------------------------------------------------------

  const LEEG = "Klik op een gemeente, zoek haar op, of kies haar in de tabel.";

  function toon({ gekozen: plek }) {
    op("paneel-gemeente").classList.toggle("scherm", plek < 0);
    op("gekozenkop").textContent = plek < 0 ? "Geen gemeente gekozen" : namen[plek];
    const inhoud =
      plek < 0
        ? [maak("p", LEEG)]
        : [
            ...cijferblok(plek),
            ...voorstelblok(plek),
            ...jaarblok(plek),
            ...regioblok(plek),
            ...partnerblok(plek),
            ...(model.verbanden ? window.congruentie.verbandlijst.blok(plek) : []),
            ...kansblok(plek),
          ];
    ververs(op("gekozeninhoud"), inhoud);
  }

  maakZoekvak(op("zoek"), op("treffers"), (plek) => window.congruentie.kaart.kies(plek));
  maakZoekvak(op("zoekander"), op("treffersander"), (plek) => model.zet({ ander: plek }));

  model.volg((staat, oud) => {
    const anders = (...velden) => !oud || velden.some((veld) => staat[veld] !== oud[veld]);
    if (anders("gekozen", "gewichten", "zetten")) toon(staat);
    else if (op("toonpartners")) op("toonpartners").checked = partnersOpDeKaart(staat);
    if (anders("gekozen", "ander", "gewichten", "zetten")) toonTweetal(staat);
    if (!oud || staat.gekozen === oud.gekozen) return;
    if (staat.gekozen < 0) return zeg("Geen gemeente gekozen");
    const { congruentie, partners } = model.nu().cijfers;
    zeg(
      `Gekozen: ${namen[staat.gekozen]}, congruentie ${cijfertekst(congruentie[staat.gekozen])}, ${partnertekst(partners[staat.gekozen])}`,
    );
  });
})();
