"use strict";
// Regio's and provinces as things to point at, choose and look into: one of an indeling, of a proposal,
// or a province. Its key is SOORT=CODE (see staat.js).
(() => {
  const { gegevens, hulp, model, rekenen, staat: schrift } = window.congruentie;
  const { aantal, gemeententekst, knop, maak, op, procent, som, tabelMet, tweetal } = hulp;
  const { namen, inwoners } = gegevens.gemeenten;

  // --- shading on the map --------------------------------------------------------------------------

  const { vlakken } = (() => {
    const per = [];
    geo_json_vlakken.eachLayer((laag) => (per[laag.feature.id] = laag));
    return { vlakken: per };
  })();
  map_kaart.createPane("schaduw").classList.add("doorklik");
  map_kaart.getPane("schaduw").style.zIndex = 455;
  const schaduw = L.geoJSON(null, {
    pane: "schaduw",
    interactive: false,
    style: { fillColor: "#111", fillOpacity: 0.4, color: "#fff", weight: 1 },
  }).addTo(map_kaart);

  function belicht(plekken) {
    schaduw.clearLayers();
    for (const plek of plekken) schaduw.addData(vlakken[plek].feature);
  }

  /** Shade gemeenten on the map while something in the panel is pointed at or has the focus. */
  function lichtOp(element, plekken) {
    for (const [soort, aan] of [
      ["pointerenter", true],
      ["pointerleave", false],
      ["focusin", true],
      ["focusout", false],
    ])
      element.addEventListener(soort, () => belicht(aan ? plekken() : []));
  }

  const volgers = [];
  vlakken.forEach((vlak, plek) => {
    vlak.on("mouseover", () => volgers.forEach((doe) => doe(plek)));
    vlak.on("mouseout", () => volgers.forEach((doe) => doe(-1)));
  });

  // --- what there is -------------------------------------------------------------------------------

  /** Everything about the regio of a key; null when there is none. The own version of a proposal goes
   *  before the proposal. */
  function van(sleutel) {
    const { indelingen, voorstellen, plan } = model.nu();
    const gevonden = schrift.leesRegio(sleutel, {
      indelingen,
      voorstellen: [voorstellen[plan], ...voorstellen.slice(1)].filter(Boolean),
      provincies: gegevens.provincies,
    });
    if (!gevonden) return null;
    const { soort, nummer } = gevonden;
    if (soort === "provincie") {
      const { codes, namen: titels, lid } = gegevens.provincies;
      return beschrijf({ ...gevonden, code: codes[nummer], naam: titels[nummer], wat: "Provincie" }, lid);
    }
    const welke = soort.slice(soort.indexOf(":") + 1);
    if (soort.startsWith("voorstel")) {
      const bron = welke === "0" ? voorstellen[plan] : voorstellen[welke];
      const wat = welke === "0" && plan === 0 ? "Voorgestelde regio" : `Regio van: ${bron.titel}`;
      return beschrijf(
        { ...gevonden, code: bron.codes[nummer], naam: bron.namen[nummer], wat, bron },
        bron.regio,
      );
    }
    const indeling = indelingen.find(({ naam }) => naam === welke);
    const regio = {
      ...gevonden,
      code: indeling.regios[nummer],
      naam: indeling.namen[nummer],
      wat: `Regio van ${indeling.titel}`,
      indeling,
    };
    return beschrijf(regio, indeling.lid, indeling);
  }

  function beschrijf(regio, lid, indeling = {}) {
    const hierin = (nummer) => nummer >= 0 && rekenen.delenVan(indeling, nummer).includes(regio.nummer);
    const plekken = namen.map((_, plek) => plek).filter((plek) => hierin(lid[plek]));
    return {
      ...regio,
      plekken,
      mensen: inwoners && plekken.reduce((som_, plek) => som_ + inwoners[plek], 0),
    };
  }

  /** "8 gemeenten, 380.123 inwoners" */
  const omvang = ({ plekken, mensen }) =>
    `${gemeententekst(plekken.length)}${mensen === null ? "" : `, ${aantal(mensen)} inwoners`}`;

  function kies(sleutel) {
    const { soort } = van(sleutel);
    const bekeken = soort === "voorstel:0" ? `voorstel:${model.nu().plan}` : soort;
    const weergave = soort === "provincie" ? model.staat().weergave : bekeken;
    model.zet({ regio: sleutel, weergave });
    op("gekozenkop").focus({ preventScroll: true });
  }

  /** A regio by its name, to choose. */
  function regioknop(sleutel, tekst) {
    const element = knop(tekst ?? van(sleutel).naam, () => kies(sleutel), "link");
    lichtOp(element, () => van(sleutel)?.plekken ?? []);
    return element;
  }

  // --- one regio -----------------------------------------------------------------------------------

  const perNaam = (plekken) =>
    som(plekken.map((plek) => namen[plek]).sort((a, b) => a.localeCompare(b, "nl")));

  /** What taking over the proposed borders does to one regio: per indeling who comes and who goes. */
  function wissels({ nummer, plekken, bron }) {
    const lijst = maak("dl", "", "regios");
    for (const indeling of model.nu().indelingen) {
      const doel = bron.koppelingen[indeling.naam][nummer] ?? -1;
      const leden = doel < 0 ? [] : rekenen.ledenVan(indeling)[doel];
      const erbij = plekken.filter((plek) => !leden.includes(plek));
      const eruit = leden.filter((plek) => !plekken.includes(plek));
      const zinnen = [doel < 0 ? "Een nieuwe regio." : `In plaats van ${indeling.namen[doel]}.`];
      if (doel >= 0 && erbij.length + eruit.length === 0)
        zinnen.splice(0, 1, `Blijft ${indeling.namen[doel]}.`);
      else if (erbij.length) zinnen.push(`Erbij: ${perNaam(erbij)}.`);
      if (eruit.length) zinnen.push(`Eruit: ${perNaam(eruit)}.`);
      tweetal(lijst, indeling.titel, zinnen.join(" "));
    }
    return [maak("h3", "Wat er verandert als een indeling deze regio overneemt"), lijst];
  }

  /** Where the members of an existing regio go in the proposal. */
  function inVoorstel({ plekken }) {
    const { voorstellen, plan } = model.nu();
    if (voorstellen.length === 0) return [];
    const { regio } = voorstellen[plan];
    const per = new Map();
    for (const plek of plekken) per.set(regio[plek], [...(per.get(regio[plek]) ?? []), plek]);
    const lijst = maak("ul", "", "regiolijst");
    for (const [nummer, wie] of [...per].sort((a, b) => b[1].length - a[1].length)) {
      const regel = maak("li");
      regel.append(
        regioknop(`voorstel:0=${voorstellen[plan].codes[nummer]}`),
        maak("span", perNaam(wie), "klein"),
      );
      lijst.append(regel);
    }
    return [maak("h3", "In het voorstel"), lijst];
  }

  function inhoud(sleutel) {
    const regio = van(sleutel);
    const { congruentie } = model.nu().cijfers;
    const cijfers = regio.plekken.map((plek) => congruentie[plek]);
    const { bron, nummer } = regio;
    const lijst = maak("dl", "", "regios");
    if (bron?.gelijk_aan?.[nummer]) tweetal(lijst, "Gelijk aan", bron.gelijk_aan[nummer]);
    if (bron?.lijkt_op?.[nummer]) tweetal(lijst, "Lijkt op", bron.lijkt_op[nummer]);
    const leden = [...regio.plekken].sort((a, b) => (inwoners ? inwoners[b] - inwoners[a] : a - b));
    const koppen = ["Gemeente", ...(inwoners ? ["Inwoners"] : []), "Congruentie"];
    const rijen = leden.map((plek) => [
      knop(namen[plek], () => window.congruentie.kaart.kies(plek), "link"),
      ...(inwoners ? [aantal(inwoners[plek])] : []),
      procent(congruentie[plek]),
    ]);
    return [
      maak(
        "p",
        `${regio.wat}: ${omvang(regio)}. Congruentie nu gemiddeld ${procent(rekenen.gemiddelde(cijfers))}.`,
        "kern",
      ),
      ...(regio.soort === "voorstel:0" ? [window.congruentie.schuif.vastknop(nummer)] : []),
      ...(lijst.childElementCount ? [lijst] : []),
      ...(bron ? wissels(regio) : inVoorstel(regio)),
      maak("h3", "Gemeenten"),
      tabelMet(`Gemeenten van ${regio.naam}`, koppen, rijen, [1, 2]),
    ];
  }

  // --- a list of them --------------------------------------------------------------------------------

  /** The regio's of the proposal that is looked at, by name; pointing at the map marks its regio. */
  function lijst() {
    const { voorstellen, plan } = model.nu();
    const ul = maak("ul", "", "regiolijst");
    const alle = voorstellen[plan].codes
      .map((code) => ({ sleutel: `voorstel:0=${code}`, ...van(`voorstel:0=${code}`) }))
      .filter(({ plekken }) => plekken.length)
      .sort((a, b) => a.naam.localeCompare(b.naam, "nl"));
    for (const regio of alle) {
      const regel = maak("li");
      regel.dataset.nummer = regio.nummer;
      regel.append(
        regioknop(regio.sleutel, `${regio.naam} (${regio.code})`),
        maak(
          "span",
          `${omvang(regio)}${window.congruentie.schuif.isVast(regio.nummer) ? "; staat vast" : ""}`,
          "klein",
        ),
      );
      lichtOp(regel, () => regio.plekken);
      ul.append(regel);
    }
    return ul;
  }

  volgers.push((plek) => {
    const { voorstellen, plan } = model.nu();
    const nummer = plek < 0 ? "" : String(voorstellen[plan]?.regio[plek]);
    for (const regel of document.querySelectorAll("[data-nummer]"))
      regel.classList.toggle("hier", regel.dataset.nummer === nummer);
  });

  model.volg((staat, oud) => {
    if (oud && staat.regio === oud.regio) return;
    belicht([]);
    const regio = staat.regio && van(staat.regio);
    if (regio) window.congruentie.kaart.zoomNaar(regio.plekken);
    else if (oud?.regio && staat.gekozen < 0) op("heel").click();
  });

  window.congruentie.regios = {
    bijWijzen: (doe) => volgers.push(doe),
    inhoud,
    kies,
    lichtOp,
    lijst,
    omvang,
    perNaam,
    regioknop,
    van,
  };
})();
