// In the frame: keeps the place in the page when it is loaded again, and takes the quick page.
"use strict";
(() => {
  const send = (message) => parent.postMessage(message, "*");
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; send({ scroll: scrollY }); });
  }, { passive: true });
  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    const { html, scroll } = event.data;
    const quick = document.getElementById("quick");
    if (typeof html === "string" && quick) quick.innerHTML = html; // scripts and handlers are stopped by the policy
    if (typeof scroll === "number") scrollTo(0, scroll);
  });
  document.getElementById("back")?.addEventListener("click", (event) => { event.preventDefault(); send({ back: true }); });
  send({ ready: true });
})();
