"use strict";
// The chosen gemeente: its figures, partners, what would help, and why it is or is not with another.
(() => {
  const { gegevens, hulp, maakZoekvak, model } = window.congruentie;
  const { cijfertekst } = model;
  const { aantal, knop, maak, op, partnertekst, procent, som, tweetal, verschil, ververs, zeg } = hulp;
  const { wasNu } = window.congruentie.verschil;
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
    const { congruentie: begin } = model.begin();
    const uit = [
      maak("p", "Congruentie", "klein"),
      maak("p", cijfertekst(cijfers.congruentie[plek]), "groot"),
      ...(model.nu().gewogen
        ? [maak("p", `Door uw keuze van indelingen: ${wasNu(begin[plek], cijfers.congruentie[plek])}.`)]
        : []),
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
    return uit;
  }

  function meerCijfers(plek) {
    const { cijfers } = model.nu();
    const geen = cijfers.congruentie[plek] === null;
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
    return [maak("h3", "Cijfers"), lijst];
  }

  /** Why the figure is what it is: with whom in how many, and which indeling stands out most. */
  function waaromblok(plek) {
    const { tellen, partners } = model.nu();
    const alle = partners(plek);
    if (tellen.length < 2 || alle.length === 0 || model.nu().wegen.length > tellen.length) return [];
    const overal = alle.filter(({ samen }) => samen.length === tellen.length).length;
    const zinnen = [
      `Zij heeft ${partnertekst(alle.length)}. Met ${overal ? aantal(overal) : "geen"} van hen zit zij in alle ${tellen.length} indelingen samen.`,
    ];
    const alleen = tellen
      .map(({ naam, titel }) => ({
        titel,
        hier: alle.filter(({ samen }) => samen.includes(naam)).length,
        nergens: alle.filter(({ samen }) => samen.length === 1 && samen[0] === naam).length,
      }))
      .sort((a, b) => b.nergens - a.nergens)[0];
    if (alleen.nergens > 0)
      zinnen.push(
        `${alleen.titel} wijkt het meest af: van haar ${partnertekst(alleen.hier)} daar ziet zij er ${aantal(alleen.nergens)} nergens anders.`,
      );
    return [maak("p", zinnen.join(" "))];
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

  /** Why a move to a regio would help: whom it already meets elsewhere, there and where it is now. */
  function waarom(plek, naam, regio) {
    const { keuze } = model.nu();
    const eigen = keuze.find((een) => een.naam === naam);
    const rest = keuze.filter((een) => een.naam !== naam && een.gewicht > 0);
    const elders = new Set(window.congruentie.rekenen.partnersVan(rest, plek).map((partner) => partner.plek));
    const telling = (leden) => {
      const anderen = leden.filter((ander) => ander !== plek);
      return [anderen.filter((ander) => elders.has(ander)).length, anderen.length];
    };
    const [daar, alleDaar] = telling(eigen.leden[regio]);
    const [hier, alleHier] = telling(eigen.leden[eigen.lid[plek]]);
    return `Daar ziet zij ${daar} van de ${alleDaar} gemeenten al in een andere indeling; waar zij nu zit ${hier} van de ${alleHier}.`;
  }

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
          maak("strong", `${titelVan(naam)}: naar ${model.regioNaam(indelingVan(naam), regio)}`),
          maak("span", `Zij ${verschil(winst)}, het land ${verschil(land)}.`),
          maak("span", waarom(plek, naam, regio), "klein"),
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

  let getoond = "";
  let terugNaar = null; // where "terug" goes, when that is not the start

  function toon({ gekozen: plek, regio }) {
    const { overzicht, regios, inhetvoorstel, verbandlijst } = window.congruentie;
    op("paneel-gemeente").classList.toggle("scherm", plek < 0);
    op("tab-gemeente").textContent = plek >= 0 ? "Gemeente" : regio ? "Regio" : "Overzicht";
    op("sluitkeuze").hidden = plek < 0 && !regio;
    op("sluitkeuze").textContent = terugtekst();
    op("gekozenkop").textContent =
      plek >= 0 ? namen[plek] : regio ? regios.van(regio).naam : "Geen gemeente gekozen";
    op("gekozenkop").classList.toggle("alleen-voorlezen", plek < 0 && !regio);
    const inhoud =
      plek >= 0
        ? [
            ...cijferblok(plek),
            ...waaromblok(plek),
            ...(gegevens.voorstellen.length ? inhetvoorstel.blok(plek) : []),
            ...kansblok(plek),
            ...jaarblok(plek),
            ...regioblok(plek),
            ...partnerblok(plek),
            ...(model.verbanden ? verbandlijst.blok(plek) : []),
            ...meerCijfers(plek),
          ]
        : regio
          ? regios.inhoud(regio)
          : overzicht.inhoud();
    ververs(op("gekozeninhoud"), inhoud);
    const nu = `${plek} ${regio}`;
    if (nu !== getoond) op("paneel-gemeente").scrollTop = 0;
    getoond = nu;
    overzicht.naWijzen();
  }

  const terugtekst = () => {
    if (terugNaar) return "\u2190 Terug naar de tabel";
    return gegevens.voorstellen.length ? "\u2190 Terug naar het voorstel" : "\u2190 Terug naar het overzicht";
  };

  function sluit() {
    const naar = terugNaar;
    terugNaar = null;
    model.zet({ gekozen: -1, regio: "" });
    if (naar) return naar();
    if (gegevens.voorstellen.length) window.congruentie.tabs.kies("tab-voorstel");
    op(gegevens.voorstellen.length ? "voorstelkop" : "tab-gemeente").focus({ preventScroll: true });
  }

  op("sluitkeuze").addEventListener("click", sluit);
  // Escape lets go of what was chosen, wherever the keyboard is; in a field it is of that field.
  document.addEventListener("keydown", (toets) => {
    const { gekozen, regio } = model.staat();
    if (toets.key !== "Escape" || toets.defaultPrevented || (gekozen < 0 && !regio)) return;
    if (toets.target.closest("input, select, textarea, #map_kaart")) return;
    sluit();
  });

  /** Bring map and panel into view; with a way back to where the choice was made. */
  function naarBoven({ terug }) {
    terugNaar = terug;
    op("sluitkeuze").textContent = terugtekst();
    const boven = document.querySelector(matchMedia("(min-width: 56.01rem)").matches ? "main" : ".tabs");
    boven.scrollIntoView({ block: "start" });
    op("gekozenkop").focus({ preventScroll: true });
  }

  maakZoekvak(op("zoek"), op("treffers"), ({ plek, regio }) =>
    regio ? window.congruentie.regios.kies(regio) : window.congruentie.kaart.kies(plek),
  );
  maakZoekvak(op("zoekander"), op("treffersander"), ({ plek }) => model.zet({ ander: plek }), {
    gemeenten: true,
  });

  model.volg((staat, oud) => {
    const anders = (...velden) => !oud || velden.some((veld) => staat[veld] !== oud[veld]);
    if (oud && anders("gekozen", "regio")) terugNaar = null;
    if (anders("gekozen", "regio", "gewichten", "zetten", "aanpassing", "vast", "vasteklassen")) toon(staat);
    else if (op("toonpartners")) op("toonpartners").checked = partnersOpDeKaart(staat);
    if (anders("gekozen", "ander", "gewichten", "zetten")) toonTweetal(staat);
    if (!oud || !anders("gekozen", "regio")) return;
    if (staat.regio) return zeg(`Gekozen: ${window.congruentie.regios.van(staat.regio).naam}`);
    if (staat.gekozen < 0) return zeg("Geen gemeente gekozen");
    const { congruentie, partners } = model.nu().cijfers;
    zeg(
      `Gekozen: ${namen[staat.gekozen]}, congruentie ${cijfertekst(congruentie[staat.gekozen])}, ${partnertekst(partners[staat.gekozen])}`,
    );
  });

  window.congruentie.paneel = { naarBoven, ververs: () => toon(model.staat()) };
})();
