// The backlog: keys, dragging, and what an act changes. The rows are plain lists of links, boxes and
// buttons, without roles of widgets: a screen reader goes through them as on any page, and `j` and
// `k` put the focus on the next title.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("triage");
  const sections = byId("sections");
  const items = () => [...sections.querySelectorAll(".item")];
  const keyOf = (item) => item?.id.slice(2);
  const byKey = (key) => byId(`i-${key}`);
  const titleOf = (item) => item.querySelector(".go").textContent;
  const keysOf = (section) => section.dataset.keys.split(" ").filter(Boolean);
  const announce = (text) => { byId("announcement").textContent = text; };
  let last = null; // the key of the item that had the focus last
  let marks = {};

  // Acts wait for each other, and what is typed meanwhile waits for them.
  let queue = Promise.resolve();
  let waiting = 0;
  function inTurn(act) {
    waiting += 1;
    const done = () => { waiting -= 1; if (!waiting) form.dataset.idle = ""; };
    delete form.dataset.idle;
    queue = queue.then(act).catch((problem) => desk.say(String(problem.message || problem), "error")).then(done, done);
    return queue;
  }
  const key = (name, description, act) => desk.key(name, description, (event) => {
    if (!event.repeat || "jkJK".includes(name)) inTurn(act);
  });

  // Where the focus is

  function current() {
    return document.activeElement?.closest?.(".item") || (last && byKey(last)) || null;
  }
  function focus(item) {
    item?.querySelector(".go").focus();
    item?.scrollIntoView({ block: "nearest" });
  }
  sections.addEventListener("focusin", (event) => {
    const item = event.target.closest(".item");
    if (item) last = keyOf(item);
  });

  function place(item) {
    const section = item?.closest(".category");
    return item && { key: keyOf(item), at: Number(section.dataset.at), index: [...section.querySelectorAll(".item")].indexOf(item) };
  }
  // The item that is where one was: the next one after a drop, else the one before it.
  function at(was) {
    const section = [...sections.children].find((each) => Number(each.dataset.at) === was.at);
    const own = section ? [...section.querySelectorAll(".item")] : [];
    if (was.index < own.length) return own[was.index];
    const all = items();
    return all.find((item) => Number(item.closest(".category").dataset.at) > was.at) || own.at(-1) || all.at(-1);
  }

  async function step(by) {
    const all = items();
    const now = current();
    if (!now) return focus(all[by > 0 ? 0 : all.length - 1]);
    const place = all.indexOf(now);
    if (by > 0 && now === now.parentElement.lastElementChild) {
      const more = now.closest(".category").querySelector(".load:not([hidden])");
      if (more) await load(more.closest(".category"));
    }
    focus(items()[place + by] || now);
  }

  // What the server says

  async function ask(address, options = {}) {
    try {
      return await fetch(address, { ...options, headers: { "HX-Request": "true" } });
    } catch {
      throw new Error("The desk does not answer: nothing was saved.");
    }
  }
  const lineOf = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("p")?.textContent || "This did not work; the terminal of the desk may say why.";

  async function send(address, fields) {
    const body = new URLSearchParams([...fields, ["as", "json"], ["q", form.dataset.words]]);
    if (!body.has("seen")) body.set("seen", form.elements.seen.value);
    const answer = await ask(address, { method: "POST", body });
    const text = await answer.text();
    const isData = answer.headers.get("content-type").startsWith("application/json");
    if (answer.ok && isData) return JSON.parse(text);
    if (answer.status === 409) return { conflict: text };
    if (answer.ok) return { message: lineOf(text) };
    throw new Error(lineOf(text));
  }
  async function get(address, fields) {
    const answer = await ask(`${address}?${new URLSearchParams(fields)}`);
    const text = await answer.text();
    if (answer.ok) return text;
    throw new Error(lineOf(text));
  }

  async function act(address, fields, { follow = false } = {}) {
    const was = place(current());
    const answer = await send(address, fields);
    await apply(answer, was, follow);
    if (answer.message) desk.say(answer.message);
    return answer;
  }

  function rowOf(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const item = holder.content.firstElementChild;
    mark(item);
    return item;
  }
  function mark(item) {
    const html = marks[keyOf(item)];
    if (html) item.querySelector(".marks").innerHTML = html;
  }

  async function apply(answer, was, follow) {
    if (!answer.seen) return;
    const active = document.activeElement;
    const hadFocus = active?.closest?.("#sections, #chosen") || active === document.body;
    form.elements.seen.value = answer.seen;
    if (answer.html !== undefined) redraw(answer.html);
    else {
      const old = new Map(items().map((item) => [keyOf(item), item]));
      for (const each of answer.sections) await reorder(each, answer.rows, old, follow && was?.key);
    }
    byId("total").textContent = answer.total;
    count();
    if (!was || !hadFocus) return;
    const same = byKey(was.key);
    const stays = same && (follow || Number(same.closest(".category").dataset.at) === was.at);
    const next = stays ? same : at(was);
    if (stays && same.contains(active)) active.focus();
    else if (next) focus(next);
    else byId("main").focus(); // the backlog is empty now
  }

  function redraw(html) {
    const checked = new Set([...sections.querySelectorAll(".item :checked")].map((box) => box.value));
    sections.innerHTML = html;
    for (const item of items()) {
      mark(item);
      if (checked.has(keyOf(item))) item.querySelector("input").checked = true;
    }
    const names = [...sections.querySelectorAll(".category")].map((each) => each.dataset.name).filter(Boolean);
    if (!form.dataset.words) for (const list of [byId("move-to"), byId("category-into")]) list.replaceChildren(...names.map((name) => new Option(name)));
    watch();
  }

  // The rows of a section in their order: those that were shown, and no gaps between them. Where all
  // were shown, so are new ones; `follow` is the key of one that is shown in any case.
  async function reorder({ at, keys }, rows, old, follow) {
    const section = [...sections.children].find((each) => Number(each.dataset.at) === at);
    const list = section.querySelector(".items");
    const shown = new Set([...list.children].map(keyOf));
    const most = shown.size === keysOf(section).length ? shown.size + 100 : keys.findLastIndex((key) => shown.has(key)) + 1;
    const wanted = keys.slice(0, Math.max(most, keys.indexOf(follow) + 1));
    const missing = wanted.filter((key) => !rows[key] && !old.has(key));
    if (missing.length) Object.assign(rows, await fetchRows(missing));
    const nodes = wanted.map((key) => old.get(key) || (rows[key] && rowOf(rows[key]))).filter(Boolean);
    arrange(list, nodes);
    section.dataset.keys = keys.join(" ");
    left(section);
  }
  // What stays where it is is not touched: ten thousand rows are as quick as ten.
  function arrange(list, nodes) {
    const wanted = new Set(nodes);
    for (const node of [...list.children]) if (!wanted.has(node)) node.remove();
    let next = list.firstElementChild;
    for (const node of nodes) {
      if (node === next) next = next.nextElementSibling;
      else list.insertBefore(node, next);
    }
  }
  async function fetchRows(keys) {
    const found = {};
    for (let start = 0; start < keys.length; start += 100) {
      const part = keys.slice(start, start + 100).map((key) => ["key", key]);
      Object.assign(found, JSON.parse(await get("/backlog/rows", part)).rows);
    }
    return found;
  }
  async function load(section) {
    const list = section.querySelector(".items");
    const more = keysOf(section).slice(list.children.length, list.children.length + 100);
    const rows = await fetchRows(more);
    list.append(...more.filter((key) => rows[key]).map((key) => rowOf(rows[key])));
    left(section);
  }
  function left(section) {
    const all = keysOf(section).length;
    const hidden = all - section.querySelectorAll(".item").length;
    section.querySelector(".size").textContent = all;
    section.querySelector(".left").textContent = hidden;
    section.querySelector(".load").hidden = hidden <= 0;
  }

  const nearView = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting && !entry.target.hidden) inTurn(() => load(entry.target.closest(".category")));
    }
  }, { rootMargin: "400px" });
  function watch() {
    nearView.disconnect();
    for (const button of sections.querySelectorAll(".load")) nearView.observe(button);
  }

  async function refresh() {
    const was = place(current());
    const known = new Set(items().map(keyOf));
    const answer = JSON.parse(await get("/backlog/changes", [["seen", form.elements.seen.value], ["q", form.dataset.words]]));
    if (answer.seen === form.elements.seen.value && !form.dataset.words) return [];
    await apply(answer, was, true);
    return items().filter((item) => !known.has(keyOf(item)));
  }
  document.addEventListener("postgen:changed", (event) => {
    if (event.detail.all || event.detail.paths.includes(form.dataset.path)) inTurn(refresh);
  });

  // What is selected

  const boxes = () => [...sections.querySelectorAll(".item input:checked")];
  function chosen() {
    const some = boxes().map((box) => box.closest(".item"));
    const one = current();
    return some.length ? some : one ? [one] : [];
  }
  const nothing = () => (items().length ? "No link has the focus. Go to one with j and k." : "There is no link here.");
  const short = (text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
  const fieldsOf = (some) => some.map((item) => ["item", keyOf(item)]);
  const nameOf = (some) => (some.length === 1 ? `“${short(titleOf(some[0]))}”` : `${some.length} links`);
  function count() {
    const number = boxes().length;
    byId("chosen-count").textContent = `${number} selected`;
    return number;
  }
  let lastBox = null;
  function toggle(box, wanted) {
    box.checked = wanted;
    lastBox = box;
    const number = count();
    const item = box.closest(".item");
    const bar = byId("chosen").getBoundingClientRect();
    if (number && item.getBoundingClientRect().bottom > bar.top) item.scrollIntoView({ block: "nearest" });
    announce(`${wanted ? "Selected" : "Not selected"}: ${titleOf(item)}. ${number} selected.`);
  }
  function range(box) {
    const all = items().map((item) => item.querySelector("input"));
    const ends = [all.indexOf(lastBox), all.indexOf(box)].sort((a, b) => a - b);
    if (ends[0] < 0) return toggle(box, true);
    for (const each of all.slice(ends[0], ends[1] + 1)) each.checked = true;
    lastBox = box;
    announce(`${count()} selected.`);
  }
  sections.addEventListener("click", (event) => {
    const box = event.target.closest(".item input");
    if (!box) return;
    if (event.shiftKey) range(box);
    else toggle(box, box.checked);
  });
  function clear() {
    for (const box of boxes()) box.checked = false;
    count();
    announce("Nothing is selected.");
    focus(current());
  }
  byId("chosen-none").addEventListener("click", clear);

  // Acts on what is selected, else on the item with the focus

  async function change(name, more = [], some = chosen(), options = {}) {
    if (!some.length) { desk.say(nothing()); return; }
    await act("/backlog/act", [["act", name], ...fieldsOf(some), ...more], options);
  }
  const drop = () => change("drop");
  const issue = () => change("issue");

  // Up and down within a section, and across its ends
  async function shift(by) {
    const item = current();
    if (!item) return;
    const section = item.closest(".category");
    const keys = keysOf(section);
    const index = keys.indexOf(keyOf(item));
    const other = by < 0 ? section.previousElementSibling : section.nextElementSibling;
    let where = null;
    if (by > 0 && index + 1 < keys.length) where = [["after", keys[index + 1]]];
    else if (by < 0 && index > 1) where = [["after", keys[index - 2]]];
    else if (by < 0 && index === 1) where = [["place", "first"]];
    else if (other?.dataset.name) where = by > 0 ? [["to", other.dataset.name], ["place", "first"]] : [["to", other.dataset.name]];
    if (where) {
      const key = keyOf(item);
      await change("move", where, [item], { follow: true });
      const now = byKey(key)?.closest(".category");
      if (now) announce(`${keysOf(now).indexOf(key) + 1} of ${keysOf(now).length} in ${now.dataset.name || "no category"}.`);
    } else desk.say(by < 0 ? "This is the first." : "This is the last.");
  }

  // Dialogs

  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
    dialog.addEventListener("close", () => focusBack());
  }
  let back = null;
  function open(dialog, first) {
    back = document.activeElement;
    dialog.showModal();
    first.focus();
    if (first.matches("textarea")) first.setSelectionRange(first.value.length, first.value.length);
  }
  function focusBack() {
    const element = back?.isConnected ? back : current()?.querySelector(".go");
    element?.focus();
  }

  let moving = [];
  function move() {
    moving = chosen();
    if (!moving.length) { desk.say(nothing()); return; }
    byId("move-title").textContent = `Move ${nameOf(moving)}`;
    byId("move-new").value = "";
    byId("move-first").checked = false;
    const to = byId("move-to");
    to.value = moving[0].closest(".category").dataset.name;
    if (to.selectedIndex < 0) to.selectedIndex = 0;
    open(byId("move"), to);
  }
  byId("move-to").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); byId("move").querySelector("[value=go]").click(); }
  });
  byId("move-to").addEventListener("dblclick", () => byId("move").querySelector("[value=go]").click());
  byId("move").querySelector("form").addEventListener("submit", () => {
    const name = byId("move-new").value.trim();
    const where = name ? [["new", name]] : [["to", byId("move-to").value]];
    if (byId("move-first").checked) where.push(["place", "first"]);
    const some = moving;
    inTurn(() => change("move", where, some));
  });

  async function edit(field = "") {
    const item = current();
    if (!item) { desk.say(nothing()); return; }
    await editForm(keyOf(item));
    const dialog = byId("edit");
    open(dialog, (field && byId(`edit-${field}`)) || dialog.querySelector("input:not([type=hidden]), textarea"));
  }
  async function editForm(name, as = "") {
    byId("edit-form").innerHTML = await get("/backlog/item", [["key", name], ["as", as]]);
  }
  byId("edit").addEventListener("click", (event) => {
    const as = event.target.closest("[data-as]")?.dataset.as;
    if (as) inTurn(async () => { await editForm(byId("edit").querySelector("[name=key]").value, as); byId("edit").querySelector("input:not([type=hidden]), textarea").focus(); });
  });
  byId("edit").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  });
  byId("edit").addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = [...new FormData(event.target)];
    inTurn(async () => {
      try {
        const was = place(current());
        const answer = await send("/backlog/edit", fields);
        byId("edit").close();
        if (answer.conflict) return conflict(answer.conflict);
        await apply(answer, was, true);
        desk.say(answer.message);
      } catch (problem) {
        byId("edit").querySelector(".failure").textContent = problem.message;
      }
    });
  });
  function conflict(html) {
    byId("conflict").innerHTML = html; // which takes the focus
    htmx.process(byId("conflict"));
  }
  byId("conflict").addEventListener("submit", (event) => {
    if (!event.target.getAttribute("action").startsWith("/backlog/")) return;
    event.preventDefault();
    event.stopPropagation();
    const target = event.target;
    inTurn(async () => {
      const answer = await send(target.getAttribute("action"), [...new FormData(target)]);
      byId("conflict").replaceChildren();
      if (answer.conflict) return conflict(answer.conflict);
      await refresh();
      focus(current() || items()[0]);
      desk.say(answer.message);
    });
  }, true);

  // Categories

  let category = "";
  function categoryDialog(name, size) {
    category = name;
    byId("category-title").textContent = name || "New category";
    byId("category-name").value = name;
    byId("category-save").textContent = name ? "Rename" : "Begin";
    byId("category-merge").hidden = !name;
    byId("category-drop").hidden = size > 0;
    for (const option of byId("category-into").options) option.hidden = option.disabled = option.value === name;
    byId("category-into").value = [...byId("category-into").options].find((option) => !option.disabled)?.value ?? "";
    open(byId("category"), byId("category-name"));
  }
  const categoryAct = (name, to = "") => inTurn(() => act("/backlog/category", [["act", name], ["name", category], ["to", to]], { follow: true }));
  byId("new-category").addEventListener("click", () => categoryDialog("", 0));
  byId("category-rename").addEventListener("submit", () => categoryAct(category ? "rename" : "add", byId("category-name").value));
  byId("category-merge").addEventListener("submit", () => categoryAct("merge", byId("category-into").value));
  byId("category-drop").addEventListener("click", () => { byId("category").close(); categoryAct("drop"); });

  // Buttons of rows

  const acts = { edit: () => edit(), note: () => edit("note"), issue, move, drop, up: () => shift(-1), down: () => shift(1) };
  function rowActs(button) {
    const item = button.closest(".item");
    const isOpen = button.getAttribute("aria-expanded") === "true";
    for (const each of sections.querySelectorAll(".row-acts")) closeActs(each);
    if (isOpen) return;
    const group = byId("row-acts").content.firstElementChild.cloneNode(true);
    group.setAttribute("aria-label", `Acts for ${titleOf(item)}`);
    item.append(group);
    button.setAttribute("aria-expanded", "true");
    group.querySelector("button").focus();
  }
  function closeActs(group) {
    const button = group.closest(".item").querySelector(".more");
    button.setAttribute("aria-expanded", "false");
    if (group.contains(document.activeElement)) button.focus();
    group.remove();
  }
  sections.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".more")) rowActs(button);
    else if (button.matches(".load")) inTurn(() => load(button.closest(".category")));
    else if (button.matches(".category-more")) categoryDialog(button.closest(".category").dataset.name, keysOf(button.closest(".category")).length);
    else if (button.dataset.do) {
      for (const box of boxes()) if (box.closest(".item") !== button.closest(".item")) box.checked = false;
      count();
      inTurn(acts[button.dataset.do]);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = event.submitter?.value;
    if (name) inTurn(() => change(name));
  });
  byId("chosen-move").addEventListener("click", () => inTurn(move));

  // Dragging: what is selected, if the item is one of it

  let dragged = [];
  function dropPlace(event) {
    const item = event.target.closest?.(".item");
    const section = event.target.closest?.(".category");
    if (!section) return null;
    if (!item) return { section, item: null, isBehind: false };
    const box = item.getBoundingClientRect();
    return { section, item, isBehind: event.clientY > box.top + box.height / 2 };
  }
  function unmark() {
    for (const each of sections.querySelectorAll(".before, .behind, .over")) each.classList.remove("before", "behind", "over");
  }
  sections.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.(".item");
    if (!item) return;
    dragged = item.querySelector("input").checked ? boxes().map((box) => box.closest(".item")) : [item];
    for (const each of dragged) each.classList.add("moving");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.map(titleOf).join("\n"));
    event.dataTransfer.setDragImage(item, 20, 20);
  });
  sections.addEventListener("dragover", (event) => {
    const where = dragged.length && dropPlace(event);
    if (!where) return;
    event.preventDefault();
    unmark();
    (where.item || where.section).classList.add(where.item ? (where.isBehind ? "behind" : "before") : "over");
  });
  sections.addEventListener("dragend", () => {
    unmark();
    for (const each of dragged) each.classList.remove("moving");
    dragged = [];
  });
  sections.addEventListener("drop", (event) => {
    const where = dragged.length && dropPlace(event);
    if (!where) return;
    event.preventDefault();
    const some = dragged;
    const names = new Set(some.map(keyOf));
    const keys = keysOf(where.section);
    let index = where.item ? keys.indexOf(keyOf(where.item)) - (where.isBehind ? 0 : 1) : -1;
    if (where.item && names.has(keyOf(where.item)) && some.length === 1) return;
    while (index >= 0 && names.has(keys[index])) index -= 1;
    const fields = index >= 0 ? [["after", keys[index]]] : [["to", where.section.dataset.name], ["place", "first"]];
    last = keyOf(some[0]);
    inTurn(async () => { await change("move", fields, some, { follow: true }); focus(current()); });
  });

  // Undo waits its turn too, and puts the focus on what came back.
  document.querySelector("form[action='/undo']").addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    inTurn(async () => {
      const answer = await send("/undo", []);
      if (answer.conflict) return conflict(answer.conflict);
      const [first] = await refresh();
      if (first) focus(first);
      desk.say(answer.message);
    });
  }, true);

  // Search: while one types, and with what is on the page as the answer
  let typed = 0;
  async function search() {
    form.dataset.words = byId("search").value.trim();
    const answer = JSON.parse(await get("/backlog/changes", [["seen", ""], ["q", form.dataset.words]]));
    form.elements.seen.value = answer.seen;
    redraw(answer.html);
    history.replaceState(null, "", form.dataset.words ? `?${new URLSearchParams({ q: form.dataset.words })}` : location.pathname);
    if (!form.dataset.words) return;
    const number = [...sections.querySelectorAll(".category")].reduce((sum, section) => sum + keysOf(section).length, 0);
    announce(`${number} found.`);
  }
  byId("search").addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => inTurn(search), 150); });
  byId("search").form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typed);
    inTurn(async () => { await search(); focus(items()[0]); });
  });
  byId("search").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    byId("search").value = "";
    inTurn(async () => { await search(); focus(current() || items()[0]); });
  });

  const box = () => current()?.querySelector("input");
  key("j", "Next link", () => step(1));
  key("k", "Previous link", () => step(-1));
  desk.key("o", "Open the link", () => current()?.querySelector("a.go")?.click());
  key("e", "Edit", () => edit());
  key("n", "Write the note", () => edit("note"));
  key("x", "Select", () => box() && toggle(box(), !box().checked));
  key("X", "Select from the last selected one to here", () => box() && range(box()));
  key("m", "Move to a category", move);
  key("J", "Move down", () => shift(1));
  key("K", "Move up", () => shift(-1));
  key("i", "Into the issue", issue);
  key("d", "Drop", drop);
  desk.key("/", "Search", () => byId("search").select());
  desk.key("Escape", "Select nothing", () => {
    const open = sections.querySelector(".row-acts");
    if (open) closeActs(open);
    else if (boxes().length) clear();
    else return false;
  });

  // Where one was: the same link has the focus after a reload, and on the way back.
  addEventListener("pagehide", () => sessionStorage.setItem("link", last ?? ""));
  last = sessionStorage.getItem("link");
  if (last && document.activeElement === document.body) focus(byKey(last));

  watch();
  count();
  form.dataset.idle = "";
  get("/backlog/marks", []).then((text) => {
    marks = JSON.parse(text);
    for (const item of items()) mark(item);
    form.dataset.marked = "";
  }, () => {});
})();
