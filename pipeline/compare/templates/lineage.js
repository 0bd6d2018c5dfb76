"use strict";
(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const one = (id) => document.getElementById(id);
  const drawing = document.querySelector(".lanes");
  const stage = document.querySelector(".stage");
  const panel = one("panel");
  const chosen = one("chosen");
  const threads = all("details.thread");
  const sections = all("svg.section");
  const lanes = all("a.lane");
  const text = threads.map((thread) => thread.textContent.toLowerCase());
  const narrow = matchMedia("(max-width: 719px)");
  let picked = null;

  // -- which threads are shown; the lanes that stay close up ----------------------------------------------------

  const filter = () => {
    const words = one("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    const life = one("life").value;
    let shown = 0;
    threads.forEach((thread, n) => {
      const fits = words.every((word) => text[n].includes(word)) &&
        (!life || thread.dataset.life === life || thread.dataset.flags.split(" ").includes(life));
      thread.hidden = !fits;
      lanes[n].classList.toggle("gone", !fits);
      shown += fits ? 1 : 0;
    });
    one("count").textContent = shown === threads.length ? `${shown} 条脉络` : `${threads.length} 条脉络中的 ${shown} 条`;
    one("none").hidden = shown > 0;
    sections.forEach((section) => {
      let y = Number(section.dataset.head);
      let held = false;
      all("a.lane:not(.gone)", section).forEach((lane) => {
        lane.setAttribute("transform", `translate(0 ${y})`);
        y += Number(lane.dataset.height);
        held = true;
      });
      section.classList.toggle("gone", !held);
      section.setAttribute("viewBox", `0 0 ${section.viewBox.baseVal.width} ${y}`);
      section.setAttribute("height", y);
    });
  };
  one("words").addEventListener("input", filter);
  one("life").addEventListener("change", filter);
  document.querySelector(".filter").addEventListener("submit", (event) => event.preventDefault());

  // -- one thread ----------------------------------------------------------------------------------------------

  const close = () => {
    if (picked === null) return;
    const lane = lanes[picked];
    lane.classList.remove("picked");
    lane.removeAttribute("aria-current");
    drawing.classList.remove("chosen");
    stage.classList.remove("open");
    panel.hidden = true;
    picked = null;
    lane.focus({ preventScroll: true });
  };
  const pick = (number) => {
    if (picked !== null) {
      lanes[picked].classList.remove("picked");
      lanes[picked].removeAttribute("aria-current");
    }
    picked = number;
    lanes[number].classList.add("picked");
    lanes[number].setAttribute("aria-current", "true");
    drawing.classList.add("chosen");
    stage.classList.add("open");
    const head = document.createElement("h3");
    head.textContent = threads[number].querySelector("summary .name").textContent;
    const tags = threads[number].querySelector(".tags").cloneNode(true);
    const body = threads[number].querySelector(".body").cloneNode(true);
    panel.className = threads[number].dataset.life;
    chosen.replaceChildren(head, tags, body);
    panel.hidden = false;
    panel.scrollTop = 0;
  };
  const open = (number) => {
    if (threads[number].hidden) {
      one("words").value = "";
      one("life").value = "";
      filter();
    }
    if (!narrow.matches) {
      pick(number);
      return;
    }
    threads[number].open = true;
    threads[number].scrollIntoView();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-number]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const number = Number(link.dataset.number);
    if (link.classList.contains("lane") && picked === number) {
      close();
      return;
    }
    open(number);
    if (!link.classList.contains("lane") && !narrow.matches) lanes[number].scrollIntoView({ block: "center" });
  });
  one("close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const at = lanes.indexOf(document.activeElement);
    if (at < 0) return;
    const seen = lanes.filter((lane) => !lane.classList.contains("gone"));
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = event.key === "Home" ? seen[0] : event.key === "End" ? seen[seen.length - 1] : move && seen[seen.indexOf(lanes[at]) + move];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (picked !== null) pick(lanes.indexOf(next));
  });
  const fromAddress = () => {
    const found = /^#thread-(\d+)$/.exec(location.hash);
    if (!found || !threads[Number(found[1])]) return;
    const number = Number(found[1]);
    open(number);
    if (!narrow.matches) lanes[number].scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();

  // -- coverage ------------------------------------------------------------------------------------------------

  all(".chip").forEach((chip) => {
    chip.addEventListener("click", () => {
      const on = chip.getAttribute("aria-pressed") !== "true";
      all(".chip", chip.parentElement).forEach((other) => other.setAttribute("aria-pressed", String(on && other === chip)));
      const table = chip.parentElement.nextElementSibling;
      all("tbody tr", table).forEach((row) => row.classList.toggle("gone", on && row.dataset.status !== chip.dataset.status));
    });
  });

  // -- on paper everything is said -----------------------------------------------------------------------------

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = threads.filter((thread) => !thread.open);
    closed.forEach((thread) => { thread.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((thread) => { thread.open = false; }));
})();
