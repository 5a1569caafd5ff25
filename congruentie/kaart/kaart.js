"use strict";
// The map: colours, legend, names, tooltips, and walking over it with the keyboard.
// folium made map_kaart and geo_json_vlakken; their features carry only the place of the gemeente.
(() => {
  const { gegevens, hulp, model, plaat, rekenen, weergaven } = window.congruentie;
  const { aantal, maak, op, partnertekst, rustig, zeg } = hulp;
  const { namen, punten } = gegevens.gemeenten;
  const { isGetekend } = model;
  const kaart = map_kaart;
  const vlakken = [];
  geo_json_vlakken.eachLayer((laag) => (vlakken[laag.feature.id] = laag));
  const land = geo_json_vlakken.getBounds();
  const toonLand = () => kaart.fitBounds(land, { animate: false, padding: [8, 8] });
  const partners = (plek) => model.nu().cijfers.partners[plek];
  let weergave;

  // --- colours, legend and names --------------------------------------------------------------

  // With very many, the borders between them would cover the map.
  const metRanden = vlakken.length <= 5000;
  const licht = (kleur) => [1, 3, 5].reduce((som, i) => som + parseInt(kleur.slice(i, i + 2), 16), 0) > 450;

  function kleurVlakken() {
    const svg = kaart.getPane("overlayPane").querySelector("svg");
    vlakken.forEach((vlak, plek) => {
      const { kleur } = weergave.klassen[weergave.klasse(plek)];
      const fillColor = weergave.gearceerd?.(plek) ? plaat.arcering(svg, kleur, 1) : kleur;
      // White vanishes between pale areas, grey between dark ones.
      const rand = licht(kleur) ? "#7d8893" : "#fff";
      vlak.setStyle({ color: metRanden ? rand : kleur, weight: 0.7, fillOpacity: 1, fillColor });
    });
  }

  /** The lines of the legend of a weergave: [{kleur, tekst, teller, arcering}]. */
  function legenda(van) {
    const per = new Array(van.klassen.length).fill(0);
    namen.forEach((_, plek) => (per[van.klasse(plek)] += 1));
    const regels = van.kort
      ? [{ tekst: van.kort }]
      : van.klassen.map(({ kleur, tekst }, i) => ({ kleur, tekst, teller: per[i] }));
    const geteld = van.gearceerd ? namen.filter((_, plek) => van.gearceerd(plek)).length : 0;
    if (geteld)
      regels.push({
        kleur: van.kort ? "#8dd3c7" : van.klassen.at(-1).kleur,
        tekst: van.arcering,
        teller: geteld,
        arcering: true,
      });
    if (van.bandtekst) regels.push({ tekst: van.bandtekst });
    return regels;
  }

  function legendaRegels(van) {
    return legenda(van).map(({ kleur, tekst, teller, arcering }) => {
      const regel = maak("li");
      if (kleur) {
        const vak = maak("span", "", arcering ? "vak gearceerd" : "vak");
        vak.style.backgroundColor = kleur;
        regel.append(vak);
      }
      regel.append(maak("span", tekst));
      if (teller !== undefined) regel.append(maak("span", aantal(teller), "teller"));
      return regel;
    });
  }

  const grenslaag = L.layerGroup().addTo(kaart);

  function toonGrens() {
    grenslaag.clearLayers();
    if (!weergave.grens) return;
    const pad = model.bogen
      .filter((boog) => rekenen.isGrens(weergave.grens, boog))
      .flatMap(({ lijnen }) => lijnen);
    L.polyline(pad, {
      pane: "grens",
      interactive: false,
      smoothFactor: 0,
      color: "#16202b",
      weight: 1.8,
    }).addTo(grenslaag);
    for (const { dikte, pad: banden } of weergave.banden ?? [])
      L.polyline(banden, {
        pane: "grens",
        interactive: false,
        smoothFactor: 0,
        color: plaat.BANDKLEUR,
        weight: dikte,
        opacity: 0.6,
      }).addTo(grenslaag);
  }

  const naamlaag = L.layerGroup().addTo(kaart);

  /** Names of regio's, largest first; one that would cover another is left out until there is room. */
  function toonNamen() {
    naamlaag.clearLayers();
    if (!weergave?.namen || !model.staat().namen) return;
    const plekken = weergave.namen
      .filter(({ plek }) => isGetekend(plek))
      .map(({ plek, tekst }) => {
        const latlng = [punten[plek][1], punten[plek][0]];
        return {
          tekst,
          latlng,
          half: 3.2 * Math.min(tekst.length, 22) + 4,
          ...kaart.latLngToContainerPoint(latlng),
        };
      });
    for (const { tekst, latlng } of plaat.zonderBotsing(plekken, 16)) {
      const label = L.tooltip({
        permanent: true,
        direction: "center",
        className: "regionaam",
        interactive: false,
      });
      label.setLatLng(latlng).setContent(maak("span", tekst)).addTo(naamlaag);
    }
  }

  function toon() {
    weergave = weergaven.huidige(weergaven.alle(), model.staat().weergave);
    kleurVlakken();
    op("legendakop").textContent = weergave.titel;
    op("map_kaart").setAttribute("aria-label", `Kaart van Nederland: ${weergave.titel}`);
    op("klassen").replaceChildren(...legendaRegels(weergave));
    toonGrens();
    toonNamen();
    toonNaast();
  }

  // --- the second map --------------------------------------------------------------------------

  function toonNaast() {
    const { naast } = model.staat();
    const ander = naast ? weergaven.alle().find(({ sleutel }) => sleutel === naast) : null;
    const [rij, was] = [op("kaartrij"), op("kaartrij").classList.contains("twee")];
    op("naastkaart").hidden = !ander;
    rij.classList.toggle("twee", Boolean(ander));
    if (was !== Boolean(ander)) {
      kaart.invalidateSize({ animate: false });
      toonLand();
    }
    if (!ander) return void op("naastbeeld").replaceChildren();
    const svg = plaat.teken(ander, { klik: kies });
    svg.setAttribute("role", "img");
    svg.setAttribute(
      "aria-label",
      `Tweede kaart: ${ander.titel}. Dezelfde cijfers staan in de tabel en bij de gekozen gemeente.`,
    );
    op("naastbeeld").replaceChildren(svg);
    op("naastkop").textContent = ander.titel;
    op("naastklassen").replaceChildren(...legendaRegels(ander));
  }

  // --- the gemeente under the pointer or the keyboard, and the chosen ones ---------------------

  for (const [naam, hoogte] of [
    ["grens", 440],
    ["accent", 460],
  ]) {
    kaart.createPane(naam).classList.add("doorklik");
    kaart.getPane(naam).style.zIndex = hoogte;
  }
  const omtrek = (stijl) =>
    L.geoJSON(null, { pane: "accent", interactive: false, style: { fill: false, ...stijl } }).addTo(kaart);
  const omtrekken = {
    hier: [omtrek({ color: "#fff", weight: 6 }), omtrek({ color: "#111", weight: 2.5, dashArray: "5 4" })],
    ander: [omtrek({ color: "#fff", weight: 8 }), omtrek({ color: "#111", weight: 4, dashArray: "10 5" })],
    gekozen: [omtrek({ color: "#fff", weight: 8 }), omtrek({ color: "#c2185b", weight: 4 })],
  };
  let hier = -1;

  function omlijn(welke, plek) {
    for (const laag of omtrekken[welke]) {
      laag.clearLayers();
      if (plek >= 0) laag.addData(vlakken[plek].feature);
    }
  }

  function tip(plek) {
    const inhoud = maak("div");
    const hoeveel = partners(plek);
    inhoud.append(
      maak("strong", namen[plek]),
      maak("span", weergave.tekst(plek)),
      maak("span", partnertekst(hoeveel)),
    );
    return inhoud;
  }

  const wijzer = L.tooltip({ direction: "top", className: "tip", offset: [0, -6] });

  function ga(plek, latlng) {
    if (plek !== hier) omlijn("hier", plek);
    hier = plek;
    if (plek < 0) return void kaart.closeTooltip(wijzer);
    wijzer.setLatLng(latlng ?? [punten[plek][1], punten[plek][0]]).setContent(tip(plek));
    kaart.openTooltip(wijzer);
  }

  /** Choose a gemeente; with Shift or Ctrl a second one, to set beside the first. */
  function kies(plek, tweede) {
    const { gekozen } = model.staat();
    if (tweede && gekozen >= 0 && plek !== gekozen) model.zet({ ander: plek });
    else model.zet({ gekozen: plek, ander: -1 });
  }

  // When the map moves under a resting pointer, that is no wish of the reader.
  let muis = "";
  function bewoog({ screenX, screenY }) {
    const waar = `${screenX},${screenY}`;
    const anders = waar !== muis;
    muis = waar;
    return anders;
  }

  vlakken.forEach((vlak, plek) => {
    vlak.on("mouseover mousemove", ({ latlng, originalEvent }) => bewoog(originalEvent) && ga(plek, latlng));
    vlak.on("mouseout", ({ originalEvent }) => bewoog(originalEvent) && ga(-1));
    vlak.on("click", ({ originalEvent }) =>
      kies(plek, originalEvent.shiftKey || originalEvent.ctrlKey || originalEvent.metaKey),
    );
  });

  // --- keyboard ----------------------------------------------------------------------------------

  const RICHTING = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  /** The nearest gemeente within 45 degrees of a direction. */
  function volgende(van, [rx, ry]) {
    let beste = -1;
    let kortst = Infinity;
    punten.forEach(([x, y], plek) => {
      if (!isGetekend(plek)) return;
      const dx = x - punten[van][0];
      const dy = y - punten[van][1];
      const vooruit = dx * rx + dy * ry;
      const opzij = Math.abs(dx * ry) + Math.abs(dy * rx);
      const afstand = vooruit + 2 * opzij;
      if (vooruit > 0 && opzij <= vooruit && afstand < kortst) {
        kortst = afstand;
        beste = plek;
      }
    });
    return beste;
  }

  function loop(richting) {
    const midden = kaart.getCenter();
    const dichtbij = (plek) => Math.hypot(punten[plek][0] - midden.lng, punten[plek][1] - midden.lat);
    const start = hier >= 0 ? hier : model.staat().gekozen;
    const plek =
      start >= 0
        ? volgende(start, richting)
        : punten
            .map((_, i) => i)
            .filter(isGetekend)
            .reduce((a, b) => (dichtbij(b) < dichtbij(a) ? b : a));
    if (plek < 0) return;
    ga(plek);
    kaart.panInside([punten[plek][1], punten[plek][0]], { padding: [60, 60], animate: !rustig });
    zeg(`${namen[plek]}, ${weergave.tekst(plek)}`);
  }

  op("map_kaart").addEventListener("keydown", (toets) => {
    if (toets.altKey || toets.metaKey || (toets.ctrlKey && toets.key !== "Enter")) return;
    if (RICHTING[toets.key]) loop(RICHTING[toets.key]);
    else if (toets.key === "Enter" && hier >= 0) kies(hier, toets.shiftKey || toets.ctrlKey);
    else if (toets.key === "Escape") kies(-1);
    else if (toets.key === "+" || toets.key === "=") kaart.zoomIn(0.5);
    else if (toets.key === "-") kaart.zoomOut(0.5);
    else return;
    toets.preventDefault();
  });
  // The wheel scrolls the page until the map has the focus; then it zooms.
  op("map_kaart").addEventListener("focus", () => kaart.scrollWheelZoom.enable());
  op("map_kaart").addEventListener("blur", () => {
    kaart.scrollWheelZoom.disable();
    ga(-1);
  });

  // --- start -------------------------------------------------------------------------------------

  op("groter").addEventListener("click", () => kaart.zoomIn(0.5));
  op("kleiner").addEventListener("click", () => kaart.zoomOut(0.5));
  op("heel").addEventListener("click", toonLand);
  kaart.on("zoomend resize", toonNamen);
  toonLand();

  model.volg((staat, oud) => {
    const kleur = ["gewichten", "zetten", "aanpassing", "weergave", "naast", "gekozen", "partners", "namen"];
    if (!oud || kleur.some((veld) => staat[veld] !== oud[veld])) toon();
    if (!oud || staat.ander !== oud.ander) omlijn("ander", staat.ander);
    if (oud && staat.gekozen === oud.gekozen) return;
    omlijn("gekozen", staat.gekozen);
    if (staat.gekozen >= 0)
      kaart.panInside([punten[staat.gekozen][1], punten[staat.gekozen][0]], {
        padding: [60, 60],
        animate: !rustig,
      });
  });

  /** Bring gemeenten close. At once: an animation would end over what is chosen meanwhile. */
  function zoomNaar(plekken) {
    const groep = L.featureGroup(plekken.filter(isGetekend).map((plek) => vlakken[plek]));
    if (groep.getLayers().length) kaart.fitBounds(groep.getBounds(), { padding: [40, 40], animate: false });
  }

  window.congruentie.kaart = { kies, legenda, metRanden, weergave: () => weergave, zoomNaar };
})();
