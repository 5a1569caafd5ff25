"use strict";
// The map: colours, tooltips, borders of indelingen, and walking over it with the keyboard.
// folium made map_kaart and geo_json_vlakken; their features carry only the place of the gemeente.
(() => {
  const { gegevens, klasseVan, maak, procent, verschil, aantal, zeg } = window.congruentie;
  const { namen, punten } = gegevens.gemeenten;
  const { congruentie, partners } = gegevens.cijfers;
  const { tijd, voorstel } = gegevens;
  const kaart = map_kaart;
  const vlakken = [];
  geo_json_vlakken.eachLayer((laag) => (vlakken[laag.feature.id] = laag));
  const land = geo_json_vlakken.getBounds();

  const rustig = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const toonLand = () => kaart.fitBounds(land, { animate: false, padding: [8, 8] });

  // --- colours ------------------------------------------------------------------------------

  /** What the colours may stand for: the congruentie, or with years each of them and the change. */
  const peiling = (titel, waarden) => ({ titel, klassen: gegevens.klassen, klasse: (plek) => klasseVan(waarden[plek]), tekst: (plek) => procent(waarden[plek]), bleek: (klasse) => klasse < 2, zonder: waarden === congruentie });
  const weergaven = tijd
    ? [
        { titel: `Verandering ${tijd.jaren[0]}-${tijd.jaren.at(-1)}, in procentpunt`, klassen: tijd.klassen, klasse: (plek) => tijd.klasse[plek], tekst: (plek) => verschil(tijd.verandering[plek]), bleek: (klasse) => klasse > 1 && klasse < 5, zonder: false },
        ...tijd.jaren.map((jaar, i) => peiling(`Congruentie ${jaar}`, i === tijd.jaren.length - 1 ? congruentie : tijd.congruentie[i])),
      ]
    : [peiling("Congruentie", congruentie)];
  if (voorstel) {
    const stand = (plek) => `${voorstel.standen[voorstel.stand[plek]].tekst}${voorstel.alternatief[plek] ? `: ${voorstel.alternatief[plek]}` : ""}`;
    const straks = gegevens.indelingen.filter(({ naam }) => voorstel.na[naam]);
    weergaven.unshift({ titel: `Voorstel: ${voorstel.codes.length} regio's`, klassen: voorstel.kleuren.map((kleur, i) => ({ kleur, tekst: voorstel.namen[i] })), klasse: (plek) => voorstel.regio[plek], tekst: (plek) => voorstel.namen[voorstel.regio[plek]], bleek: () => true, zonder: false, kort: "Elke kleur is een andere regio dan die van haar buren." });
    weergaven.push(
      ...straks.map(({ titel, naam }) => peiling(`Congruentie als ${titel} het voorstel overnemen`, voorstel.na[naam])),
      { titel: "Ligt het vast?", klassen: voorstel.standen, klasse: (plek) => voorstel.stand[plek], tekst: stand, bleek: () => true, zonder: false },
    );
  }
  let weergave = weergaven[0];

  // White vanishes between pale areas, grey between dark ones.
  const rand = (klasse) => ({ color: weergave.bleek(klasse) ? "#7d8893" : "#fff", weight: 0.7, fillOpacity: 1 });

  function arceer(svg) {
    // Without partners: 100% by convention, so hatched besides the colour.
    const NS = "http://www.w3.org/2000/svg";
    const patroon = document.createElementNS(NS, "pattern");
    for (const [sleutel, waarde] of Object.entries({ id: "arcering", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) {
      patroon.setAttribute(sleutel, waarde);
    }
    for (const [vulling, breedte] of [[gegevens.klassen.at(-1).kleur, 6], ["#fff", 1.5]]) {
      const streep = document.createElementNS(NS, "rect");
      streep.setAttribute("width", breedte);
      streep.setAttribute("height", 6);
      streep.setAttribute("fill", vulling);
      patroon.append(streep);
    }
    svg.prepend(patroon);
  }

  function kleurVlakken() {
    vlakken.forEach((vlak, plek) => {
      const klasse = weergave.klasse(plek);
      vlak.setStyle({ ...rand(klasse), fillColor: weergave.klassen[klasse].kleur });
      if (weergave.zonder && partners[plek] === 0) vlak.setStyle({ fillColor: "url(#arcering)" });
    });
  }

  function maakLegenda() {
    const per = new Array(weergave.klassen.length).fill(0);
    namen.forEach((_, plek) => (per[weergave.klasse(plek)] += 1));
    const lijst = document.getElementById("klassen");
    lijst.replaceChildren();
    document.getElementById("legendakop").textContent = weergave.titel;
    if (weergave.kort) return void lijst.append(maak("li", weergave.kort));
    weergave.klassen.forEach((klasse, i) => {
      const regel = maak("li");
      const vak = maak("span", "", "vak");
      vak.style.background = klasse.kleur;
      regel.append(vak, maak("span", klasse.tekst), maak("span", aantal(per[i]), "teller"));
      lijst.append(regel);
    });
    const zonder = partners.filter((hoeveel) => hoeveel === 0).length;
    if (weergave.zonder && zonder) {
      const regel = maak("li");
      regel.append(maak("span", "", "vak gearceerd"), maak("span", "zonder partners"), maak("span", aantal(zonder), "teller"));
      lijst.append(regel);
    }
  }

  function toon(nieuw) {
    weergave = nieuw;
    kleurVlakken();
    maakLegenda();
  }

  function maakWeergaven() {
    document.getElementById("tijd").hidden = weergaven.length < 2;
    weergaven.forEach((keuze, i) => {
      const knop = maak("input");
      knop.type = "radio";
      knop.name = "weergave";
      knop.id = `weergave-${i}`;
      knop.checked = i === 0;
      knop.addEventListener("change", () => {
        toon(keuze);
        zeg(`Op de kaart: ${keuze.titel}`);
      });
      const naam = maak("label", keuze.titel);
      naam.htmlFor = knop.id;
      const regel = maak("li");
      regel.append(knop, naam);
      document.getElementById("weergaven").append(regel);
    });
  }

  // --- the gemeente under the pointer or the keyboard, and the chosen one ----------------------

  kaart.createPane("lijnen").classList.add("doorklik");
  kaart.createPane("accent").classList.add("doorklik");
  kaart.getPane("lijnen").style.zIndex = 450;
  kaart.getPane("accent").style.zIndex = 460;
  const omtrek = (stijl) => L.geoJSON(null, { pane: "accent", interactive: false, style: { fill: false, ...stijl } }).addTo(kaart);
  const omtrekken = {
    hier: [omtrek({ color: "#fff", weight: 6 }), omtrek({ color: "#111", weight: 2.5, dashArray: "5 4" })],
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
    inhoud.append(maak("strong", namen[plek]), maak("span", weergave.tekst(plek)), maak("span", partners[plek] === 0 ? "zonder partners" : `${aantal(partners[plek])} partners`));
    return inhoud;
  }

  const wijzer = L.tooltip({ direction: "top", className: "tip", offset: [0, -6] });

  function ga(plek, latlng) {
    hier = plek;
    omlijn("hier", plek);
    if (plek < 0) return void kaart.closeTooltip(wijzer);
    wijzer.setLatLng(latlng ?? [punten[plek][1], punten[plek][0]]).setContent(tip(plek));
    kaart.openTooltip(wijzer);
  }

  vlakken.forEach((vlak, plek) => {
    vlak.on("mouseover mousemove", (gebeurtenis) => ga(plek, gebeurtenis.latlng));
    vlak.on("mouseout", () => ga(-1));
    vlak.on("click", () => window.congruentie.kies(plek));
  });

  // --- keyboard -------------------------------------------------------------------------------

  const RICHTING = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  /** The nearest gemeente within 45 degrees of a direction. */
  function volgende(van, [rx, ry]) {
    let beste = -1;
    let kortst = Infinity;
    punten.forEach(([x, y], plek) => {
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
    const start = hier >= 0 ? hier : window.congruentie.gekozen();
    const plek = start >= 0 ? volgende(start, richting) : punten.map((_, i) => i).reduce((a, b) => (dichtbij(b) < dichtbij(a) ? b : a));
    if (plek < 0) return;
    ga(plek);
    kaart.panInside([punten[plek][1], punten[plek][0]], { padding: [60, 60], animate: !rustig });
    zeg(`${namen[plek]}, ${weergave.tekst(plek)}`);
  }

  document.getElementById("map_kaart").addEventListener("keydown", (toets) => {
    if (toets.altKey || toets.ctrlKey || toets.metaKey) return;
    if (RICHTING[toets.key]) loop(RICHTING[toets.key]);
    else if (toets.key === "Enter" && hier >= 0) window.congruentie.kies(hier);
    else if (toets.key === "Escape") window.congruentie.kies(-1);
    else if (toets.key === "+" || toets.key === "=") kaart.zoomIn(0.5);
    else if (toets.key === "-") kaart.zoomOut(0.5);
    else return;
    toets.preventDefault();
  });
  // The wheel scrolls the page until the map has the focus; then it zooms.
  document.getElementById("map_kaart").addEventListener("focus", () => kaart.scrollWheelZoom.enable());
  document.getElementById("map_kaart").addEventListener("blur", () => {
    kaart.scrollWheelZoom.disable();
    ga(-1);
  });

  // --- borders of indelingen --------------------------------------------------------------------

  const KLEUREN = ["#d4001a", "#111", "#7a2aa0", "#8a4b00", "#c2185b", "#00600f", "#1a237e", "#37474f"];
  const STREEPJES = ["", "8 5", "2 5", "12 4 2 4", "16 6", "5 3", "10 3 3 3 3 3"];
  /** Colour and dash of an indeling: no two the same for the first 56. */
  const lijnstijl = (i) => [KLEUREN[i % KLEUREN.length], STREEPJES[i % STREEPJES.length]];

  /** The steps of an arc as points on the map: [start, moves...] in units of the grid. */
  function boog(stappen) {
    let x = 0;
    let y = 0;
    const lijn = [];
    for (let i = 0; i < stappen.length; i += 2) {
      x += stappen[i];
      y += stappen[i + 1];
      lijn.push([y, x]);
    }
    return lijn;
  }

  const bogen = gegevens.bogen.map(([a, b, ...lijnen]) => ({ a, b, lijnen: lijnen.map(boog) }));

  /** Where the regio on both sides differs, and at least one side has a regio. */
  const grensVan = ({ lid }) => bogen.filter(({ a, b }) => lid[a] !== lid[b]).flatMap(({ lijnen }) => lijnen);

  const zelfdeRegio = ({ a, b }) => voorstel.regio[a] === voorstel.regio[b];
  const isGrens = ({ a, b }) => gegevens.indelingen.some(({ lid }) => lid[a] !== lid[b]);
  /** Everything that can be drawn as lines: what a proposal keeps and drops, and each indeling. */
  const lijnen = [
    ...(voorstel
      ? [
          { titel: "Grens van het voorstel", lijnen: () => bogen.filter((boog) => !zelfdeRegio(boog)).flatMap((boog) => boog.lijnen) },
          { titel: "Regiogrens die verdwijnt", lijnen: () => bogen.filter((boog) => zelfdeRegio(boog) && isGrens(boog)).flatMap((boog) => boog.lijnen) },
        ]
      : []),
    ...gegevens.indelingen.map((indeling) => ({ titel: indeling.titel, lijnen: () => grensVan(indeling) })),
  ];

  function maakGrenzen() {
    const lijst = document.getElementById("grenzen");
    lijnen.forEach((soort, i) => {
      const [color, dashArray] = lijnstijl(i);
      const opties = { pane: "lijnen", interactive: false, smoothFactor: 0, lineCap: "butt" };
      let laag = null;
      const vak = maak("input");
      vak.type = "checkbox";
      vak.id = `grens-${i}`;
      vak.addEventListener("change", () => {
        laag ??= L.layerGroup([
          L.polyline(soort.lijnen(), { ...opties, color: "#fff", weight: 5, opacity: 0.85 }),
          L.polyline(soort.lijnen(), { ...opties, color, dashArray, weight: 2.5 }),
        ]);
        if (vak.checked) laag.addTo(kaart);
        else laag.remove();
        toonLijnlegenda();
      });
      const naam = maak("label", soort.titel);
      naam.htmlFor = vak.id;
      const regel = maak("li");
      regel.append(vak, lijnstaal(color, dashArray), naam);
      lijst.append(regel);
    });
  }

  function lijnstaal(kleur, streepjes) {
    const NS = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(NS, "svg");
    const lijn = document.createElementNS(NS, "line");
    svg.setAttribute("class", "lijnstaal");
    svg.setAttribute("aria-hidden", "true");
    for (const [sleutel, waarde] of Object.entries({ x1: 0, y1: 6, x2: 36, y2: 6, stroke: kleur, "stroke-width": 2.5, "stroke-dasharray": streepjes })) {
      lijn.setAttribute(sleutel, waarde);
    }
    svg.append(lijn);
    return svg;
  }

  function toonLijnlegenda() {
    const lijst = document.getElementById("lijnlegenda");
    lijst.replaceChildren();
    lijnen.forEach(({ titel }, i) => {
      if (!document.getElementById(`grens-${i}`).checked) return;
      const regel = maak("li");
      regel.append(lijnstaal(...lijnstijl(i)), maak("span", titel));
      lijst.append(regel);
    });
  }

  // --- start ------------------------------------------------------------------------------------

  if (partners.includes(0)) arceer(kaart.getPane("overlayPane").querySelector("svg"));
  maakWeergaven();
  toon(weergave);
  maakGrenzen();
  if (voorstel) document.getElementById("grens-0").click();
  toonLand();
  document.getElementById("groter").addEventListener("click", () => kaart.zoomIn(0.5));
  document.getElementById("kleiner").addEventListener("click", () => kaart.zoomOut(0.5));
  document.getElementById("heel").addEventListener("click", toonLand);
  for (const [moment, afdruk] of [["beforeprint", true], ["afterprint", false]]) {
    window.addEventListener(moment, () => {
      // The size of paper must hold before the print style does, or the map is fitted to the screen.
      document.documentElement.classList.toggle("afdruk", afdruk);
      kaart.invalidateSize({ animate: false });
      toonLand();
    });
  }

  window.congruentie.toonOpKaart = (plek) => {
    omlijn("gekozen", plek);
    if (plek >= 0) kaart.panInside([punten[plek][1], punten[plek][0]], { padding: [60, 60], animate: !rustig });
  };
})();
