"use strict";
// The card over the map: what a border is, and on a narrow screen, where the panel is out of sight, the
// gemeente that was tapped. There it is a sheet at the bottom of the screen.
(() => {
  const { gegevens, grenswijzer, hulp, model, wijzer, zicht } = window.congruentie;
  const { knop, maak, op, zeg } = hulp;
  const { namen } = gegevens.gemeenten;
  const smal = window.matchMedia("(max-width: 56rem)");
  const kaal = document.documentElement.classList.contains("kaal"); // no panel at all
  let over = -1; // the gemeente that it is about

  function open(titel, inhoud, knoppen) {
    op("bladkop").textContent = titel;
    op("bladinhoud").replaceChildren(...inhoud);
    op("bladknoppen").replaceChildren(...knoppen, knop("Sluit", sluit));
    op("blad").hidden = false;
  }

  function sluit() {
    over = -1;
    op("blad").hidden = true;
  }

  function overGrens(boog) {
    sluit();
    const vergelijk = knop("Vergelijk deze twee", () => {
      sluit();
      model.zet({ gekozen: boog.a, ander: boog.b });
      naarPaneel("zoekander");
    });
    open(grenswijzer.titel(boog), grenswijzer.uitvoerig(boog), kaal ? [] : [vergelijk]);
    zeg(`${grenswijzer.titel(boog)}. ${op("bladinhoud").textContent}`);
  }

  function naarPaneel(id) {
    op(id).scrollIntoView({ block: "start" });
    op(id).focus({ preventScroll: true });
  }

  function naarGekozen() {
    sluit();
    naarPaneel("gekozenkop");
  }

  /** Tell of the chosen gemeente, where the panel that does is out of sight. */
  function overGemeente() {
    const { gekozen } = model.staat();
    sluit();
    if (gekozen < 0 || !(smal.matches || kaal)) return;
    wijzer.ga(-1);
    const [, ...regels] = wijzer.overGemeente(gekozen, zicht.hoofd.weergave());
    over = gekozen;
    const { congruentie } = model.nu().cijfers;
    open(
      namen[gekozen],
      [maak("p", model.cijfertekst(congruentie[gekozen]), "groot"), ...regels.slice(1)],
      [...(kaal ? [] : [knop("Meer", naarGekozen)]), knop("Laat los", () => model.zet({ gekozen: -1 }))],
    );
    // What lies under the sheet is not in view.
    const [kaart, vak] = [zicht.hoofd.kaart.getContainer(), op("blad")].map((element) =>
      element.getBoundingClientRect(),
    );
    const eronder = Math.min(kaart.bottom - vak.top, 0.6 * kaart.height);
    if (eronder > 0 && vak.left < kaart.left + 1) zicht.zoomNaarKeuze(gekozen, eronder);
  }

  model.volg((staat, oud) => {
    if (!op("blad").hidden && oud && (staat.gekozen !== oud.gekozen || staat.zetten !== oud.zetten)) sluit();
    if (over >= 0 && staat.gekozen !== over) sluit();
  });

  window.congruentie.blad = { overGemeente, overGrens };
})();
