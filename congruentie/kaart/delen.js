"use strict";
// Take the view along: a link, a PNG, a print on one sheet. The last file: it shows the page.
(() => {
  const { gegevens, hulp, kaart, lijnen, model, plaat, teksten } = window.congruentie;
  const { aantal, bewaar, op, zeg } = hulp;
  const { namen } = gegevens.gemeenten;

  async function kopieer() {
    const adres = location.href;
    try {
      await navigator.clipboard.writeText(adres);
      zeg("Link gekopieerd");
      op("deelmelding").textContent =
        "De link is gekopieerd. Hij werkt voor wie dit bestand op dezelfde plek heeft; wat na # staat, werkt in elk exemplaar.";
    } catch {
      // A page from a file may not always use the clipboard: show the link to copy by hand.
      op("deelmelding").textContent = "Kopieer de link hieronder zelf.";
      op("link").select();
    }
    op("link").value = adres;
  }

  function posterVan() {
    const { gekozen } = model.staat();
    const weergave = kaart.weergave();
    const keuze = gekozen >= 0 ? `. ${namen[gekozen]}: ${weergave.tekst(gekozen)}` : "";
    const extra = lijnen.gevraagd(weergave);
    const regels = [
      ...kaart
        .legenda(weergave)
        .map((regel) =>
          regel.teller === undefined
            ? regel
            : { ...regel, tekst: `${regel.tekst} (${aantal(regel.teller)})` },
        ),
      ...extra.legenda.map(({ kleur, titel, dikte, streepjes }) => ({
        kleur,
        tekst: titel,
        dikte,
        streepjes,
      })),
    ];
    const jaar =
      gegevens.tijd && /^(jaar:|verandering)/.test(weergave.sleutel) ? "" : `, ${gegevens.wanneer}`;
    return plaat.poster(weergave, {
      titel: `${weergave.titel}${jaar}${keuze}`,
      legenda: regels,
      lijnen: extra.lagen,
      voet: `${teksten.samenvatting()} ${teksten.voet()}. congruentie ${gegevens.versie}.`,
    });
  }

  async function png() {
    bewaar(`congruentie_${gegevens.jaar}.png`, await plaat.alsPng(posterVan()), "image/png");
    zeg("Plaatje bewaard");
  }

  op("kopieer").addEventListener("click", kopieer);
  op("alspng").addEventListener("click", png);
  op("afdrukken").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    op("afdrukbeeld").replaceChildren(
      plaat.teken(kaart.weergave(), { lijnen: lijnen.gevraagd(kaart.weergave()).lagen }),
    );
    op("afdrukbronnen").textContent = teksten.bronnenKort();
  });
  window.addEventListener("afterprint", () => op("afdrukbeeld").replaceChildren());

  model.volg(() => {
    op("link").value = location.href;
  });
  model.start();
  teksten.toonMelding();
})();
