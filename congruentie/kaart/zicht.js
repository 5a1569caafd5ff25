"use strict";
// Which part of the country is in view, on one map or on two in step: the whole, a gemeente with its
// partners, or where the reader moves it. Nothing is animated: an animation would end over what was
// chosen meanwhile.
(() => {
  const { beeld, hulp, model } = window.congruentie;
  const { op } = hulp;
  const { alsLatLng, maakBeeld } = beeld;
  const RUIMTE = 12; // pixels around the country
  const VERST = 2.6; // how much closer than the whole country a choice comes, in steps of two

  // folium made the map and an empty layer; the gemeenten come from the arcs of the page.
  const hoofd = maakBeeld(map_kaart, geo_json_vlakken.addData(model.vlakken));
  let tweede = null;
  const getekend = hoofd.vlakken.filter((_, plek) => model.isGetekend(plek));
  const land = L.featureGroup(getekend).getBounds();
  const stil = { animate: false };

  /** Every map that is shown. */
  const beelden = () => (tweede && !op("naastkaart").hidden ? [hoofd, tweede] : [hoofd]);

  /** The country fills the map, and the map cannot be taken off it. */
  function begrens({ kaart }) {
    const heel = kaart.getZoom() <= kaart.getMinZoom() + 1e-6;
    kaart.options.minZoom = -20;
    kaart.options.minZoom = kaart.getBoundsZoom(land, false, [2 * RUIMTE, 2 * RUIMTE]);
    kaart.options.maxBounds = land.pad(0.1);
    kaart.options.maxBoundsViscosity = 1;
    if (heel || kaart.getZoom() < kaart.getMinZoom()) toonLand();
    else kaart.panInsideBounds(kaart.options.maxBounds, stil);
  }

  function toonLand() {
    hoofd.kaart.setView(land.getCenter(), hoofd.kaart.getMinZoom(), stil);
  }

  let volgt = false;
  /** The other map goes where this one went. */
  function inDePas(van) {
    if (volgt) return;
    volgt = true;
    for (const { kaart } of beelden()) if (kaart !== van) kaart.setView(van.getCenter(), van.getZoom(), stil);
    volgt = false;
  }

  const kaal = document.documentElement.classList.contains("kaal");

  function volgMaat(een) {
    new ResizeObserver(() => een.kaart.invalidateSize(stil)).observe(een.kaart.getContainer());
    een.kaart.on("resize", () => {
      begrens(een);
      // There the legend leaves the map what is left, which is less once a choice is explained.
      if (kaal && model.staat().gekozen >= 0) zoomNaarKeuze(model.staat().gekozen);
    });
    een.kaart.on("move", () => inDePas(een.kaart));
  }

  /** Show or hide the second map; gives it, or null. */
  function naast(aan) {
    if (op("naastkaart").hidden === !aan && (!aan || tweede)) return aan ? tweede : null;
    op("naastkaart").hidden = !aan;
    op("kaartrij").classList.toggle("twee", aan);
    if (aan && !tweede) {
      const { crs, zoomSnap, zoomDelta, maxZoom } = hoofd.kaart.options;
      const kaart = L.map("naastbeeld", {
        crs,
        zoomSnap,
        zoomDelta,
        maxZoom,
        minZoom: -20,
        zoomAnimation: false,
        zoomControl: false,
        attributionControl: false,
        scrollWheelZoom: false,
        keyboard: false,
        center: hoofd.kaart.getCenter(),
        zoom: hoofd.kaart.getZoom(),
      });
      tweede = maakBeeld(kaart, L.geoJSON(model.vlakken, { smoothFactor: 0 }).addTo(kaart));
      volgMaat(tweede);
    }
    for (const { kaart } of beelden()) kaart.invalidateSize(stil);
    inDePas(hoofd.kaart);
    beelden().forEach(begrens);
    if (model.staat().gekozen >= 0) zoomNaarKeuze(model.staat().gekozen);
    return aan ? tweede : null;
  }

  /** Room that the legend takes from the map, in pixels. */
  function legendabreedte() {
    const vak = op("legenda");
    const [kaart, zelf] = [hoofd.kaart.getContainer(), vak].map((element) => element.getBoundingClientRect());
    const erover = getComputedStyle(vak).position === "absolute" && zelf.width < kaart.width / 2.5;
    return erover ? zelf.width + RUIMTE : 0;
  }

  /** Bring gemeenten in view, as close as they allow; `onder` pixels of the map lie under something. */
  function zoomNaar(plekken, onder = 0) {
    const groep = L.featureGroup(plekken.filter(model.isGetekend).map((plek) => hoofd.vlakken[plek]));
    if (!groep.getLayers().length) return;
    hoofd.kaart.fitBounds(groep.getBounds(), {
      ...stil,
      paddingTopLeft: [legendabreedte() + 2 * RUIMTE, 2 * RUIMTE],
      paddingBottomRight: [2 * RUIMTE, 2 * RUIMTE + onder],
      maxZoom: hoofd.kaart.getMinZoom() + VERST,
    });
  }

  /** A gemeente with its partners; with its neighbours when it has none. */
  function zoomNaarKeuze(plek, onder = 0) {
    const partners = model
      .nu()
      .partners(plek)
      .map((partner) => partner.plek);
    zoomNaar([plek, ...(partners.length ? partners : model.buren[plek])], onder);
  }

  /** Move the map no more than is needed to see a gemeente. */
  function inBeeld(plek) {
    const { punten } = window.congruentie.gegevens.gemeenten;
    hoofd.kaart.panInside(alsLatLng(punten[plek]), { ...stil, padding: [60, 60] });
  }

  volgMaat(hoofd);
  begrens(hoofd);
  toonLand();
  op("groter").addEventListener("click", () => hoofd.kaart.zoomIn(0.5, stil));
  op("kleiner").addEventListener("click", () => hoofd.kaart.zoomOut(0.5, stil));
  op("heel").addEventListener("click", toonLand);

  window.congruentie.zicht = { beelden, hoofd, inBeeld, naast, toonLand, zoomNaar, zoomNaarKeuze };
})();
