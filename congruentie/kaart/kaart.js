"use strict";
// The map at work: it shows the weergave of the state, and is used with mouse, touch and keyboard.
(() => {
  const { beeld, blad, gegevens, grenswijzer, hulp, legenda, lijnen, model, weergaven, wijzer, zicht } =
    window.congruentie;
  const { op, zeg } = hulp;
  const { namen, punten } = gegevens.gemeenten;
  const { isGetekend } = model;
  const { hoofd } = zicht;
  const kaart = hoofd.kaart;

  // --- what is shown -----------------------------------------------------------------------------

  function toonOp(een, weergave, { kop, klassen }) {
    een.toon(weergave);
    op(kop).textContent = weergave.titel;
    op(klassen).replaceChildren(...legenda.alsRegels(weergave));
  }

  function toon() {
    const [weergave, ander] = weergaven.getoond();
    const tweede = zicht.naast(Boolean(ander));
    toonOp(hoofd, weergave, { kop: "legendakop", klassen: "klassen" });
    op("map_kaart").setAttribute("aria-label", `Kaart van Nederland: ${weergave.titel}`);
    if (!tweede) return;
    toonOp(tweede, ander, { kop: "naastkop", klassen: "naastklassen" });
    op("naastbeeld").setAttribute(
      "aria-label",
      `Tweede kaart: ${ander.titel}. Dezelfde cijfers staan in de tabel en bij de gekozen gemeente.`,
    );
  }

  // --- mouse and touch ---------------------------------------------------------------------------

  /** Choose a gemeente; with Shift or Ctrl a second one, to set beside the first. */
  function kies(plek, tweede) {
    const { gekozen } = model.staat();
    if (tweede && gekozen >= 0 && plek !== gekozen) model.zet({ ander: plek });
    else model.zet({ gekozen: plek, ander: -1 });
  }

  // When the map moves under a resting pointer, that is no wish of the reader.
  let muis = "";
  const waarIs = ({ screenX, screenY }) => `${screenX},${screenY}`;
  function bewoog(gebeurtenis) {
    if (waarIs(gebeurtenis) === muis) return false;
    muis = waarIs(gebeurtenis);
    return true;
  }

  const metToets = ({ shiftKey, ctrlKey, metaKey }) => shiftKey || ctrlKey || metaKey;

  /** Tell of the border under the pointer; else choose. What is chosen already, a click lets go. */
  function klik(een, plek, gebeurtenis) {
    const boog = grenswijzer.bij(een, plek, gebeurtenis);
    if (boog) return blad.overGrens(boog);
    const tweede = metToets(gebeurtenis.originalEvent);
    const weg = plek === model.staat().gekozen && !tweede;
    kies(weg ? -1 : plek, tweede);
    blad.overGemeente();
  }

  function wijs(een, plek, gebeurtenis) {
    if (!bewoog(gebeurtenis.originalEvent)) return;
    const boog = grenswijzer.bij(een, plek, gebeurtenis);
    wijzer.ga(plek, een, boog && grenswijzer.inhoud(boog));
    grenswijzer.licht(een, boog);
  }

  const bediend = new Set();
  function bedien(een) {
    if (bediend.has(een)) return;
    bediend.add(een);
    een.vlakken.forEach((vlak, plek) => {
      vlak.on("mouseover mousemove", (gebeurtenis) => wijs(een, plek, gebeurtenis));
      vlak.on("mouseout", ({ originalEvent }) => {
        if (waarIs(originalEvent) === muis) return;
        wijzer.ga(-1);
        grenswijzer.licht(een, null);
      });
      vlak.on("click", (gebeurtenis) => {
        L.DomEvent.stopPropagation(gebeurtenis);
        klik(een, plek, gebeurtenis);
      });
    });
    een.kaart.on("click", () => model.staat().gekozen >= 0 && kies(-1));
    veeg(een.kaart);
    wiel(een.kaart);
  }

  /** The wheel scrolls the page until the map has the focus, or a click; then it zooms. */
  function wiel(een) {
    const vak = een.getContainer();
    for (const begin of ["focus", "pointerdown"])
      vak.addEventListener(begin, () => een.scrollWheelZoom.enable());
    for (const einde of ["blur", "pointerleave"])
      vak.addEventListener(einde, () => {
        if (document.activeElement !== vak) een.scrollWheelZoom.disable();
        if (einde === "blur") wijzer.ga(-1);
      });
  }

  /** One finger moves the page, two move the map. */
  function veeg(een) {
    const vak = een.getContainer();
    vak.addEventListener(
      "pointerdown",
      ({ pointerType }) => een.dragging[pointerType === "touch" ? "disable" : "enable"](),
      true,
    );
    let klaar;
    vak.addEventListener(
      "touchmove",
      ({ touches }) => {
        op("veeghulp").hidden = touches.length > 1;
        clearTimeout(klaar);
        klaar = setTimeout(() => (op("veeghulp").hidden = true), 1200);
      },
      { passive: true },
    );
  }

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
    const start = wijzer.hier() >= 0 ? wijzer.hier() : model.staat().gekozen;
    const plek =
      start >= 0
        ? volgende(start, richting)
        : punten
            .map((_, i) => i)
            .filter(isGetekend)
            .reduce((a, b) => (dichtbij(b) < dichtbij(a) ? b : a));
    if (plek < 0) return;
    zicht.inBeeld(plek);
    wijzer.ga(plek);
    zeg(`${namen[plek]}, ${hoofd.weergave().tekst(plek)}`);
  }

  op("map_kaart").addEventListener("keydown", (toets) => {
    if (toets.altKey || toets.metaKey || (toets.ctrlKey && toets.key !== "Enter")) return;
    if (RICHTING[toets.key]) loop(RICHTING[toets.key]);
    else if (toets.key === "Enter" && wijzer.hier() >= 0)
      kies(wijzer.hier(), toets.shiftKey || toets.ctrlKey);
    else if (toets.key === "Escape") kies(-1);
    else if (toets.key === "+" || toets.key === "=") kaart.zoomIn(0.5);
    else if (toets.key === "-") kaart.zoomOut(0.5);
    else return;
    toets.preventDefault();
  });

  // --- all together ------------------------------------------------------------------------------

  const LIJNT = ["lijnen", "stapel", "provincies"];
  const TOONT = [
    "gewichten",
    "zetten",
    "aanpassing",
    "weergave",
    "naast",
    "gekozen",
    "ander",
    "partners",
    "namen",
    "verband",
    "vasteklassen",
  ];
  model.volg((staat, oud) => {
    const anders = (...velden) => !oud || velden.some((veld) => staat[veld] !== oud[veld]);
    if (anders(...TOONT)) toon();
    if (anders(...TOONT, ...LIJNT)) lijnen.teken();
    zicht.beelden().forEach(bedien);
    for (const een of zicht.beelden()) {
      een.omlijn("ander", staat.ander);
      een.omlijn("gekozen", staat.gekozen);
    }
    if (anders("gekozen") && staat.gekozen >= 0) zicht.zoomNaarKeuze(staat.gekozen);
  });

  window.congruentie.kaart = {
    kies,
    legenda: legenda.legenda,
    metRanden: beeld.METRANDEN,
    weergave: () => hoofd.weergave(),
    zoomNaar: zicht.zoomNaar,
  };
})();
