/* One key overrules one line of a talk report. Everything here can be done without it, by the form of each line.
   A key does something only while the focus is on a line of the list, and never together with another key, so
   that nothing else on the page or in a browser loses its own. Tab goes on as everywhere. */
(() => {
  "use strict";

  const form = () => document.querySelector("form[data-keys]");
  const said = document.querySelector("[data-keys-said]");
  const legends = [...document.querySelectorAll("[data-keys-legend]")];
  if (!form() || !said || !legends.length) return;
  // The coach's lines and the leader's have codes of their own, and so keys.
  const codes = new Map(legends.map((legend) => [
    legend.dataset.keysLegend,
    new Map([...legend.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one.dataset.code])),
  ]));
  for (const legend of legends) legend.hidden = false;

  let before = Promise.resolve();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    const line = event.target instanceof Element && event.target.closest("[data-line]");
    if (!line || !event.target.matches("a")) return;
    const code = codes.get(line.closest("[data-side]")?.dataset.side)?.get(event.key.toLowerCase());
    if (!code) return;
    event.preventDefault();
    const number = line.dataset.line;
    before = before.then(() => overrule(number, code)).catch(() => {
      said.textContent = form().dataset.failed;
    });
  });

  const foldOf = (fold) => fold.querySelector("input[name=line]")?.value ?? fold.querySelector("summary")?.textContent;

  async function overrule(number, code) {
    const sent = new URLSearchParams(new FormData(form()));
    sent.set("line", number);
    sent.set("code", code);
    const answer = await fetch(form().action, { method: "POST", body: sent, credentials: "same-origin" });
    if (!answer.ok) throw new Error("refused");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector(`[data-line="${number}"] [data-code-name]`);
    if (!now) throw new Error("signed out");
    const focused = document.activeElement && document.activeElement.closest("[data-line]");
    const at = focused && focused.dataset.line;
    // What stands open, and a code that is picked and not sent yet, stay; a fold is known by its line.
    const folds = new Map([...document.querySelectorAll("[data-follows] details[open]")].map((one) => {
      const picked = one.querySelector("select");
      const changed = picked && !picked.selectedOptions[0]?.defaultSelected;
      return [foldOf(one), changed ? picked.value : null];
    }));
    // What is counted follows: the page as the server would show it anew, part by part.
    for (const part of document.querySelectorAll("[data-follows]")) {
      const fresh = page.querySelector(`[data-follows="${part.dataset.follows}"]`);
      if (fresh) part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    }
    for (const one of document.querySelectorAll("[data-follows] details")) {
      const picked = folds.get(foldOf(one));
      if (picked === undefined) continue;
      one.open = true;
      if (picked !== null) one.querySelector("select").value = picked;
    }
    if (at) document.querySelector(`[data-line="${at}"] a`)?.focus({ preventScroll: true });
    said.textContent = form().dataset.done.replace("{code}", now.textContent.trim());
  }
})();
