// The issue: what is unsaved, the page as it is typed, numbers, order, findings.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const root = () => byId("issue");
  const form = () => byId("issue-form");
  const fields = () => [...(form()?.querySelectorAll("[data-piece], [data-front]") ?? [])];
  const isChanged = (each) => each.tagName === "SELECT" ? [...each.options].some((one) => one.selected !== one.defaultSelected) : each.value !== each.defaultValue;
  const changed = () => fields().filter(isChanged);
  let leaving = false;

  // What is unsaved

  function mark() {
    if (!form()) return;
    let count = 0;
    for (const each of fields()) {
      const is = isChanged(each);
      each.classList.toggle("changed", is);
      count += is;
    }
    const status = byId("unsaved");
    const words = count ? `Unsaved: ${count === 1 ? "1 field" : `${count} fields`}` : "";
    if (status.textContent !== words) status.textContent = words;
    if (!count) preview.settle();
  }

  addEventListener("beforeunload", (event) => {
    if (!leaving && changed().length) event.preventDefault();
  });

  // A draft that is published is another file: the desk leads there.
  let acts = 0; // that are under way: their answers show the issue as it is then
  let missed = false; // whether the file changed meanwhile
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.detail.ctx.request.method !== "POST") return;
    acts -= 1;
    if (missed && !acts) refresh();
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx.request.method === "POST") acts += 1;
    if (event.detail.ctx.sourceElement.id === "publish") leave(true);
  });
  document.addEventListener("htmx:response:error", () => leave(false));
  function leave(is) {
    leaving = is;
    preview.pause(is);
  }

  // Only what changed is sent, so that a save says nothing of the rest.
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const body = ctx.request.body;
    if (!root()?.contains(ctx.sourceElement) || !(body instanceof FormData)) return;
    for (const each of fields()) if (!isChanged(each) && root().dataset.mode !== "text") body.delete(each.name);
  });

  // The page as it is typed: one question at a time, always with the newest text.

  let asking = false;
  let again = false;
  let calm = 0;

  function typed() {
    const body = new URLSearchParams({ post: root().dataset.post, base: root().dataset.seen });
    for (const each of changed()) if (each.dataset.piece !== undefined) body.append(each.name, each.value);
    return body;
  }

  async function ask(address) {
    const answer = await fetch(address, { method: "POST", body: typed() });
    return answer.ok && answer.headers.get("content-type") === "application/json" ? answer.json() : null;
  }

  async function live() {
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        const made = await ask("/issue/live");
        if (made) show(made);
      }
    } catch { /* the desk is away, which the page says */ } finally {
      asking = false;
    }
    clearTimeout(calm);
    calm = setTimeout(numbers, 250);
  }

  async function numbers() {
    if (asking || root().dataset.mode === "text") return;
    const before = typed().toString();
    const made = await ask("/issue/numbers").catch(() => null);
    if (!made || before !== typed().toString()) return;
    const problem = byId("live-problem");
    problem.hidden = !made.problem;
    problem.textContent = made.problem ?? "";
    if (made.html !== undefined) show(made);
    for (const [name, references] of Object.entries(made.pieces ?? {})) {
      const list = byId(`${name}-cited`);
      if (list) list.replaceChildren(...references.map(cited));
    }
  }

  function cited(each) {
    const item = document.createElement("li");
    if (each.number) {
      const number = document.createElement("span");
      number.className = "number";
      number.textContent = `[${each.number}]`;
      item.append(number, " ");
    }
    const host = document.createElement("span");
    host.className = "muted";
    host.textContent = each.host;
    item.append(`${each.words} `, host);
    return item;
  }

  function show(made) {
    if (changed().length) preview.put(made);
  }

  document.addEventListener("input", (event) => {
    if (!form()?.contains(event.target)) return;
    mark();
    if (event.target.dataset.piece !== undefined) live();
  });

  // Saving, and what comes after

  function save() {
    form()?.requestSubmit();
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && form()) {
      event.preventDefault();
      save();
    }
    const piece = event.target.closest?.("[data-kind]");
    if (event.altKey && piece && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const to = event.key === "ArrowUp" ? "up" : "down";
      move(piece.dataset.name, to, false, event.target.matches("textarea") ? "text" : to);
    }
  });

  // htmx puts the fragment into its place; what was focused there is found by what the desk says.
  let shown = null;
  document.addEventListener("htmx:after:swap", () => {
    if (shown && root() !== shown) byId("conflict").replaceChildren();
    shown = root();
    const focus = root()?.dataset.focus;
    if (focus) {
      delete root().dataset.focus;
      const target = byId(focus) ?? byId(focus.replace(/-\w+$/, "-text")) ?? byId(focus.replace(/-\w+$/, "-up"));
      target?.focus({ preventScroll: true });
      target?.closest(".piece")?.scrollIntoView({ block: "nearest" });
    }
    mark();
  });

  function move(name, to, behind, focus) {
    htmx.ajax("POST", "/issue/move", { source: form(), swap: "none", values: { name, to, behind: String(behind), focus } });
  }

  // Drag

  let dragged = null;
  let dropped = false;
  const clear = () => document.querySelectorAll(".drop-before, .drop-behind").forEach((each) => each.classList.remove("drop-before", "drop-behind"));

  document.addEventListener("dragstart", (event) => {
    const handle = event.target.closest?.(".handle");
    dragged = handle?.closest("[data-kind]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.name);
    event.dataTransfer.setDragImage(dragged, 10, 10);
    dragged.classList.add("dragging");
  });

  function target(event) {
    const over = event.target.closest?.("[data-kind]");
    if (!dragged || !over || over === dragged) return null;
    if (dragged.dataset.kind === "section" && over.dataset.kind !== "section") return null;
    const box = over.getBoundingClientRect();
    return { over, behind: over.dataset.kind !== dragged.dataset.kind || event.clientY > box.top + box.height / 2 };
  }

  document.addEventListener("dragover", (event) => {
    const found = target(event);
    clear();
    if (!found) return;
    event.preventDefault();
    found.over.classList.add(found.behind ? "drop-behind" : "drop-before");
  });
  document.addEventListener("drop", (event) => {
    const found = target(event);
    clear();
    if (!found) return;
    event.preventDefault();
    dropped = true;
    move(dragged.dataset.name, found.over.dataset.name, found.behind, "up");
  });
  document.addEventListener("dragend", () => {
    clear();
    if (!dragged) return;
    dragged.classList.remove("dragging");
    dragged = null;
    if (!dropped) refresh(); // what changed meanwhile
    dropped = false;
  });

  // Findings: to the line

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-finding]");
    if (link) {
      event.preventDefault();
      const first = byId(`${link.dataset.finding}-findings`);
      first?.closest("details")?.setAttribute("open", "");
      first?.scrollIntoView({ block: "center" });
      first?.querySelector("button")?.focus({ preventScroll: true });
    }
    const line = event.target.closest?.(".finding-list .line");
    if (!line) return;
    const name = line.dataset.pieceName;
    const field = byId("whole-text") ?? byId(`${name}-text`);
    if (!field) return;
    const lines = field.value.split("\n");
    const own = Math.min(Number(line.dataset.line), lines.length - 1);
    const start = lines.slice(0, own).reduce((sum, each) => sum + each.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + lines[own].length);
  });

  // The file changed elsewhere: what is not unsaved here is loaded again.

  document.addEventListener("postgen:changed", (event) => {
    const own = root()?.dataset.post;
    if (!own || leaving || (!event.detail.all && !event.detail.paths.includes(own))) return;
    missed = acts > 0;
    if (missed) return;
    if (changed().length) {
      desk.say("The file changed on the disk. Saving will ask which of the two is meant.", "error");
      return;
    }
    refresh();
  });

  async function refresh() {
    if (dragged || acts || leaving) return;
    missed = false;
    const { post, mode } = root().dataset;
    const query = new URLSearchParams({ post, as: mode });
    const answer = await fetch(`/issue/part?${query}`);
    if (leaving) return;
    if (answer.status === 400) { // it has gone elsewhere
      leave(true);
      desk.lead("/issue");
      return;
    }
    if (!answer.ok || changed().length) return;
    const text = await answer.text();
    const made = new DOMParser().parseFromString(text, "text/html").getElementById("issue");
    if (!made || dragged || acts || made.dataset.seen === root().dataset.seen) return;
    const focused = document.activeElement?.id;
    root().replaceWith(made);
    htmx.process(made);
    byId(focused)?.focus({ preventScroll: true });
    mark();
  }

  desk.key("s", "Save (also Ctrl+S, in a text)", save);
  desk.key("Alt ↑ ↓", "Move the item or the section that is focused", () => false);
  desk.key("f", "To the first finding", () => document.querySelector("[data-finding]")?.click());
  document.addEventListener("DOMContentLoaded", () => { shown = root(); mark(); });
  addEventListener("pageshow", mark);
})();
