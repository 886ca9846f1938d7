// What somebody types is not lost: a copy is kept in this browser until it is saved, leaving an open form asks first,
// and a page that nobody uses is left.
//
// Copies are kept by person and form, for three days at most. They are filled in again where the form is opened the next
// time, and nothing of them is saved by itself. They are gone once the service says that the form was saved, and when
// the person signs out; nobody else is shown them. Passwords and codes are never kept. Without this the service keeps
// what was sent too late (subgroups/signing_in/kept.py), and fills it in again after signing in.
(function () {
  "use strict";

  const page = document.currentScript.dataset;
  const person = page.person;
  const PREFIX = "draft:";
  const KEPT_FOR = 3 * 24 * 60 * 60 * 1000;
  const LONGEST = 300000; // characters of one form
  const SETTLED = "settled-forms"; // a cookie of the service: keys of forms that were saved, and who signed out
  const LEFT_OUT = ["csrfmiddlewaretoken", "form_key", "form_of", "next"];
  const NO_BOX = ["submit", "button", "reset", "image", "file"];
  const NO_WORDS = NO_BOX.concat("hidden", "checkbox", "radio", "select-one", "select-multiple", "fieldset", "output");

  let store = null;
  try {
    store = window.localStorage;
    store.getItem(PREFIX);
  } catch (refused) {
    store = null; // the browser keeps nothing; leaving an open form asks all the same
  }
  let filling = false;
  let leaving = null; // the form that is on its way, or true where words are safe

  // --- Copies

  function drafts() {
    return store ? Object.keys(store).filter(function (key) { return key.startsWith(PREFIX); }) : [];
  }

  function read(key) {
    try {
      return JSON.parse(store.getItem(key));
    } catch (broken) {
      return null;
    }
  }

  function write(key, draft) {
    const text = JSON.stringify(draft);
    if (text.length > LONGEST) return;
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        store.setItem(key, text);
        return;
      } catch (full) {
        const oldest = drafts().sort(function (a, b) { return ((read(a) || {}).at || 0) - ((read(b) || {}).at || 0); })[0];
        if (!oldest) return;
        store.removeItem(oldest);
      }
    }
  }

  /** Forget what the service says is saved, what is of somebody who signed out, and what is old. */
  function settle() {
    const said = document.cookie.split("; ").find(function (each) { return each.startsWith(SETTLED + "="); });
    const settled = said ? said.slice(SETTLED.length + 1).replace(/"/g, "").split(".") : [];
    const saved = drafts().filter(function (key) { return settled.includes((read(key) || {}).key); })
      .map(function (key) { return key.split("#")[0]; });
    for (const key of drafts()) {
      const draft = read(key);
      const of = key.slice(PREFIX.length).split(":")[0];
      const isOld = !draft || Date.now() - draft.at > KEPT_FOR;
      // A list that was pasted, say, and led to rows that are saved now, is sent and done with too.
      const isSaved = !isOld && (settled.includes(draft.key) || (draft.sent && saved.includes(key.split("#")[0])));
      if (isOld || isSaved || settled.includes("person:" + of)) store.removeItem(key);
    }
    if (said) document.cookie = SETTLED + "=; path=/; max-age=0; samesite=lax";
  }

  // --- Forms

  function address(form) {
    const url = new URL(form.getAttribute("action") || location.href, location.href);
    return url.pathname + url.search;
  }

  function boxes(form) {
    return Array.from(form.elements).filter(function (box) {
      return box.name && !NO_BOX.includes(box.type) && !LEFT_OUT.includes(box.name);
    });
  }

  function isKept(form) {
    return form.method === "post" &&
      !form.querySelector('input[type="password"], input[autocomplete="one-time-code"], input[autocomplete$="password"]');
  }

  /** Whether leaving the form asks: one with a box for words, that is kept, or one that says it holds what is not saved. */
  function asks(form) {
    if (form.matches("[data-unsaved]")) return true;
    return isKept(form) && boxes(form).some(function (box) { return !NO_WORDS.includes(box.type); });
  }

  function typedIn(box) {
    if (box.type === "radio" || box.type === "checkbox") return box.checked ? [box.value] : [];
    if (box.options) return Array.from(box.selectedOptions).map(function (option) { return option.value; });
    return [box.value];
  }

  function asOpened(box) {
    if (box.type === "radio" || box.type === "checkbox") return box.defaultChecked ? [box.value] : [];
    if (!box.options) return [box.defaultValue];
    const chosen = Array.from(box.options).filter(function (option) { return option.defaultSelected; });
    if (!chosen.length && !box.multiple && box.options.length) chosen.push(box.options[0]);
    return chosen.map(function (option) { return option.value; });
  }

  function isChanged(form) {
    return boxes(form).some(function (box) {
      if (box.type === "hidden" || box.type === "fieldset" || box.type === "output") return false;
      return typedIn(box).join("\n").replace(/\r\n/g, "\n") !== asOpened(box).join("\n").replace(/\r\n/g, "\n");
    });
  }

  /** Whether the service refused the form: what was typed then stands in this page and is saved nowhere. */
  function isRefused(form) {
    const around = form.closest("tr.form-row") || document;
    if (!around.querySelector(".error-summary, .errornote")) return false;
    if (form.querySelector(".is-invalid, .errorlist, [aria-invalid='true']")) return true;
    return Array.from(around.querySelectorAll("form")).filter(asks).length === 1;
  }

  function isUnsaved(form) {
    const says = form.matches("[data-unsaved]") || Boolean(form.querySelector("[data-unsaved]"));
    return asks(form) && (says || isChanged(form) || isRefused(form));
  }

  function unsaved(root, but) {
    return Array.from(root.querySelectorAll("form")).filter(function (form) { return form !== but && isUnsaved(form); });
  }

  /** What tells forms apart that are sent to one address: the names of their boxes and what their buttons say. */
  function kind(form) {
    const said = new Set();
    for (const box of form.elements) {
      if (!box.name || LEFT_OUT.includes(box.name) || box.name === "discard" || box.name.endsWith("seen")) continue;
      const told = NO_BOX.includes(box.type) ? "=" + box.value : "";
      said.add(box.name.replace(/-(\d+|__prefix__)-/g, "-n-") + told);
    }
    return Array.from(said).sort().join(",");
  }

  function placeOf(form) {
    return PREFIX + person + ":" + address(form) + "#";
  }

  function keyOf(form) {
    return form.elements.form_key ? form.elements.form_key.value : "";
  }

  /** What stands beside a box, by which people know it. */
  function called(box) {
    const set = box.type === "radio" && box.closest("fieldset");
    const said = set ? set.querySelector("legend") : box.labels && box.labels[0];
    return said ? said.textContent.replace(/[\s*:]+$/, "").trim() : "";
  }

  function keep(form, isSent) {
    if (!store || filling) return;
    if (!isUnsaved(form) && !isChanged(form)) {
      store.removeItem(placeOf(form) + kind(form));
      return;
    }
    const fields = [];
    for (const box of boxes(form)) {
      if (box.type === "hidden" && !/seen$|-TOTAL_FORMS$/.test(box.name)) continue;
      if (box.name.includes("__prefix__")) continue;
      for (const value of typedIn(box)) {
        const option = box.options && Array.from(box.selectedOptions).find(function (each) { return each.value === value; });
        fields.push([box.name, value, option ? option.text : "", called(box)]);
      }
    }
    write(placeOf(form) + kind(form), { at: Date.now(), key: keyOf(form), sent: Boolean(isSent), fields: fields });
  }

  /** Where the copy of a form is; of one whose boxes have changed meanwhile, the newest that was sent there. What a page
   * asks next, as the rows of a list that was pasted, goes on from what was sent and wants no copy of it.
   */
  function copyOf(form, root) {
    const exactly = placeOf(form) + kind(form);
    if (store.getItem(exactly)) return exactly;
    if (page.answers === "POST") return null;
    const alike = Array.from(root.querySelectorAll("form")).filter(function (each) {
      return asks(each) && address(each) === address(form);
    });
    if (alike.length !== 1 || alike[0] !== form) return null;
    return drafts().filter(function (key) { return key.startsWith(placeOf(form)); })
      .sort(function (a, b) { return (read(b) || {}).at - (read(a) || {}).at; })[0] || null;
  }

  // --- Filling in again

  /** Rows that were added to a table of the admin are added again, by its own link. */
  function addRows(form, values) {
    for (const box of form.querySelectorAll('input[type="hidden"][name$="-TOTAL_FORMS"]')) {
      const wanted = Number((values.get(box.name) || [["0"]])[0][0]);
      const group = document.getElementById(box.name.replace("-TOTAL_FORMS", "-group"));
      for (let row = Number(box.value); group && row < wanted && row < 200; row += 1) {
        const link = group.querySelector(".add-row a");
        if (link) link.click();
      }
    }
  }

  /** Put words back, and what the form had seen, so that what came meanwhile is noticed when they are saved. */
  function fill(form, draft) {
    const values = new Map();
    const names = new Map();
    for (const [name, value, label, said] of draft.fields) {
      values.set(name, (values.get(name) || []).concat([[value, label]]));
      names.set(name, said || name.replace(/[_-]+/g, " "));
    }
    addRows(form, values);
    for (const box of boxes(form)) {
      if (box.type === "hidden" && !box.name.endsWith("seen")) continue;
      const wanted = values.get(box.name) || [];
      const has = function (value) { return wanted.some(function (each) { return each[0] === value; }); };
      if (box.type === "radio" || box.type === "checkbox") {
        box.checked = has(box.value);
        if (box.checked) values.set(box.name, wanted.filter(function (each) { return each[0] !== box.value; }));
      } else if (box.options) {
        for (const [value, label] of wanted) {
          const isThere = Array.from(box.options).some(function (option) { return option.value === value; });
          if (!isThere && box.classList.contains("admin-autocomplete")) box.add(new Option(label || value, value));
        }
        for (const option of box.options) {
          if (has(option.value) && !option.selected) option.selected = true;
          else if (box.multiple && !has(option.value)) option.selected = false;
        }
        values.set(box.name, wanted.filter(function (each) { return !typedIn(box).includes(each[0]); }));
      } else if (wanted.length) {
        box.value = wanted[0][0];
        values.set(box.name, wanted.slice(1));
      }
    }
    if (draft.key && form.elements.form_key) form.elements.form_key.value = draft.key; // the same form: saved once
    tell(form);
    return Array.from(values).filter(function (pair) { return !/seen$|-TOTAL_FORMS$/.test(pair[0]); })
      .flatMap(function (pair) { return pair[1].map(function (each) { return [names.get(pair[0]), each[0]]; }); })
      .filter(function (pair) { return pair[1].trim(); });
  }

  /** Let whatever follows the boxes of a form (a count, boxes that a choice asks for) hear that they changed. */
  function tell(form) {
    for (const box of boxes(form)) {
      if (!NO_WORDS.includes(box.type)) box.dispatchEvent(new Event("input", { bubbles: true }));
      else if ((box.type === "radio" && box.checked) || box.options) box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function paragraph(words) {
    const line = document.createElement("p");
    line.textContent = words;
    return line;
  }

  function sayItIsFilledIn(form, at, unplaced, place) {
    const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" }).format(at);
    const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(at);
    const note = document.createElement("div");
    note.className = "note filled-again";
    note.dataset.unsaved = "here";
    const said = paragraph("What you typed on " + day + " at " + time + " is filled in again. Nothing of it is saved yet.");
    said.setAttribute("role", "status");
    note.append(said);
    if (unplaced.length) {
      const list = document.createElement("dl");
      list.className = "facts";
      for (const [name, value] of unplaced) {
        const label = document.createElement("dt");
        const words = document.createElement("dd");
        label.textContent = name;
        words.textContent = value;
        words.dir = "auto";
        list.append(label, words);
      }
      note.append(paragraph("This finds no box here any more:"), list);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary btn-sm";
    button.textContent = "Throw it away and begin afresh";
    button.addEventListener("click", function () {
      store.removeItem(place);
      note.remove();
      form.reset();
      filling = true;
      tell(form);
      filling = false;
      const first = boxes(form).find(function (box) { return box.type !== "hidden"; });
      if (first) first.focus();
    });
    const last = document.createElement("p");
    last.append(button);
    note.append(last);
    form.prepend(note);
  }

  /** Fill in what is kept for the forms within `root`. */
  function restore(root) {
    if (!store) return;
    for (const form of root.querySelectorAll("form")) {
      if (!asks(form) || isRefused(form)) continue;
      const place = copyOf(form, root);
      const draft = place && read(place);
      if (!draft) continue;
      const before = JSON.stringify(boxes(form).map(typedIn));
      filling = true;
      const unplaced = fill(form, draft);
      filling = false;
      if (before === JSON.stringify(boxes(form).map(typedIn)) && !unplaced.length) continue; // the service did so
      if (!form.querySelector("[data-unsaved]")) sayItIsFilledIn(form, draft.at, unplaced, place);
    }
  }

  // --- Leaving

  window.addEventListener("beforeunload", function (event) {
    if (leaving === true || !unsaved(document, leaving).length) return;
    event.preventDefault();
    event.returnValue = ""; // browsers of some years ago
  });

  /** For the moment: a form is on its way, or the words of this page are safe. */
  function mayLeave(what) {
    leaving = what;
    setTimeout(function () { leaving = null; }, 2000);
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    // A button may be of another form than it stands in: what throws a form away stands in that form.
    mayLeave((event.submitter && event.submitter.closest("form")) || form);
    if (person && isKept(form) && isUnsaved(form)) keep(form, true);
  });

  // What is asked in place may take the place of another form with something typed in it.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const target = event.detail.target;
    if (!target || !target.querySelectorAll || event.defaultPrevented) return;
    if (!unsaved(target, event.detail.elt.closest("form")).length || event.detail.elt.closest("form[data-update-form]")) return;
    if (!window.confirm("You have typed something here that is not saved. Go on without saving it?")) event.preventDefault();
  });

  // --- Answers to what was sent in place

  /** What was sent in place was not saved: it is said beside the button, and what to do. */
  document.addEventListener("notSaved", function (event) {
    const form = event.target.closest("form");
    const said = event.detail;
    if (said.token) {
      for (const box of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) box.value = said.token;
    }
    if (person && form) keep(form);
    const line = paragraph(said.said + " ");
    line.className = "message message-error not-saved";
    line.setAttribute("role", "alert");
    if (said.address) {
      const link = document.createElement("a");
      link.href = said.address;
      link.textContent = "Sign in again";
      link.addEventListener("click", function () { mayLeave(true); }); // it is kept, here and by the service
      line.append(link);
    }
    for (const before of document.querySelectorAll(".not-saved")) before.remove();
    const place = form && form.querySelector(".button-row");
    if (place) place.before(line);
    else document.getElementById("messages").replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  });

  // --- The page

  function begin() {
    settle();
    if (!person) return; // a page of somebody who is not signed in
    const all = function () { restore(document); };
    // In the admin once its own scripts are ready, which put the links there that add rows.
    if (window.django && window.django.jQuery) window.addEventListener("load", function () { window.django.jQuery(all); });
    else all();

    for (const kindOfEvent of ["input", "change"]) {
      document.addEventListener(kindOfEvent, function (event) {
        const form = event.target.form;
        if (form && isKept(form)) keep(form);
      });
    }
    document.addEventListener("htmx:load", function (event) { restore(event.target); });
    document.addEventListener("htmx:beforeSwap", settle);
    document.addEventListener("htmx:afterRequest", settle);

    const idle = Number(page.idleMinutes) * 60 * 1000;
    if (idle) watch(idle);
  }

  /** Tell the service that somebody is here while they type; leave the page once nobody is. */
  function watch(idle) {
    const SHARED = "last-active"; // by all tabs: one that is in use keeps the others
    let told = Date.now();
    function here() {
      const now = Date.now();
      try { localStorage.setItem(SHARED, String(now)); } catch (refused) { /* this tab alone then */ }
      active = now;
      if (now - told < idle / 30) return;
      told = now;
      fetch(page.stillHere, { redirect: "manual" }).catch(function () { /* the next form says what is wrong */ });
    }
    let active = 0;
    here();
    for (const kindOfEvent of ["keydown", "pointerdown", "input"]) document.addEventListener(kindOfEvent, here, { passive: true });
    setInterval(function () {
      let last = active;
      try { last = Math.max(last, Number(localStorage.getItem(SHARED))); } catch (refused) { /* as above */ }
      if (Date.now() - last < idle + 2000 || !store) return;
      mayLeave(true);
      location.assign(page.signIn + "?next=" + encodeURIComponent(location.pathname + location.search));
    }, Math.min(15000, idle / 4));
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
