/* Hides and shows the documents that are on the page. Nothing is ever written as markup. */
(() => {
  "use strict";
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const by = (id) => document.getElementById(id);
  const tools = by("tools"), find = by("find"), shown = by("shown"), clear = by("clear"), chosen = by("chosen");
  if (!tools) return;
  const rows = all("#list > li").map((node) => ({ node, words: null })), buttons = all("button[data-key]");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const words = (row) => (row.words ??= fold(row.node.textContent).replace(/\s+/g, ""));
  const filters = new Map();

  function apply() {
    const terms = fold(find.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const on = [...filters].every(([key, values]) => values.has(row.node.dataset[key])) && terms.every((t) => words(row).includes(t));
      row.node.hidden = !on;
      count += on;
    }
    shown.textContent = count === rows.length ? `${count} 份` : `${count} / ${rows.length} 份`;
    clear.hidden = !filters.size && !terms.length;
    by("nothing").hidden = count > 0;
    for (const b of buttons) b.setAttribute("aria-pressed", String(filters.get(b.dataset.key)?.has(b.dataset.value) ?? false));
    chosen.replaceChildren(...[...filters].flatMap(([key, values]) => [...values].map((value) => {
      const b = document.createElement("button");
      b.type = "button";
      b.textContent = `${value} ×`;
      b.title = "take this filter away";
      b.addEventListener("click", () => toggle(key, value));
      return b;
    })));
  }
  function toggle(key, value) {
    const values = filters.get(key) ?? new Set();
    if (!values.delete(value)) values.add(value);
    if (values.size) filters.set(key, values);
    else filters.delete(key);
    apply();
  }
  function reset() { filters.clear(); find.value = ""; apply(); }

  let waiting = 0;
  find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 100); });
  for (const b of buttons) b.addEventListener("click", () => toggle(b.dataset.key, b.dataset.value));
  clear.addEventListener("click", () => { reset(); find.focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") reset();
    if (event.key === "/" && !event.target.closest("input")) { event.preventDefault(); find.focus(); find.select(); find.scrollIntoView({ block: "center" }); }
  });
  tools.hidden = false;
  apply();
})();
