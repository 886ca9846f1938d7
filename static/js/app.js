// What the pages gain with JavaScript; each works without it. No inline code, no eval: the content security
// policy allows files of this site only.
(function () {
  "use strict";

  /** Put the focus on the first error summary within `root`, so that it is read out and seen. */
  function focusOnErrors(root) {
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
    return Boolean(summary);
  }

  /** Rows shown as cards on a phone lose their table roles in some browsers: say them again. */
  function nameTableParts(root) {
    for (const table of root.querySelectorAll("table.table-cards")) {
      table.setAttribute("role", "table");
      for (const part of table.querySelectorAll("thead, tbody, tfoot")) part.setAttribute("role", "rowgroup");
      for (const row of table.rows) {
        row.setAttribute("role", "row");
        for (const cell of row.cells) {
          const heading = cell.tagName === "TH" ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell";
          cell.setAttribute("role", heading);
        }
      }
    }
  }

  /** Words if the box counts words, else characters; a line break counts as two, as it does when sent. */
  function used(box) {
    if (box.dataset.countUnit === "words") return (box.value.match(/\S+/g) || []).length;
    return box.value.replace(/\r?\n/g, "\r\n").length;
  }

  /** Under each <textarea data-count-limit="600" [data-count-unit="words"]>: how much is left. */
  function countLeft(root) {
    for (const box of root.querySelectorAll("[data-count-limit]:not([data-counted])")) {
      box.dataset.counted = "yes";
      const limit = Number(box.dataset.countLimit);
      const unit = box.dataset.countUnit === "words" ? "word" : "character";
      const line = document.createElement("p");
      line.className = "count-left";
      line.id = box.id + "_left";
      const spoken = document.createElement("p");
      spoken.className = "visually-hidden";
      spoken.setAttribute("role", "status");
      box.after(line, spoken);
      box.setAttribute("aria-describedby", ((box.getAttribute("aria-describedby") || "") + " " + line.id).trim());
      let pause;
      const say = function () {
        const left = limit - used(box);
        const many = Math.abs(left) === 1 ? unit : unit + "s";
        line.textContent = left >= 0 ? left + " " + many + " left" : -left + " " + many + " too many";
        line.classList.toggle("over", left < 0);
        clearTimeout(pause);
        pause = setTimeout(function () { if (document.activeElement === box) spoken.textContent = line.textContent; }, 1500);
      };
      box.addEventListener("input", say);
      say();
    }
  }

  /** Tell that a request made in place did not come through; the page and what was typed stay as they are. */
  function sayItFailed(words) {
    const place = document.getElementById("messages");
    if (!place) return;
    const line = document.createElement("p");
    line.className = "message message-error";
    line.textContent = words;
    place.replaceChildren(line);
    place.scrollIntoView({ block: "nearest" });
  }

  /** In a <form data-asked-by="kind">: only the boxes the chosen radio button asks for; what is typed in the others stays. */
  function showAsked(form) {
    const chosen = form.querySelector('input[name="' + form.dataset.askedBy + '"]:checked');
    for (const group of form.querySelectorAll("[data-for-choice]")) {
      group.hidden = !chosen || group.dataset.forChoice !== chosen.value;
    }
  }

  /** Above a table of boxes to tick, one button that ticks them all: <table data-tick-all="Tick all 12">. */
  function tickAll(root) {
    for (const table of root.querySelectorAll("table[data-tick-all]:not([data-improved])")) {
      const boxes = table.querySelectorAll('tbody input[type="checkbox"]');
      table.dataset.improved = "yes";
      if (boxes.length < 2) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-secondary";
      button.textContent = table.dataset.tickAll;
      button.addEventListener("click", function () {
        for (const box of boxes) box.checked = true;
      });
      const bar = root.querySelector(".tick-bar");
      if (bar) bar.append(button);
      else table.before(button);
    }
  }

  /** In the empty <div data-working="Reading it"> of a form that is on its way: the words, and a bar that moves. */
  function showWorking(form) {
    const place = form.querySelector("[data-working]");
    if (!place) return function () {};
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    line.textContent = place.dataset.working;
    bar.className = "preparing";
    bar.setAttribute("aria-label", place.dataset.working);
    place.replaceChildren(line, bar);
    return function () { place.replaceChildren(); };
  }

  function improve(root) {
    tickAll(root);
    nameTableParts(root);
    countLeft(root);
    root.querySelectorAll("form[data-asked-by]").forEach(showAsked);
  }

  document.addEventListener("DOMContentLoaded", function () {
    improve(document);
    focusOnErrors(document);
  });
  // A form that is on its way is not sent again by a second press. For some seconds only: whoever stopped the page may
  // try again, and the service saves a form once whatever is pressed.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    // Enter in the name of a passkey makes the passkey, as its button does: only then is there something to send.
    const asks = form.querySelector("input[name=credential]") && form.querySelector("button[type=button][id]");
    if (asks) {
      event.preventDefault();
      asks.click();
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const again = function () { delete form.dataset.sent; };
    const worked = showWorking(form);
    setTimeout(again, 5000);
    window.addEventListener("pageshow", function () {
      again();
      worked();
    }, { once: true });
  });
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-asked-by]");
    if (form && event.target.name === form.dataset.askedBy) showAsked(form);
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    improve(event.target.parentNode || document);
    focusOnErrors(event.target);
  });
  // What a page waited for is there: go to it in the place of the page, so that Back does not lead to waiting again.
  document.addEventListener("open-instead", function (event) { window.location.replace(event.detail.value); });
  document.addEventListener("htmx:responseError", function (event) {
    const status = event.detail.xhr.status;
    if ((event.detail.xhr.getResponseHeader("HX-Trigger") || "").includes("notSaved")) return; // drafts.js says it
    if (status === 403) sayItFailed("You may not do that. What you typed is still here: copy it, then reload the page.");
    else if (status === 404) sayItFailed("That is no longer there. What you typed is still here: copy it, then reload the page.");
    else sayItFailed("Something went wrong and it may not have been saved. What you typed is still here: copy it, reload the page and look before you try again.");
  });
  // A passkey was not used: the person closed the question, or this device has none.
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    sayItFailed("No passkey was used. Try again, or go on another way.");
  });
  document.addEventListener("htmx:sendError", function () {
    sayItFailed("The page could not reach the service, so this may not have been saved. What you typed is still here: check the connection and try again.");
  });
})();
