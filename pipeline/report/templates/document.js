/* The page of one document. Records come from the JSON island and are only ever written as text. */
const page = (() => {
  "use strict";
  const by = (id) => document.getElementById(id);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const data = JSON.parse(by("data").textContent);
  const count = data.records.length;
  const items = [...data.records, ...data.edits.map((e) => ({ kind: e.kind, spans: [[e.start, e.end]], edit: e, section: -1 }))];
  const root = document.documentElement, source = by("source"), list = by("list"), here = by("here"), aside = by("records"), grip = by("grip");
  const tools = by("tools"), find = by("find"), section = by("section"), shown = by("shown"), clear = by("clear"), printed = by("printed");
  const picks = all("[data-pick]"), shows = all("[data-show]");
  const marks = all("mark", source);
  const refs = marks.map((m) => m.dataset.r.split(" ").map(Number));
  const place = new Map(marks.map((m, n) => [m, n]));
  const byId = new Map(data.records.map((r, n) => [r.id, n]));
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));
  const chosen = (buttons, name) => new Set(buttons.filter(pressed).map((b) => b.dataset[name]));
  const make = (tag, name, text) => { const e = document.createElement(tag); if (name) e.className = name; if (text !== undefined) e.textContent = text; return e; };
  const button = (name, text, does, title) => { const b = make("button", name, text); b.type = "button"; if (title) b.title = title; b.addEventListener("click", (event) => { event.stopPropagation(); does(); }); return b; };

  /* -- the source by offsets: code points, as records count them; line ends stand in no paragraph -- */
  const lines = all("p[data-at]", source), starts = lines.map((p) => Number(p.dataset.at));
  const points = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
  const part = (text, from, to) => (/[\ud800-\udfff]/.test(text) ? [...text].slice(from, to).join("") : text.slice(from, to));
  function lineAt(offset) {
    let low = 0, high = starts.length - 1;
    while (low < high) { const mid = (low + high + 1) >> 1; if (starts[mid] <= offset) low = mid; else high = mid - 1; }
    return low;
  }
  function slice(start, end) {
    const parts = [];
    start = Math.max(0, start);
    for (let n = lineAt(start); n < lines.length && (starts[n] < end || n === lineAt(start)); n++) parts.push(part(lines[n].textContent, Math.max(0, start - starts[n]), Math.max(0, end - starts[n])));
    const last = lineAt(start) + parts.length;
    if (last < lines.length && starts[last] <= end && end > starts[last - 1] + points(lines[last - 1].textContent)) parts.push("");
    return parts.join("\n");
  }
  const words = (item) => item.words ??= item.spans.map(([a, b]) => slice(a, b)).join(" … ");

  /* -- cards, made when they come near the screen -- */
  const CHUNK = 30, GUESS = { task: 92, target: 96, indicator: 96, unit: 66, observation: 96, document: 160, cut: 66, mend: 66 };
  let order = [], position = new Map(), chunks = [], selected = -1;
  const hooks = { card: () => {} };
  const watch = new IntersectionObserver((seen) => { for (const s of seen) if (s.isIntersecting) fill(s.target); }, { root: null, rootMargin: "700px" });

  function fill(chunk) {
    if (chunk.firstChild) return;
    watch.unobserve(chunk);
    const from = Number(chunk.dataset.c) * CHUNK;
    chunk.append(...order.slice(from, from + CHUNK).map(card));
    chunk.style.minHeight = "";
  }
  function fact(name, value) {
    const row = make("div");
    row.append(make("dt", "", name), make("dd", "", value));
    return row;
  }
  function card(n) {
    const item = items[n], node = make("article", `card ${item.kind}${n === selected ? " on" : ""}`);
    node.dataset.card = n;
    node.tabIndex = -1;
    node.append(make("span", "kind", data.kinds[item.kind] + (item.tag ? ` ${item.tag}` : "")));
    if (item.edit) {
      const { before, after, rule } = item.edit;
      const said = make("p", "words");
      said.append(make("span", "before", (before.trim() ? before : before.replace(/[^\n]/g, "␣")).replace(/\n/g, "↩") || "（无）"));
      if (after) said.append(" → ", make("span", "after", after));
      node.append(make("h3", "", rule), said);
      return node;
    }
    node.append(make("h3", "", item.head));
    if (item.kind !== "task" && item.kind !== "document") node.append(make("p", "words", words(item)));
    const facts = make("dl");
    facts.append(...item.facts.map(([name, value]) => fact(name, value)));
    if (item.page) facts.append(fact("页", String(item.page)));
    node.append(facts, more(n, item));
    hooks.card(n, node);
    return node;
  }
  function more(n, item) {
    const node = make("div", "more"), near = make("div", "row");
    node.append(make("p", "rule", `规则 ${item.rule}　可信度 ${item.confidence.toFixed(2)}`));
    if (item.task !== undefined) near.append(button("chip task", `任务 ${items[item.task].head}`, () => select(item.task, "both"), "the task that it belongs to"));
    if (item.indicator !== undefined) near.append(button("chip indicator", `指标 ${items[item.indicator].head}`, () => select(item.indicator, "both"), "the indicator that it restates"));
    const inside = item.kind === "task" ? children.get(n) ?? [] : [];
    for (const kind of ["target", "unit", "observation"]) {
      for (const child of inside.filter((c) => items[c].kind === kind)) near.append(button(`chip ${kind}`, items[child].head, () => select(child, "both")));
    }
    for (const [label, spans] of item.actions ?? []) near.append(button("", label, () => deed(spans), "an action of the task: show it in the text"));
    const doing = make("div", "row doing");
    node.append(near, doing);
    return node;
  }
  const children = new Map();
  data.records.forEach((r, n) => {
    if (r.task === undefined) return;
    if (!children.has(r.task)) children.set(r.task, []);
    children.get(r.task).push(n);
  });

  function lay() {
    watch.disconnect();
    list.replaceChildren();
    chunks = [];
    for (let c = 0; c * CHUNK < order.length; c++) {
      const chunk = make("div", "chunk");
      chunk.dataset.c = c;
      chunk.style.minHeight = `${order.slice(c * CHUNK, (c + 1) * CHUNK).reduce((sum, n) => sum + GUESS[items[n].kind], 0)}px`;
      chunks.push(chunk);
      watch.observe(chunk);
    }
    list.append(...chunks);
    if (!order.length) list.append(make("p", "nothing", "没有符合筛选条件的记录。"));
    if (chunks.length) fill(chunks[0]);
  }
  function cardOf(n) {
    const at = position.get(n);
    if (at === undefined) return null;
    fill(chunks[Math.floor(at / CHUNK)]);
    return list.querySelector(`[data-card="${n}"]`);
  }
  function redraw(n) {
    const old = list.querySelector(`[data-card="${n}"]`);
    if (!old) return;
    const fresh = card(n), focused = document.activeElement === old || old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (focused) fresh.focus({ preventScroll: true });
  }

  /* -- filters -- */
  const asked = () => fold(find.value).split(/\s+/).filter(Boolean);
  const text = (item) => item.text ??= fold([item.head, words(item), ...(item.facts ?? []).flat(), item.rule, item.edit?.rule, item.edit?.after].filter(Boolean).join("\n")).replace(/\s+/g, "");
  function apply() {
    const kinds = chosen(picks, "pick"), repairs = chosen(shows, "show"), terms = asked(), where = section?.value ?? "";
    const wanted = (item) => (where === "" || item.section === Number(where)) && terms.every((t) => text(item).includes(t));
    order = [];
    const on = new Uint8Array(items.length), narrowed = where !== "" || terms.length > 0;
    items.forEach((item, n) => {
      const typed = item.edit ? repairs.has(item.kind) : !kinds.size || kinds.has(item.kind);
      if (!typed || !wanted(item)) return;
      order.push(n);
      on[n] = 1;
    });
    if (repairs.size) order.sort((a, b) => items[a].spans[0][0] - items[b].spans[0][0] || a - b);
    position = new Map(order.map((n, at) => [n, at]));
    for (const kind of Object.keys(data.kinds)) {
      root.classList.toggle(`no-${kind}`, kinds.size > 0 && !kinds.has(kind));
      root.classList.toggle(`show-${kind}`, repairs.has(kind));
    }
    if (narrowed || root.classList.contains("narrowed")) marks.forEach((m, n) => paint(m, refs[n], on, narrowed));
    root.classList.toggle("narrowed", narrowed);
    const whole = count + data.edits.filter((e) => repairs.has(e.kind)).length, filtered = narrowed || kinds.size > 0;
    shown.textContent = order.length === whole ? `${whole} 条` : `${order.length} / ${whole} 条`;
    grip.textContent = `记录　${shown.textContent}`;
    clear.hidden = !filtered && !repairs.size;
    printed.hidden = !filtered;
    const said = picks.filter(pressed).map((b) => data.kinds[b.dataset.pick]);
    if (where !== "") said.push(section.selectedOptions[0].textContent.trim());
    if (terms.length) said.push(`“${find.value.trim()}”`);
    printed.textContent = `筛选：${said.join("，")}（${shown.textContent}）`;
    lay();
    if (position.has(selected)) show(cardOf(selected));
  }
  /* While records are searched, a mark has the colours of those alone that were found. */
  function paint(mark, own, on, narrowed) {
    const kinds = {};
    for (const r of own) kinds[items[r].kind] = kinds[items[r].kind] || !narrowed || r >= count || on[r] === 1;
    for (const [kind, seen] of Object.entries(kinds)) mark.classList.toggle(kind, seen);
    mark.classList.toggle("off", narrowed && !own.some((r) => on[r]));
  }
  function reset() {
    for (const b of [...picks, ...shows]) press(b, false);
    find.value = "";
    if (section) section.value = "";
    apply();
  }

  /* -- from one side to the other -- */
  const marksOf = (n) => marks.filter((m, at) => refs[at].includes(n));
  function show(node) {
    if (!node) return;
    const box = list.getBoundingClientRect(), own = node.getBoundingClientRect();
    list.scrollTop += own.top - box.top - Math.max(8, (box.height - own.height) / 4);
  }
  /* Blocks off the screen have an estimated height; the second call stands after their real one is known. */
  function bring(mark) {
    if (!mark) return;
    const centre = () => mark.scrollIntoView({ block: matchMedia("(max-width: 720px)").matches ? "nearest" : "center" });
    centre();
    requestAnimationFrame(() => { centre(); requestAnimationFrame(centre); });
  }
  function select(n, go) {
    for (const m of all("mark.on, mark.deed", source)) m.classList.remove("on", "deed");
    list.querySelector(".card.on")?.classList.remove("on");
    CSS.highlights?.delete("deed");
    selected = n;
    if (n < 0) { here.replaceChildren(); return; }
    const item = items[n];
    if (!position.has(n)) {
      if (item.edit) press(shows.find((b) => b.dataset.show === item.kind), true);
      for (const b of picks) press(b, false);
      find.value = "";
      if (section) section.value = "";
      apply();
    }
    const own = marksOf(n), node = cardOf(n);
    for (const m of own) m.classList.add("on");
    node?.classList.add("on");
    if (go !== "text") { show(node); requestAnimationFrame(() => show(cardOf(n))); }
    if (go !== "list") bring(own[0]);
    if (go === "list" || go === "both") open(true);
    stack(own[0], n);
    if (item.id) try { history.replaceState(null, "", `#${encodeURIComponent(item.id)}`); } catch { /* some browsers keep addresses of files as they are */ }
  }
  /* Everything that covers the same stretch, the widest first. */
  const visible = (r) => position.has(r) && (r < count || root.classList.contains(`show-${items[r].kind}`));
  const covering = (mark) => (mark ? refs[place.get(mark)] : []).filter(visible);
  let current = null;
  function stack(mark, n) {
    current = covering(current).includes(n) ? current : mark;
    here.replaceChildren(make("span", "", "此处"));
    for (const r of covering(current)) {
      const chip = button(`chip ${items[r].kind}`, `${data.kinds[items[r].kind]} ${items[r].head ?? items[r].edit.rule}`, () => select(r, "list"));
      chip.setAttribute("aria-current", String(r === n));
      here.append(chip);
    }
  }
  const width = (n) => items[n].spans.reduce((sum, [a, b]) => sum + b - a, 0);
  /* A click takes the narrowest record of the stretch; another click on it the next wider one. */
  function take(mark) {
    const covers = covering(mark).sort((a, b) => width(a) - width(b) || a - b);
    if (!covers.length) return false;
    const again = mark === current ? covers.indexOf(selected) : -1;
    current = mark;
    select(covers[(again + 1) % covers.length], "list");
    return true;
  }
  function deed(spans) {
    CSS.highlights?.delete("deed");
    const ranges = spans.map(([a, b]) => range(a, b)).filter(Boolean);
    if (!ranges.length) return;
    if (CSS.highlights) CSS.highlights.set("deed", new Highlight(...ranges));
    bring(ranges[0].startContainer.parentElement);
  }
  function spot(offset, behind) {
    const n = lineAt(behind ? offset - 1 : offset), walker = document.createTreeWalker(lines[n], NodeFilter.SHOW_TEXT);
    let left = part(lines[n].textContent, 0, offset - starts[n]).length;
    while (walker.nextNode()) {
      if (left < walker.currentNode.length || (behind && left === walker.currentNode.length)) return [walker.currentNode, left];
      left -= walker.currentNode.length;
    }
    return null;
  }
  function range(start, end) {
    const a = spot(start, false), b = spot(end, true);
    if (!a || !b) return null;
    const found = new Range();
    found.setStart(...a);
    found.setEnd(...b);
    return found;
  }
  function open(on) { aside.classList.toggle("open", on); grip.setAttribute("aria-expanded", String(on)); }
  function focusMark(mark) { mark.tabIndex = -1; mark.focus({ preventScroll: true }); }
  function step(by_) {
    if (!order.length) return;
    let at = position.has(selected) ? position.get(selected) + by_ : by_ > 0 ? 0 : order.length - 1;
    if (!position.has(selected)) {
      const top = tools.getBoundingClientRect().bottom;
      const below = order.findIndex((n) => n < count && marksOf(n)[0]?.getBoundingClientRect().top > top);
      if (below >= 0 && scrollY > 200) at = by_ > 0 ? below : Math.max(0, below - 1);
    }
    const n = order[Math.max(0, Math.min(at, order.length - 1))];
    select(n, "both");
    cardOf(n)?.focus({ preventScroll: true });
  }
  function follow() {
    const n = byId.get(decodeURIComponent(location.hash.slice(1)));
    if (n !== undefined) { select(n, "both"); focusMark(marksOf(n)[0] ?? source); }
  }

  source.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const mark = event.target.closest("mark");
    if (mark && take(mark)) focusMark(mark);
  });
  list.addEventListener("click", (event) => {
    const node = event.target.closest("[data-card]");
    if (!node || !getSelection().isCollapsed) return;
    select(Number(node.dataset.card), "text");
    cardOf(selected)?.focus({ preventScroll: true });
  });
  grip.addEventListener("click", () => open(!aside.classList.contains("open")));
  let waiting = 0;
  find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  section?.addEventListener("change", () => {
    apply();
    if (section.value !== "" && order.length) bring(marksOf(order.find((n) => n < count) ?? -1)[0]);
  });
  for (const b of [...picks, ...shows]) b.addEventListener("click", () => { press(b, !pressed(b)); apply(); });
  clear.addEventListener("click", () => { reset(); find.focus(); });
  by("previous").addEventListener("click", () => step(-1));
  by("next").addEventListener("click", () => step(1));
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", () => chunks.forEach(fill));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const { target, key } = event;
    if (key === "Escape") { reset(); return; }
    if (target.closest("input, select, textarea")) return;
    const mark = target.closest("mark"), node = target.matches("[data-card]") ? target : null;
    if (key === "Enter" && mark && take(mark)) { cardOf(selected)?.focus({ preventScroll: true }); event.preventDefault(); }
    else if (key === "Enter" && node) {
      select(Number(node.dataset.card), "text");
      const first = marksOf(selected)[0];
      if (first) focusMark(first);
      event.preventDefault();
    } else if (mark && (key === "ArrowRight" || key === "ArrowLeft")) {
      const by_ = key === "ArrowRight" ? 1 : -1;
      let at = place.get(mark) + by_;
      while (marks[at] && !covering(marks[at]).length) at += by_;
      if (marks[at]) { take(marks[at]); focusMark(marks[at]); bring(marks[at]); }
      event.preventDefault();
    } else if (key === "j" || key === "k") { event.preventDefault(); step(key === "j" ? 1 : -1); }
    else if (key === "/") { event.preventDefault(); find.focus(); find.select(); }
  });
  const room = () => root.style.setProperty("--tools", `${getComputedStyle(tools).position === "sticky" ? tools.offsetHeight : 0}px`);
  new ResizeObserver(room).observe(tools); // its buttons take two rows where the window is narrow, or when one more shows
  window.addEventListener("resize", room);

  function start() {
    tools.hidden = false;
    room();
    if (marks[0]) marks[0].tabIndex = 0;
    apply();
    follow();
  }
  return { data, items, lines, points, slice, range, make, button, redraw, hooks, start, by };
})();
