/* Corrections that a reader makes on this page: kept in the browser where it can, saved as a file on demand. */
(() => {
  "use strict";
  const { data, items, lines, points, slice, range, make, button, redraw, hooks, by } = page;
  const { doc, forms, identifying, kinds } = data;
  const KEY = `guihua.corrections.${doc.sha256}`, CONTEXT = 20;
  const NAMES = { wrong: "记录有误", mend: "修改", missed: "遗漏" };
  const pick = by("pick"), form = by("form"), whole = by("all");
  let made = [];
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (Array.isArray(kept)) made = kept.filter((c) => c && typeof c === "object" && c.body?.sha256 === doc.sha256);
  } catch { /* no storage: the page works without */ }

  function changed(record) {
    by("made").textContent = String(made.length);
    try { localStorage.setItem(KEY, JSON.stringify(made)); } catch { /* as above */ }
    if (record !== undefined) redraw(record);
    const ranges = made.filter((c) => c.body.action === "missed").flatMap((c) => c.spans ?? []).map(([a, b]) => range(a, b)).filter(Boolean);
    CSS.highlights?.set("missed", new Highlight(...ranges));
  }
  const of = (n) => made.findIndex((c) => c.record === items[n].id && c.record !== undefined);
  const passage = (start, end) => {
    const before = slice(Math.max(0, start - CONTEXT), start), after = slice(end, end + CONTEXT);
    return { text: slice(start, end), before, after, start };
  };
  function correction(action, type, spans, was, fields, note) {
    return { sha256: doc.sha256, doc_id: doc.id, action, type, evidence: spans.map(([a, b]) => passage(a, b)), was, fields, note };
  }
  const identity = (item) => Object.fromEntries(identifying[item.kind].map((name) => [name, item.fields[name] ?? null]));
  function put(body, record, spans) {
    const at = record === undefined ? -1 : of(record);
    if (at >= 0) made.splice(at, 1);
    made.push({ record: record === undefined ? undefined : items[record].id, body, spans });
    changed(record);
  }
  function drop(at) {
    const [gone] = made.splice(at, 1);
    const n = items.findIndex((item) => item.id !== undefined && item.id === gone.record);
    changed(n < 0 ? undefined : n);
  }

  /* -- on each card -- */
  hooks.card = (n, node) => {
    const item = items[n], at = of(n), doing = node.querySelector(".doing");
    if (at >= 0) {
      const { action, fields } = made[at].body;
      if (action === "wrong") node.classList.add("wrong");
      node.querySelector("h3").after(make("p", "said", action === "wrong" ? "已标为有误" : `已修改：${spoken(item.kind, fields)}`));
      doing.append(button("", "撤销更正", () => drop(at), "take the correction back"));
    }
    if (item.kind !== "document" && (at < 0 || made[at].body.action !== "wrong")) {
      doing.append(button("", "记录有误", () => put(correction("wrong", item.kind, item.spans, identity(item), {}, ""), n), "mark as wrong: no record at all"));
    }
    doing.append(button("", "修改字段…", () => ask(n), "mend fields"));
  };
  const flat = (fields) => Object.entries(fields).flatMap(([name, value]) =>
    value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value).map(([inner, v]) => [`${name}.${inner}`, v]) : [[name, value]]);
  function spoken(kind, fields) {
    const named = new Map(forms[kind].map((f) => [f.name, f]));
    return flat(fields).map(([name, value]) => {
      const field = named.get(name), option = field?.options?.find(([v]) => v === value);
      return `${field?.label ?? name} ${option ? option[1] : value === null ? "（空）" : Array.isArray(value) ? value.join("、") : value}`;
    }).join("，");
  }

  /* -- a form for a record, or for a passage that was missed -- */
  function ask(n) { draw(items[n].kind, items[n].spans, items[n].fields, n); }
  function input(field, value) {
    let node;
    if (field.sort === "select") {
      node = make("select");
      if (!field.needed) node.append(new Option("", ""));
      node.append(...field.options.map(([v, label]) => new Option(label, v)));
    } else {
      node = make("input");
      node.type = "text";
      if (field.sort === "number" || field.sort === "whole") node.inputMode = "decimal";
      if (field.sort === "number") node.pattern = "\\s*-?[0-9]+(\\.[0-9]+)?\\s*";
      if (field.sort === "whole") node.pattern = "\\s*[0-9]{4}\\s*";
      if (field.sort === "date") { node.pattern = "\\s*\\d{4}(-\\d{2}(-\\d{2})?)?\\s*"; node.placeholder = "2025 或 2025-06"; }
    }
    node.required = field.needed;
    node.name = field.name;
    node.value = Array.isArray(value) ? value.join("、") : value === undefined || value === null ? (field.sort === "select" && field.needed ? field.options[0][0] : "") : String(value);
    return node;
  }
  function read(field, node) {
    const said = node.value.trim();
    if (field.sort === "list") return said ? said.split(/[、,，;；]\s*/).filter(Boolean) : [];
    if (said === "") return null;
    return field.sort === "number" || field.sort === "whole" ? Number(said) : said;
  }
  function nested(pairs) {
    const fields = {};
    for (const [name, value] of pairs) {
      const [outer, inner] = name.split(".");
      if (inner) (fields[outer] ??= {})[inner] = value;
      else fields[outer] = value;
    }
    return fields;
  }
  function draw(kind, spans, values, n) {
    const inside = form.firstElementChild, missed = n === undefined;
    const title = make("h2", "", missed ? "标为遗漏" : `修改${kinds[kind]}`);
    title.id = "form-title";
    const quote = make("p", "quote"), { before, after } = passage(spans[0][0], spans[0][1]);
    quote.append(make("span", "", before), spans.map(([a, b]) => slice(a, b)).join(" … "), make("span", "", after));
    const inputs = make("div", "inputs"), note = make("input"), save = button("strong", "保存", store);
    let fields = [];
    function lay(type) {
      kind = type;
      fields = forms[type].map((field) => [field, input(field, missed ? guess(type, field, spans) : values[field.name])]);
      inputs.replaceChildren(...fields.map(([field, node]) => { const label = make("label"); label.append(make("span", "", field.label), node); return label; }));
      check();
    }
    function found() {
      return fields.map(([field, node]) => [field.name, read(field, node)]).filter(([name, value]) => {
        const old = missed ? null : values[name] ?? null;
        return JSON.stringify(value) !== JSON.stringify(old) && !(Array.isArray(value) && !value.length && old === null);
      });
    }
    function check() { save.disabled = !fields.every(([, node]) => node.checkValidity()) || (!missed && !found().length); }
    function store() {
      const body = correction(missed ? "missed" : "mend", kind, spans, missed ? {} : identity(items[n]), nested(found()), note.value.trim());
      put(body, n, missed ? spans : undefined);
      form.close();
      if (missed) getSelection().removeAllRanges();
    }
    const rows = [title, quote];
    if (missed) {
      const types = make("div", "states"), guessed = /\d/.test(slice(...spans[0])) ? "target" : slice(...spans[0]).length <= 16 ? "unit" : "task";
      for (const type of Object.keys(forms).filter((k) => k !== "document")) {
        const b = button(type, kinds[type], () => { for (const other of types.children) other.setAttribute("aria-pressed", String(other === b)); lay(type); });
        b.setAttribute("aria-pressed", String(type === guessed));
        types.append(b);
      }
      types.style.marginBottom = "10px";
      rows.push(types);
      lay(guessed);
    } else lay(kind);
    const remark = make("label", "note");
    remark.append(make("span", "", "说明"), note);
    const buttons = make("div", "buttons");
    buttons.append(button("", "取消", () => form.close()), save);
    inside.replaceChildren(...rows, inputs, remark, buttons);
    inside.oninput = inside.onchange = check;
    inside.onkeydown = (event) => { if (event.key === "Enter" && event.target.matches("input") && !event.isComposing && !save.disabled) { event.preventDefault(); store(); } };
    check();
    form.showModal();
  }
  /* What can be read off the passage itself, so that little is left to type. */
  function guess(type, field, spans) {
    const text = slice(...spans[0]), number = /-?\d+(?:\.\d+)?/.exec(text), quantity = type === "target" || type === "observation";
    if (field.name === "value" && quantity && number) return Number(number[0]);
    if (field.name === "unit" && quantity && number) return /^\s*(?:[万亿]\S?|%|‰|个百分点|[^\s\d，。；、）)万亿]{1,2})/.exec(text.slice(number.index + number[0].length))?.[0].trim().replace(/^[万亿](?=\S)/, "") ?? "";
    if (field.name === "metric" && quantity && number) return text.slice(0, number.index).replace(/(?:达到|达|提高到|增加到|不低于|不少于|超过|以上|新增|新建|建成|至)*[：:，,\s]*$/, "") || text;
    if ((field.name === "name" || field.name === "canonical") && type !== "task") return field.name === "name" ? text : null;
    if (field.name === "title" && type === "task") return text.split(/[。；\n]/)[0].slice(0, 40);
    return null;
  }

  /* -- selecting what was missed -- */
  let chosen = null;
  function selection() {
    const selected = getSelection();
    if (selected.isCollapsed || !selected.rangeCount) return null;
    const range = selected.getRangeAt(0), source = by("source");
    if (!range.intersectsNode(source)) return null;
    let start = null, end = null;
    const common = range.commonAncestorContainer, near = (common.nodeType === 1 ? common : common.parentElement).closest("p[data-at]");
    for (const p of near ? [near] : lines) {
      if (!range.intersectsNode(p)) { if (start !== null) break; continue; }
      const own = document.createRange();
      own.selectNodeContents(p);
      const head = own.cloneRange();
      if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) own.setStart(range.startContainer, range.startOffset);
      if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) own.setEnd(range.endContainer, range.endOffset);
      const text = own.toString();
      if (!text.trim()) continue;
      head.setEnd(own.startContainer, own.startOffset);
      const from = Number(p.dataset.at) + points(head.toString());
      start ??= from + points(text) - points(text.trimStart());
      end = from + points(text.trimEnd());
    }
    return start === null ? null : [[start, end]];
  }
  function offer() {
    chosen = form.open ? null : selection();
    pick.hidden = !chosen;
    if (!chosen) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    pick.style.left = `${Math.max(8, Math.min(box.left + scrollX, innerWidth - 130))}px`;
    pick.style.top = `${box.bottom + scrollY + 6}px`;
  }
  function missed() { if (chosen) { const spans = chosen; pick.hidden = true; draw("target", spans, {}, undefined); } }
  document.addEventListener("selectionchange", () => { clearTimeout(offer.timer); offer.timer = setTimeout(offer, 150); });
  pick.addEventListener("pointerdown", (event) => event.preventDefault());
  pick.addEventListener("click", missed);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "m" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    chosen = selection();
    if (chosen) { event.preventDefault(); missed(); }
  });

  /* -- all of them, and the file -- */
  function save() {
    const text = made.map((c) => `${JSON.stringify(c.body)}\n`).join("");
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
    link.download = "corrections.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function overview() {
    const inside = whole.firstElementChild, rows = make("ol", "made");
    made.forEach((c, at) => {
      const row = make("li"), said = make("div"), { action, type, evidence, fields, note } = c.body;
      said.append(make("b", "", `${NAMES[action]}　${kinds[type]}　`), spoken(type, fields), make("p", "words", evidence.map((e) => e.text).join(" … ")));
      if (note) said.append(make("p", "hint", note));
      row.append(said, button("", "删除", () => { drop(at); overview(); }));
      rows.append(row);
    });
    const buttons = make("div", "buttons"), keep = button("strong", "保存为 corrections.jsonl", save, "download the corrections of this page");
    keep.disabled = !made.length;
    keep.autofocus = true;
    buttons.append(button("", "关闭", () => whole.close()), keep);
    inside.replaceChildren(make("h2", "", `更正 ${made.length}`), rows, make("p", "hint", made.length
      ? "下次转换时用 guihua convert --corrections corrections.jsonl 应用。"
      : "点开一条记录可标为有误或修改字段；选中原文可标为遗漏。"), buttons);
    if (!whole.open) whole.showModal();
  }
  by("corrections").addEventListener("click", overview);
  changed();
  page.start();
})();
