"use strict";
// Take the view along: a link, a PNG, a print on one sheet, the page itself, or in another page. The last file: it shows the page.
(() => {
  const { gegevens, hulp, legenda, lijnen, model, origineel, plaat, poster, teksten, zicht } =
    window.congruentie;
  const { aantal, bewaar, maak, op, zeg } = hulp;
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

  /** Each map as it is now: {titel, legenda, beeld}. */
  function delen() {
    const { gekozen } = model.staat();
    return zicht.beelden().map((een) => {
      const { weergave, ...rest } = een.nu();
      const { lagen, legenda: lijnregels } = lijnen.gevraagd(weergave);
      const jaar =
        gegevens.tijd && /^(jaar:|verandering)/.test(weergave.sleutel) ? "" : `, ${gegevens.wanneer}`;
      const keuze = gekozen >= 0 ? `. ${namen[gekozen]}: ${weergave.tekst(gekozen)}` : "";
      const geteld = ({ teller, tekst }) => (teller === undefined ? tekst : `${tekst} (${aantal(teller)})`);
      return {
        titel: `${weergave.titel}${jaar}${keuze}`,
        legenda: [
          ...legenda.legenda(weergave).map((regel) => ({ ...regel, tekst: geteld(regel) })),
          ...lijnregels.map(({ titel, ...lijn }) => ({ ...lijn, tekst: titel })),
        ],
        beeld: { ...rest, weergave, lijnen: lagen },
      };
    });
  }

  async function png() {
    const voet = `${teksten.samenvatting()} ${teksten.voet()}. congruentie ${gegevens.versie}.`;
    const beeld = await poster.alsPng(poster.poster(delen(), voet));
    bewaar(`congruentie_${gegevens.jaar}.png`, beeld, "image/png");
    zeg("Plaatje bewaard");
  }

  function bewaarPagina() {
    bewaar(`congruentie_${gegevens.jaar}.html`, origineel(model.fragment()), "text/html;charset=utf-8");
    zeg("Pagina bewaard");
  }

  /** On paper: one map, or two with their titles and legends. */
  function voorAfdruk() {
    const alle = delen();
    const paar = alle.length > 1;
    op("afdrukbeeld").classList.toggle("paar", paar);
    op("afdrukbeeld").replaceChildren(
      ...alle.map(({ titel, beeld }) => {
        const figuur = maak("figure");
        figuur.append(plaat.teken(beeld));
        if (!paar) return figuur;
        const regels = maak("ul");
        regels.append(...legenda.alsRegels(beeld.weergave), ...lijnen.alsRegels(beeld.weergave));
        figuur.prepend(maak("figcaption", titel));
        figuur.append(regels);
        return figuur;
      }),
    );
    op("afdrukbronnen").textContent = teksten.bronnenKort();
  }

  /** The same page without the rest, to stand in another page. */
  const kaal = () => {
    const adres = new URL(location.href);
    adres.searchParams.set("kaal", "");
    adres.hash = model.fragment();
    return adres.href.replace("kaal=", "kaal");
  };

  op("kopieer").addEventListener("click", kopieer);
  op("alspng").addEventListener("click", png);
  op("bewaarpagina").addEventListener("click", bewaarPagina);
  op("afdrukken").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", voorAfdruk);
  window.addEventListener("afterprint", () => op("afdrukbeeld").replaceChildren());

  model.volg(() => {
    op("link").value = location.href;
    op("inbedden").value =
      `<iframe src="${kaal()}" title="${document.title}" width="100%" height="600"></iframe>`;
    op("helekaart").href = `${location.pathname}#${model.fragment()}`;
  });
  model.start();
  teksten.toonMelding();
})();
