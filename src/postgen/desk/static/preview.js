// The pane of a page: the true one after each save, the quick one after each keystroke.
"use strict";

const preview = (() => {
  const pane = () => document.getElementById("preview");
  const frame = () => document.getElementById("preview-page");
  const chosen = { kind: "site", width: "fit", scheme: "", open: "" };
  let scroll = 0;
  let address = "";
  let running = null;
  let text = null; // what is being written, once it differs from the file

  const isQuick = () => pane().dataset.kind === "quick";

  let isPaused = false; // while the post goes elsewhere
  const pause = (is) => { isPaused = is; };

  async function load() {
    if (!pane() || isPaused) return;
    running?.abort();
    running = new AbortController();
    pane().setAttribute("aria-busy", "true");
    try {
      const query = new URLSearchParams({ post: pane().dataset.post, kind: chosen.kind });
      const answer = await fetch(`/preview/state?${query}`, { signal: running.signal });
      const state = document.getElementById("preview-state");
      state.innerHTML = await answer.text(); // escaped by the desk
      const made = state.firstElementChild;
      if (!made?.dataset.address) return;
      pane().dataset.kind = made.dataset.kind;
      address = made.dataset.address;
      go();
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
    } finally {
      pane().removeAttribute("aria-busy");
    }
  }

  function go() {
    const separator = address.includes("?") ? "&" : "?";
    // `src` would make an entry of the history, and the way back would lead to an older preview.
    frame().contentWindow.location.replace(chosen.open ? `${address}${separator}open=${chosen.open}` : address);
  }

  // Shows what is being written; the answer to an older keystroke is dropped.
  let latest = 0;
  async function show(written) {
    text = written;
    if (!pane() || !isQuick()) return;
    const own = ++latest;
    const form = new URLSearchParams({ text: written });
    const answer = await fetch("/preview/quick", { method: "POST", body: form });
    if (own !== latest || !answer.ok) return;
    put(await answer.json());
  }

  // Says above the page what is shown there, or is on its way.
  function report(words) {
    const line = document.createElement("p");
    line.className = "made-by";
    line.textContent = words;
    const state = document.createElement("div");
    state.className = "preview-state";
    state.append(line);
    document.getElementById("preview-state").replaceChildren(state);
  }

  // Puts a page that was made elsewhere into the frame, whatever is chosen; `settle` goes back.
  let waiting = null;
  function put({ html, notices }) {
    if (!pane()) return;
    if (!isQuick()) {
      pane().dataset.kind = "quick";
      running?.abort();
      report("The quick page, of what is not saved yet");
      waiting = html;
      address = pane().dataset.quick;
      go();
    } else if (waiting !== null) {
      waiting = html; // the frame is on its way
    } else {
      frame().contentWindow.postMessage({ html }, "*");
    }
    const state = document.querySelector(".preview-state");
    state?.querySelectorAll(".unsure").forEach((each) => each.remove());
    for (const each of notices) {
      const line = document.createElement("p");
      line.className = "notice unsure";
      line.textContent = each;
      state?.append(line);
    }
  }

  // Shows again what is chosen, once nothing is unsaved.
  function settle() {
    text = null;
    waiting = null;
    if (pane() && pane().dataset.kind !== chosen.kind) load();
  }

  // A desktop is wider than the pane may be: its page is shown smaller then.
  const DESKTOP = 1200;
  function fit() {
    const room = frame().parentElement.clientWidth;
    const scale = chosen.width === "desktop" ? Math.min(1, room / DESKTOP) : 1;
    const { style } = frame();
    style.width = scale < 1 ? `${DESKTOP}px` : "";
    style.height = scale < 1 ? `${100 / scale}%` : "";
    style.transform = scale < 1 ? `scale(${scale})` : "";
  }

  function set(name, value) {
    const same = chosen[name] === value;
    const canBeNone = name === "scheme" || name === "open";
    chosen[name] = same && canBeNone ? "" : value;
    for (const button of pane().querySelectorAll(`[data-set="${name}"]`)) {
      button.setAttribute("aria-pressed", String(button.dataset.value === chosen[name]));
    }
    pane().dataset.width = chosen.width;
    pane().dataset.scheme = chosen.scheme;
    fit();
    if (name === "kind") load();
    if (name === "open") go();
  }

  addEventListener("message", (event) => {
    if (event.source !== frame()?.contentWindow) return;
    const { ready, scroll: place, back } = event.data ?? {};
    if (typeof place === "number") scroll = place;
    if (back) go();
    if (!ready) return;
    const html = waiting;
    waiting = null;
    frame().contentWindow.postMessage(html === null ? { scroll } : { html, scroll }, "*");
    if (isQuick() && text !== null) show(text);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#preview [data-set]");
    if (button) set(button.dataset.set, button.dataset.value);
  });

  document.addEventListener("postgen:changed", (event) => {
    const { all, paths } = event.detail;
    const isOther = (path) => /(^|\/)_(posts|drafts)(\/|$)/.test(path) && path !== pane()?.dataset.post;
    if (!all && paths.every(isOther)) return;
    if (isQuick() && text !== null && chosen.kind === "quick") return; // what is written is newer
    load();
  });

  document.addEventListener("postgen:progress", (event) => {
    const isAwaited = pane()?.getAttribute("aria-busy") === "true";
    if (isAwaited && event.detail.post === pane().dataset.post) report(event.detail.text);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (frame()) new ResizeObserver(fit).observe(frame().parentElement);
    load();
  });
  return { show, load, put, settle, pause };
})();
