// What all views share: keys and their help, the focus across swaps, events, conflicts.
"use strict";

const desk = (() => {
  const keys = [];
  const byId = (id) => document.getElementById(id);

  // Keys. `key("d", "Drop the link", act)`; `act(event)` may return false to let the key pass.
  function key(name, description, act) {
    keys.push({ name, description, act });
  }

  function isTyping(element) {
    return element?.isContentEditable || element?.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") clear();
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (!areKeysOn() && event.key.length === 1 && event.key !== "?") return;
    const found = keys.find((each) => each.name === event.key);
    if (found && found.act(event) !== false) event.preventDefault();
  });

  // Who speaks to the computer, or hits keys by mistake, turns single keys off; `?` stays.
  const areKeysOn = () => localStorage.getItem("keys") !== "off";

  function help() {
    const dialog = byId("help");
    byId("keys-on").checked = areKeysOn();
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

  // Messages are read out by the live region. What was done is shown for a while, an error until
  // the next act or Escape.
  let clearing = 0;
  const clear = () => byId("message").replaceChildren();

  function say(text, kind = "done") {
    const line = document.createElement("p");
    line.className = kind;
    const parts = text.split("`"); // of a command, or of a name: as the server shows it
    if (parts.length % 2) line.append(...parts.map((part, n) => n % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part));
    else line.textContent = text;
    byId("message").replaceChildren(line);
  }

  // What is said while the desk leads to another page is said there.
  const keep = (text) => sessionStorage.setItem("said", text);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (!ctx.response.headers.has("HX-Redirect")) return;
    keep(new DOMParser().parseFromString(ctx.text, "text/html").querySelector("p")?.textContent ?? "");
  });
  function lead(address) {
    keep(byId("message").textContent.trim());
    location.assign(address);
  }
  function sayKept() {
    const text = sessionStorage.getItem("said");
    sessionStorage.removeItem("said");
    if (text) say(text);
  }

  function watchMessages() {
    new MutationObserver(() => {
      clearTimeout(clearing);
      if (byId("message").querySelector(".done")) clearing = setTimeout(clear, 8000);
    }).observe(byId("message"), { childList: true, subtree: true });
  }

  // Events: `postgen:changed` with `detail.paths`, `postgen:progress` with what was sent. After the
  // desk was away, everything may have changed: `detail.all` is true. A tab in the background does
  // not listen, for a browser has but six connections to an address; it gets what it missed later.
  let source = null;
  let position = document.documentElement.dataset.position;
  const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(`/events?since=${encodeURIComponent(position)}`);
    const receive = (name) => (event) => {
      position = event.lastEventId;
      send(`postgen:${name}`, JSON.parse(event.data));
    };
    source.addEventListener("changed", receive("changed"));
    source.addEventListener("progress", receive("progress"));
    source.addEventListener("open", () => {
      byId("offline").hidden = true;
      document.documentElement.dataset.connected = "";
    });
    source.addEventListener("error", () => {
      byId("offline").hidden = false;
      delete document.documentElement.dataset.connected;
      if (source?.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(listen, 1000);
      }
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
      delete document.documentElement.dataset.connected;
    } else {
      listen();
    }
  });

  // What went wrong on the way. What is in the page stays there.
  const REASONS = {
    403: "This browser has no key to the desk any longer: open the address that it printed.",
    413: "This is too large.",
  };
  document.addEventListener("htmx:error", (event) => {
    if (!event.detail.ctx?.response) say("The desk does not answer: nothing was saved.", "error");
  });
  document.addEventListener("htmx:response:error", (event) => {
    const { response, text } = event.detail.ctx;
    const isOurs = response.status === 409 || text?.includes("<hx-partial");
    if (!isOurs) say(REASONS[response.status] ?? "This did not work; the terminal of the desk may say why.", "error");
  });

  // A conflict has the focus until the person has chosen.
  let before = null;
  function watchConflict() {
    new MutationObserver(() => {
      const choice = byId("conflict").firstElementChild;
      if (choice) {
        clear();
        choice.scrollIntoView({ block: "start" });
        choice.focus();
      } else {
        (document.getElementById(before) ?? byId("main")).focus();
      }
    }).observe(byId("conflict"), { childList: true });
  }
  document.addEventListener("htmx:before:request", () => {
    const element = document.activeElement;
    if (!byId("conflict").contains(element)) before = element?.id;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const status = event.detail.ctx.response?.status;
    if (event.target.closest?.("#conflict") && status < 400) byId("conflict").replaceChildren();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-reload]")) location.reload();
  });

  document.addEventListener("DOMContentLoaded", () => {
    byId("help-button")?.addEventListener("click", help);
    byId("keys-on")?.addEventListener("change", (event) => localStorage.setItem("keys", event.target.checked ? "on" : "off"));
    key("u", "Undo the last act", () => byId("undo")?.click());
    key("?", "Show the keys", help);
    watchMessages();
    watchConflict();
    sayKept();
    listen();
  });

  return { key, say, help, lead };
})();
