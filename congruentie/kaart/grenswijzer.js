"use strict";
// The border under the pointer: which indelingen run along it. Only where borders are drawn.
(() => {
  const { gegevens, hulp, lijnen, lijnkunde, model, rekenen } = window.congruentie;
  const { maak } = hulp;
  const { namen } = gegevens.gemeenten;
  const STRAAL = { mouse: 5, touch: 12 }; // pixels; less in a small gemeente, or one could not choose it

  /** The nearest border of a gemeente that is drawn close to a Leaflet event on it, or null. */
  function bij({ kaart, vlakken, weergave }, plek, { latlng, originalEvent }) {
    const rand = vlakken[plek].getBounds();
    const [een, ander] = [rand.getNorthWest(), rand.getSouthEast()].map((hoek) =>
      kaart.latLngToLayerPoint(hoek),
    );
    const straal = Math.min(STRAAL[originalEvent.pointerType] ?? STRAAL.mouse, een.distanceTo(ander) / 8);
    const punt = kaart.latLngToLayerPoint(latlng);
    const eigen = model.bogen.filter(
      (boog) => (boog.a === plek || boog.b === plek) && lijnen.isZichtbaar(boog, weergave()),
    );
    const [beste] = eigen
      .map((boog) => ({
        boog,
        ver: Math.min(
          ...boog.lijnen.map((lijn) =>
            lijnkunde.afstandTot(
              punt,
              lijn.map((waar) => kaart.latLngToLayerPoint(waar)),
            ),
          ),
        ),
      }))

      .sort((a, b) => a.ver - b.ver);
    return beste?.ver <= straal ? beste.boog : null;
  }

  const titel = ({ a, b }) => `Grens tussen ${namen[a]} en ${namen[b]}`;

  /** The chosen indelingen that part two gemeenten: [{titel, een, ander}] with their regio's. */
  function langs({ a, b }) {
    return model
      .nu()
      .tellen.map(({ naam }) => lijnen.indelingNu(naam))
      .filter((indeling) => rekenen.isGrens(indeling, { a, b }))
      .map((indeling) => ({
        titel: indeling.titel,
        een: model.regioVan(indeling, a) || "geen regio",
        ander: model.regioVan(indeling, b) || "geen regio",
      }));
  }

  const hoeveel = (boog) => {
    const alle = model.nu().tellen.length;
    return `Regiogrens in ${langs(boog).length} van ${alle} indelingen`;
  };

  /** A few lines, for beside the pointer. */
  function inhoud(boog) {
    const titels = langs(boog).map((een) => een.titel);
    return [maak("strong", titel(boog)), maak("span", hoeveel(boog)), maak("span", hulp.som(titels))];
  }

  /** All of it: per indeling the regio on either side. */
  function uitvoerig(boog) {
    const lijst = maak("dl", "", "regios");
    for (const { titel: wat, een, ander } of langs(boog)) hulp.tweetal(lijst, wat, `${een} | ${ander}`);
    return [maak("p", `${hoeveel(boog)}.`), lijst];
  }

  const lichten = new Map();
  /** Light up a border, or none. */
  function licht({ kaart }, boog) {
    if (!lichten.has(kaart))
      lichten.set(
        kaart,
        L.polyline([], {
          pane: "accent",
          interactive: false,
          color: "#ffd400",
          weight: 7,
          opacity: 0.85,
        }).addTo(kaart),
      );
    lichten.get(kaart).setLatLngs(boog?.lijnen ?? []);
    kaart.getContainer().classList.toggle("opgrens", Boolean(boog));
  }

  window.congruentie.grenswijzer = { bij, inhoud, licht, titel, uitvoerig };
})();
