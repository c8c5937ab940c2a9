"use strict";
{
  const code = document.getElementById("code");
  document.getElementById("bookmarklet").addEventListener("click", (event) => {
    event.preventDefault();
    desk.say("Drag it to the bookmarks bar.");
  });
  code.addEventListener("focus", () => code.select());
  document.getElementById("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.value);
    desk.say("Copied.");
  });
}
