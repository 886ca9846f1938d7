// Updating an action under its row, the boxes a rating asks for, the key to the next silent one, and where the focus
// goes. Without it every link and button leads to a page of its own.
(function () {
  "use strict";

  function say(words, wrong) {
    const place = document.getElementById("messages");
    if (!place) return;
    const line = document.createElement("p");
    line.className = (wrong ? "message message-error" : "message") + " message-here";
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
      form.dataset.asOpened = root.querySelector(".error-summary") || "started" in form.dataset ? "refused" : typed(form);
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
    row.scrollIntoView({ block: row.offsetHeight < window.innerHeight * 0.8 ? "nearest" : "start" });
  }

  /** Put the form away and go back to its link. A form with something typed in it is kept, out of sight. */
  function close(row) {
    const form = row.querySelector("form[data-update-form]");
    const link = document.getElementById("update-" + row.dataset.row);
    if (form && typed(form) !== form.dataset.asOpened) {
      row.hidden = true;
      say("Not saved. What you typed is kept: choose Update again to go on.");
    } else {
      row.remove();
    }
    if (link) link.focus();
  }

  /** What was said in place has been seen: it goes back to the top of the page. */
  function letGo() {
    for (const line of document.querySelectorAll(".message-here")) line.classList.remove("message-here");
  }

  /** The counts of a page that has rows among other things, each [data-counts] with an id, as they are now that a row was
      saved. The list of actions gets its own with the row. */
  let asked = 0;
  async function count() {
    const shown = document.querySelectorAll("[data-counts]");
    if (!shown.length) return;
    const latest = ++asked;
    const address = location.pathname + location.search;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const now = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (latest !== asked) return; // saved again meanwhile
      for (const place of shown) {
        const same = now.getElementById(place.id);
        if (same && !place.contains(document.activeElement)) place.replaceChildren(...same.childNodes);
      }
    } catch (unreachable) {
      return; // the next save, or the next page, says so
    }
  }

  // --- The keys to the next silent action --------------------------------------------------------------------

  const KEY = "n";
  const SWITCH = "key-off:" + (document.body.dataset.person || "");

  function remembered() {
    try {
      return window.localStorage.getItem(SWITCH);
    } catch (refused) {
      return null;
    }
  }

  function remember(off) {
    try {
      if (off) window.localStorage.setItem(SWITCH, "yes");
      else window.localStorage.removeItem(SWITCH);
    } catch (refused) {
      return; // for this page only
    }
  }

  function offerKey() {
    if (!document.querySelector("a[data-silent]")) return;
    for (const line of document.querySelectorAll("[data-keys]")) {
      const box = line.querySelector("input");
      line.hidden = false;
      box.checked = !remembered();
      box.addEventListener("change", function () { remember(!box.checked); });
    }
  }

  function isOn() {
    const box = document.querySelector("[data-keys]:not([hidden]) input");
    return Boolean(box && box.checked && box.getClientRects().length); // where its switch cannot be seen, there is none
  }

  /** Somebody who writes means the letter. */
  function isWriting(place) {
    return place.isContentEditable || place.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  }

  /** From where the focus is, and from the end to the beginning. */
  function nextSilent() {
    const links = Array.from(document.querySelectorAll("a[data-silent]"));
    const here = document.activeElement;
    return links.find(function (link) {
      return here.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING && !here.contains(link);
    }) || links.find(function (link) { return link !== here; }) || links[0];
  }

  /** The row of a link may be behind a heading on a phone. */
  function goTo(link) {
    const behind = link.closest("details:not([open])");
    if (behind) behind.open = true;
    link.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key.toLowerCase() !== KEY || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.repeat || !isOn() || isWriting(event.target)) return;
    event.preventDefault();
    const link = nextSilent();
    if (link) goTo(link);
    else say("Nothing else here that you may update is silent");
  });

  // From anywhere in the form of a row: save it, and go on.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || !isOn()) return;
    const form = event.target.closest("tr.form-row form[data-update-form]");
    if (!form) return;
    event.preventDefault();
    (form.querySelector('button[value="next"]') || form.querySelector('button[type="submit"]')).click();
  });

  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-update-form]");
    if (form && event.target.name === "rating") showAsked(form);
  });

  // A box with the words of an earlier quarter says so until they are others.
  document.addEventListener("input", function (event) {
    const box = event.target.closest("textarea");
    const about = box && document.getElementById(box.id + "_helptext");
    const mark = about && about.querySelector("[data-as-before]");
    if (mark) mark.hidden = box.value !== box.defaultValue;
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a.js-close");
    const row = link && link.closest("tr.form-row");
    if (row) {
      event.preventDefault();
      close(row);
    }
  });

  document.addEventListener("input", letGo);
  document.addEventListener("pointerdown", function (event) {
    if (!event.target.closest("#messages")) letGo();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    letGo();
    const row = event.target.closest("tr.form-row");
    if (row) {
      event.preventDefault();
      close(row);
    }
  });

  // Update again while its form is there: show that one.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const link = event.detail.elt;
    const there = link.matches('[id^="update-"]') && document.getElementById(link.id.replace("update-", "form-"));
    if (!there) return;
    event.preventDefault();
    there.hidden = false;
    startIn(there);
  });

  document.addEventListener("htmx:load", function (event) {
    const row = event.target;
    if (!row.matches || !row.matches("tr.form-row")) return;
    prepare(row);
    if (!row.querySelector(".error-summary")) startIn(row);
  });

  document.addEventListener("actionSaved", function (event) {
    const saved = event.detail;
    for (const line of document.querySelectorAll("#messages > *")) line.classList.add("message-here");
    count();
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

  document.addEventListener("DOMContentLoaded", function () {
    prepare(document);
    offerKey();
  });
})();
