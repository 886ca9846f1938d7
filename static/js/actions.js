// Updating an action under its row, the boxes a rating asks for, and where the focus goes. Without it every link and
// button leads to a page of its own.
(function () {
  "use strict";

  function say(words, wrong) {
    const place = document.getElementById("messages");
    if (!place) return;
    const line = document.createElement("p");
    line.className = wrong ? "message message-error" : "message";
    line.textContent = words;
    place.replaceChildren(line);
  }

  /** Only the boxes that the chosen rating asks for. What was typed in the others stays in them. */
  function showAsked(form) {
    const chosen = form.querySelector('input[name="rating"]:checked');
    for (const group of form.querySelectorAll("[data-for-ratings]")) {
      group.hidden = !chosen || !group.dataset.forRatings.split(" ").includes(chosen.value);
    }
  }

  function prepare(root) {
    for (const form of root.querySelectorAll("form[data-update-form]")) {
      showAsked(form);
      form.dataset.asOpened = root.querySelector(".error-summary") ? "refused" : typed(form);
    }
  }

  /** All that a person can type or choose in a form, as one text to compare. */
  function typed(form) {
    return Array.from(new FormData(form))
      .filter(function (pair) { return !["csrfmiddlewaretoken", "next", "last_seen"].includes(pair[0]); })
      .map(String).join("\n");
  }

  function startIn(row) {
    const start = row.querySelector('input[name="rating"]:checked') || row.querySelector('input[name="rating"]') ||
      row.querySelector("h2");
    if (start) start.focus();
  }

  /** Put the form away and go back to its link. A form with something typed in it is kept, out of sight. */
  function close(row) {
    const form = row.querySelector("form[data-update-form]");
    const link = document.getElementById("update-" + row.dataset.row);
    if (form && typed(form) !== form.dataset.asOpened) {
      row.hidden = true;
      say("Not saved. What you typed is kept until you leave this page: choose Update again to go on.");
    } else {
      row.remove();
    }
    if (link) link.focus();
  }

  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-update-form]");
    if (form && event.target.name === "rating") showAsked(form);
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a.js-close");
    const row = link && link.closest("tr.form-row");
    if (row) {
      event.preventDefault();
      close(row);
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const row = event.target.closest("tr.form-row");
    if (row) {
      event.preventDefault();
      close(row);
    }
  });

  // Update again while its form is there: show that one.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const there = document.getElementById(event.detail.elt.dataset.opens || "none");
    if (!there) return;
    event.preventDefault();
    there.hidden = false;
    startIn(there);
  });

  // Somebody who has been signed out is sent to the sign-in page: it does not belong in a row.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const answered = event.detail.xhr.responseURL;
    if (answered && new URL(answered).pathname !== new URL(event.detail.pathInfo.requestPath, location.href).pathname) {
      event.detail.shouldSwap = false;
      say("You have been signed out. Nothing is saved yet, and what you typed is still here: sign in again in another tab of this browser, copy your words, and reload this page.", true);
      const place = document.getElementById("messages");
      if (place) place.scrollIntoView({ block: "nearest" });
    }
  });

  document.addEventListener("htmx:load", function (event) {
    const row = event.target;
    if (!row.matches || !row.matches("tr.form-row")) return;
    prepare(row);
    if (!row.querySelector(".error-summary")) startIn(row);
  });

  document.addEventListener("actionSaved", function (event) {
    const saved = event.detail;
    const next = saved.next && document.getElementById("update-" + saved.next);
    if (next) {
      next.click();
      return;
    }
    if (saved.address) {
      location.assign(saved.address);
      return;
    }
    const link = document.getElementById("update-" + saved.pk);
    if (link) link.focus();
  });

  document.addEventListener("DOMContentLoaded", function () { prepare(document); });
})();
