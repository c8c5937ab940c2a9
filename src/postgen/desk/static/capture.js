// What the site knows of the link, asked for once the form is there: the browser sends the cookie
// along with a request of our own, which it does not do when another page leads here.
"use strict";
{
  const byId = (id) => document.getElementById(id);
  const form = byId("capture");
  const save = byId("save");

  // A click that was meant for the page before must not save: wait until this one is seen.
  save.disabled = true;
  setTimeout(() => { save.disabled = false; }, 400);

  // A sentence, in which what stands between backticks is code.
  function say(text) {
    const parts = text.split("`").map((part, number) => {
      if (number % 2 === 0) return part;
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });
    byId("known").replaceChildren(...parts);
  }

  async function look() {
    if (!form.url.value) return;
    let answer;
    try {
      answer = await fetch("/capture/look", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    } catch {
      say("The desk does not answer: run `postgen desk`, then try again.");
      return;
    }
    if (answer.status === 403) {
      say("This browser has no key to the desk yet: open the address that `postgen desk` printed, then load this page again.");
      return;
    }
    if (!answer.ok) {
      const problem = new DOMParser().parseFromString(await answer.text(), "text/html");
      say(problem.querySelector("main p")?.textContent ?? "This did not work.");
      return;
    }
    const found = await answer.json();
    byId("categories").replaceChildren(...found.categories.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }));
    if (found.category && !form.category.value) {
      form.category.value = found.category;
      byId("suggested").textContent = "(suggested)";
    }
    say(found.known || found.same);
    byId("where").textContent = `into the backlog of ${found.site}`;
  }

  form.category.addEventListener("input", () => { byId("suggested").textContent = ""; });
  form.url.addEventListener("change", look);
  look();
}
