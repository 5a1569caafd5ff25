"use strict";
// One map: gemeenten in the colours of a weergave, with borders, names and outlines. The page has one,
// and a second one beside it on request.
(() => {
  const { gegevens, hulp, kleuren, model, plaat, rekenen } = window.congruentie;
  const { maak } = hulp;
  const { namen, punten, inwoners } = gegevens.gemeenten;
  const { isGetekend } = model;

  // With very many, the borders between them would cover the map.
  const METRANDEN = namen.length <= 5000;
  const HOOGTEN = { grond: 350, grens: 440, accent: 460 };
  const LETTER = 6.2; // pixels, of a name
  const DICHTBIJ = 0.5; // steps of zoom from which a gemeente gets a name when that fits in it
  // For the whole country only the largest, to find one's way.
  const GROOT = inwoners ? [...inwoners].sort((a, b) => b - a)[Math.min(20, inwoners.length) - 1] : Infinity;
  const alsLatLng = ([x, y]) => [y, x];

  /** Layers on a Leaflet map; `laag` has the gemeenten, each with its place as id. */
  function maakBeeld(kaart, laag) {
    const vlakken = [];
    laag.eachLayer((vlak) => (vlakken[vlak.feature.id] = vlak));
    for (const [naam, hoogte] of Object.entries(HOOGTEN)) {
      kaart.createPane(naam).classList.add("doorklik");
      kaart.getPane(naam).style.zIndex = hoogte;
    }
    if (gegevens.buitenland) {
      kaart.getContainer().classList.add("metzee");
      L.polygon(gegevens.buitenland.map(alsLatLng), {
        pane: "grond",
        interactive: false,
        stroke: false,
        fillOpacity: 1,
        className: "buitenland",
      }).addTo(kaart);
    }
    const grenslaag = L.layerGroup().addTo(kaart);
    const naamlaag = L.layerGroup().addTo(kaart);
    let weergave;
    let opschriften = [];

    function kleur() {
      const svg = kaart.getPane("overlayPane").querySelector("svg");
      vlakken.forEach((vlak, plek) => {
        const { kleur: vulling } = weergave.klassen[weergave.klasse(plek)];
        const fillColor = weergave.gearceerd?.(plek) ? plaat.arcering(svg, vulling, 1) : vulling;
        const color = METRANDEN ? kleuren.rand(vulling) : vulling;
        vlak.setStyle({ color, weight: 0.6, fillOpacity: 1, fillColor });
      });
    }

    /** A line with a white edge, so that it is seen on dark and pale alike. */
    function lijn(pad, stijl) {
      const vast = { pane: "grens", interactive: false, smoothFactor: 0.5 };
      L.polyline(pad, { ...vast, color: "#fff", opacity: 0.8, weight: stijl.weight + 1.6 }).addTo(grenslaag);
      L.polyline(pad, { ...vast, color: kleuren.INKT, ...stijl }).addTo(grenslaag);
    }

    function grens() {
      grenslaag.clearLayers();
      if (weergave.grens) {
        const bogen = model.bogen.filter((boog) => rekenen.isGrens(weergave.grens, boog));
        lijn(
          bogen.flatMap(({ lijnen }) => lijnen),
          { weight: 1.8 },
        );
      }
      for (const { dikte, pad } of weergave.banden ?? [])
        L.polyline(pad, {
          pane: "grens",
          interactive: false,
          smoothFactor: 0,
          color: plaat.BANDKLEUR,
          weight: dikte,
          opacity: 0.6,
        }).addTo(grenslaag);
    }

    const breedte = (plek) => {
      const rand = vlakken[plek].getBounds();
      const [west, oost] = [rand.getNorthWest(), rand.getSouthEast()];
      return kaart.latLngToContainerPoint(oost).x - kaart.latLngToContainerPoint(west).x;
    };
    const half = (tekst) => (LETTER / 2) * Math.min(tekst.length, 24) + 4;

    /** Which gemeenten may have a name: the chosen ones, the largest, and from nearby each that fits. */
    function gemeentenamen(metRegios) {
      const { gekozen, ander } = model.staat();
      const dichtbij = kaart.getZoom() > kaart.getMinZoom() + DICHTBIJ;
      const past = (plek) =>
        dichtbij ? 1.9 * half(namen[plek]) < breedte(plek) : !metRegios && inwoners?.[plek] >= GROOT;
      const rang = (plek) => (plek === gekozen || plek === ander ? Infinity : (inwoners?.[plek] ?? 0));
      return namen
        .map((tekst, plek) => ({ plek, tekst, klasse: "gemeentenaam" }))
        .filter(({ plek }) => kaart.getBounds().contains(alsLatLng(punten[plek])))
        .filter(({ plek }) => rang(plek) === Infinity || past(plek))
        .sort((a, b) => rang(b.plek) - rang(a.plek));
    }

    /** Names that could stand on the map, those that matter most first. */
    function kandidaten() {
      const regios = (weergave.namen?.() ?? []).map((een) => ({ ...een, klasse: "regionaam" }));
      return [...regios, ...gemeentenamen(regios.length > 0)]
        .filter(({ plek }) => isGetekend(plek))
        .map((een) => ({
          ...een,
          half: half(een.tekst),
          ...kaart.latLngToContainerPoint(alsLatLng(punten[een.plek])),
        }));
    }

    /** One that would cover another is left out until there is room. */
    function schrijfNamen() {
      naamlaag.clearLayers();
      opschriften = weergave && model.staat().namen ? plaat.zonderBotsing(kandidaten(), 15) : [];
      for (const { tekst, plek, klasse } of opschriften) {
        L.tooltip({ permanent: true, direction: "center", className: klasse, interactive: false })
          .setLatLng(alsLatLng(punten[plek]))
          .setContent(maak("span", tekst))
          .addTo(naamlaag);
      }
    }

    const omtrek = (stijl) =>
      L.geoJSON(null, { pane: "accent", interactive: false, style: { fill: false, ...stijl } }).addTo(kaart);
    const paar = (dikte, stijl) => [omtrek({ color: "#fff", weight: dikte }), omtrek(stijl)];
    const omtrekken = {
      hier: paar(6, { color: "#111", weight: 2.5, dashArray: "5 4" }),
      ander: paar(8, { color: "#111", weight: 4, dashArray: "10 5" }),
      gekozen: paar(8, { color: kleuren.GEKOZEN, weight: 4 }),
    };

    kaart.on("moveend resize", schrijfNamen);

    return {
      kaart,
      vlakken,
      /** Outline a gemeente, or none (-1), as "hier", "ander" or "gekozen". */
      omlijn(welke, plek) {
        for (const een of omtrekken[welke]) {
          een.clearLayers();
          if (plek >= 0) een.addData(vlakken[plek].feature);
        }
      },
      toon(nieuw) {
        weergave = nieuw;
        kleur();
        grens();
        schrijfNamen();
      },
      weergave: () => weergave,
      /** What it shows now, for a picture: {weergave, namen, kader (null for the whole country)}. */
      nu() {
        const rand = kaart.getBounds();
        const [west, noord] = [rand.getWest(), rand.getNorth()];
        const heel = kaart.getZoom() <= kaart.getMinZoom() + 1e-6;
        const kader = heel ? null : [west, -noord, rand.getEast() - west, noord - rand.getSouth()];
        return { weergave, namen: opschriften, kader };
      },
    };
  }

  window.congruentie.beeld = { METRANDEN, alsLatLng, maakBeeld };
})();
