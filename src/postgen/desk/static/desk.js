// What all views share: keys and their help, the focus across swaps, events, conflicts.
"use strict";

const desk = (() => {
  const keys = [];
  const byId = (id) => document.getElementById(id);

  // Keys. `key("d", "Drop the link", act)`; `act(event)` may return false to let the key pass.
  // `key("g b", …)` would be two; we have none. `group` is a heading in the help.
  function key(name, description, act, group = "") {
    keys.push({ name, description, act, group });
  }

  function isTyping(element) {
    return element?.isContentEditable || element?.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const found = keys.find((each) => each.name === event.key);
    if (found && found.act(event) !== false) event.preventDefault();
  });

  function help() {
    const dialog = byId("help");
    const list = dialog.querySelector("dl");
    list.replaceChildren();
    for (const each of keys) {
      const term = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = each.name === " " ? "Space" : each.name;
      term.append(kbd);
      const text = document.createElement("dd");
      text.textContent = each.description;
      list.append(term, text);
    }
    dialog.showModal();
  }

  // The focus: htmx keeps it on the element with the same id; where that is gone, the nearest
  // one that is still there of `data-focus-next` takes it, else the main part.
  let focused = null;
  document.addEventListener("htmx:before:swap", () => {
    const element = document.activeElement;
    focused = element && element !== document.body ? { id: element.id, next: element.closest("[data-focus-next]")?.dataset.focusNext } : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
    const target = (focused.id && byId(focused.id)) || (focused.next && byId(focused.next)) || byId("main");
    target?.focus({ preventScroll: true });
  });

  // Messages are read out by the live region.
  function say(text, kind = "done") {
    const line = document.createElement("p");
    line.className = kind;
    line.textContent = text;
    byId("message").replaceChildren(line);
  }

  // Events: `postgen:changed` with `detail.paths`, `postgen:progress` with what was sent. After the
  // desk was away, everything may have changed: `detail.all` is true.
  function listen() {
    const source = new EventSource("/events");
    let wasAway = false;
    const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
    source.addEventListener("open", () => {
      byId("offline").hidden = true;
      document.documentElement.dataset.connected = "";
      if (wasAway) send("postgen:changed", { paths: [], all: true });
      wasAway = false;
    });
    source.addEventListener("error", () => {
      wasAway = true;
      byId("offline").hidden = false;
      delete document.documentElement.dataset.connected;
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    });
    source.addEventListener("changed", (event) => send("postgen:changed", { all: false, ...JSON.parse(event.data) }));
    source.addEventListener("progress", (event) => send("postgen:progress", JSON.parse(event.data)));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-reload]")) location.reload();
  });

  document.addEventListener("DOMContentLoaded", () => {
    byId("help-button")?.addEventListener("click", help);
    listen();
  });

  key("u", "Undo the last act", () => byId("undo")?.click());
  key("?", "Show the keys", help);

  return { key, say, help };
})();
