"use strict";
// The page as it came, before any script changed it: what "bewaar deze pagina" writes again, with the
// choice of the reader in it. The first script of all; those after it are added when it is asked for.
(() => {
  const begin = document.documentElement.cloneNode(true);

  /** The file once more, opening with a choice (a fragment without "#"). */
  function origineel(keuze) {
    const html = begin.cloneNode(true);
    const al = html.querySelectorAll("script").length;
    const rest = [...document.scripts].slice(al).map((script) => script.cloneNode(true));
    html.querySelector("body").append(...rest.flatMap((script) => [script, "\n"]));
    if (keuze) html.dataset.keuze = keuze;
    else delete html.dataset.keuze;
    return `<!doctype html>\n${html.outerHTML}\n`;
  }

  if (new URLSearchParams(location.search).has("kaal")) document.documentElement.classList.add("kaal");
  globalThis.congruentie = { origineel };
})();
