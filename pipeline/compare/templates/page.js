/* Hides and shows what is on the page. Nothing is ever written as markup, and no text of a document is run. */
(() => {
  "use strict";
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const by = (id) => document.getElementById(id);
  const tools = by("tools"), find = by("find"), section = by("section"), shown = by("shown"), clear = by("clear");
  const changed = by("only-changed"), printed = by("printed");
  const entry = (node) => ({ node, kind: node.dataset.status || node.dataset.change, changed: node.dataset.changed === "yes",
    sections: new Set(node.dataset.sections.split(" ")), words: null });
  const groups = all("[data-status]").map(entry), rows = all("tr[data-change]").map(entry);
  const picks = all("[data-pick]"), moves = all("[data-move]");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));
  const chosen = (buttons, name) => new Set(buttons.filter(pressed).map((b) => b.dataset[name]));

  /* What is searched is the plan's own words, not the labels round them; read once, when first asked for. */
  const places = (node) => (node.matches("tr") ? [node] : all(".task, .place, .figures", node));
  const words = (one) => (one.words ??= fold(places(one.node).map((p) => p.textContent).join("\n")).replace(/\s+/g, ""));
  const asked = () => fold(find.value).split(/\s+/).filter(Boolean);
  const passes = (one, kinds, terms) =>
    (!kinds.size || kinds.has(one.kind)) && (!section.value || one.sections.has(section.value)) && terms.every((t) => words(one).includes(t));

  function apply() {
    const terms = asked(), kinds = chosen(picks, "pick"), sorts = chosen(moves, "move"), only = pressed(changed);
    let count = 0;
    for (const one of groups) {
      one.on = passes(one, kinds, terms) && (!only || one.changed);
      one.node.hidden = !one.on;
      count += one.on;
    }
    for (const row of rows) row.node.hidden = !(row.on = passes(row, sorts, terms));
    for (const part of all(".part")) {
      const items = all("[data-status], tr[data-change]", part);
      const none = items.length > 0 && items.every((item) => item.hidden);
      part.querySelector("[data-nothing]").hidden = !none;
      for (const table of all("table", part)) table.hidden = none;
    }
    const filtered = terms.length > 0 || kinds.size > 0 || sorts.size > 0 || only || section.value !== "";
    shown.textContent = count === groups.length ? `${count} 组` : `${count} / ${groups.length} 组`;
    clear.hidden = printed.hidden = !filtered;
    const said = [...picks, ...moves, changed].filter(pressed).map((b) => b.firstChild.textContent + (b.childNodes[1]?.nodeType === 3 ? b.childNodes[1].textContent : ""));
    if (section.value) said.push(section.selectedOptions[0].textContent.trim());
    if (terms.length) said.push(`“${find.value.trim()}”`);
    printed.textContent = `筛选：${said.join("，")}（${count} / ${groups.length} 组）`;
    light(terms);
  }

  /* Search words are lit without touching the page's elements, also where a mark begins within the word. */
  function light(terms) {
    if (!window.CSS?.highlights) return;
    CSS.highlights.delete("found");
    if (!terms.length) return;
    const ranges = [];
    for (const one of [...groups, ...rows]) {
      if (!one.on || ranges.length > 3000) continue;
      for (const place of places(one.node)) {
        if (place.matches(".task .figures")) continue;
        const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), nodes = [], starts = [];
        let text = "";
        while (walker.nextNode()) { nodes.push(walker.currentNode); starts.push(text.length); text += walker.currentNode.data; }
        text = text.toLowerCase();
        const spot = (at, last) => {
          let low = 0, high = nodes.length - 1;
          while (low < high) { const mid = (low + high + 1) >> 1; if (starts[mid] <= at) low = mid; else high = mid - 1; }
          return [nodes[low], Math.min(at - starts[low] + last, nodes[low].length)];
        };
        for (const term of terms) {
          for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
            const range = new Range();
            range.setStart(...spot(at, 0));
            range.setEnd(...spot(at + term.length - 1, 1));
            ranges.push(range);
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  function reset() {
    for (const button of [...picks, ...moves, changed]) press(button, false);
    find.value = section.value = "";
    apply();
  }

  const edge = () => (getComputedStyle(tools).position === "sticky" ? tools.offsetHeight : 0);
  function jump(step) {
    const seen = groups.filter((g) => g.on);
    if (!seen.length) return;
    const own = document.activeElement?.closest("[data-status]");
    let at = seen.findIndex((g) => g.node === own);
    if (at >= 0) at += step;
    else {
      const top = edge() + 24;
      const below = seen.findIndex((g) => g.node.getBoundingClientRect().top > top);
      at = step > 0 ? (below < 0 ? seen.length - 1 : below) : (below < 0 ? seen.length : below) - 1;
    }
    go(seen[Math.max(0, Math.min(at, seen.length - 1))].node);
  }
  /* Groups off the screen have an estimated height; the second call stands after their real one is known. */
  function go(node) {
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "start" });
    requestAnimationFrame(() => node.scrollIntoView({ block: "start" }));
  }
  function follow() {
    const node = by(decodeURIComponent(location.hash.slice(1)));
    const group = node?.closest("[data-status]");
    if (!group) return;
    if (group.hidden) reset();
    go(node.tabIndex === -1 && node.hasAttribute("tabindex") ? node : group);
  }

  let waiting = 0;
  find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  section.addEventListener("change", apply);
  for (const button of [...picks, ...moves, changed]) button.addEventListener("click", () => { press(button, !pressed(button)); apply(); });
  clear.addEventListener("click", () => { reset(); find.focus(); });
  by("previous").addEventListener("click", () => jump(-1));
  by("next").addEventListener("click", () => jump(1));
  window.addEventListener("hashchange", follow);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return reset();
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); jump(event.key === "j" ? 1 : -1); }
    if (event.key === "/") { event.preventDefault(); find.focus(); find.select(); }
  });
  const room = () => document.documentElement.style.setProperty("--tools", `${edge()}px`);
  window.addEventListener("resize", room);
  tools.hidden = false;
  for (const button of moves) button.disabled = false;
  room();
  apply();
  follow();
})();
