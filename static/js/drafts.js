// What somebody types is still there after they were signed out, and a page that nobody uses is left.
//
// Words are kept in the memory of this tab only, under the person they are of. They are filled in again after a
// sign-in that was not asked for, and are gone when the page is left otherwise or the person signs out. Without this
// the service keeps what was sent, and shows it after signing in.
(function () {
  "use strict";

  const PREFIX = "draft:";
  const KEPT_FOR = 12 * 60 * 60 * 1000;
  const NOT_TYPED = ["csrfmiddlewaretoken", "form_key", "next"];

  let store;
  try {
    store = window.sessionStorage;
    store.getItem(PREFIX);
  } catch (refused) {
    return; // the browser keeps nothing
  }

  function drafts() {
    return Object.keys(store).filter(function (key) { return key.startsWith(PREFIX); });
  }

  function read(key) {
    try {
      return JSON.parse(store.getItem(key));
    } catch (broken) {
      return null;
    }
  }

  function write(key, draft) {
    try {
      store.setItem(key, JSON.stringify(draft));
    } catch (full) {
      store.removeItem(key);
    }
  }

  function forgetAll() {
    for (const key of drafts()) store.removeItem(key);
  }

  /** What was typed waits for the sign-in that comes. */
  function letWait() {
    for (const key of drafts()) {
      const draft = read(key);
      if (draft) write(key, Object.assign(draft, { waits: true }));
    }
  }

  function address(form) {
    const url = new URL(form.getAttribute("action") || location.href, location.href);
    return url.pathname + url.search;
  }

  function isKept(form) {
    return form.method === "post" && !form.querySelector('input[type="password"], input[autocomplete="one-time-code"]');
  }

  function typed(form) {
    return Array.from(new FormData(form)).filter(function (pair) {
      return typeof pair[1] === "string" && !NOT_TYPED.includes(pair[0]);
    });
  }

  function keep(person, form) {
    write(PREFIX + person + ":" + address(form), {
      at: Date.now(),
      // A form that was opened inside another page has a page of its own as well.
      page: form.hasAttribute("hx-post") ? address(form) : location.pathname + location.search,
      fields: typed(form),
    });
  }

  /** Put words back into a form; and what it had seen, so that what came meanwhile is noticed when they are saved. */
  function fill(form, fields) {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, (values.get(name) || []).concat(value));
    for (const box of form.elements) {
      if (!box.name || box.type === "submit" || box.type === "button" || box.type === "file") continue;
      if (box.type === "hidden" && !box.name.endsWith("seen")) continue;
      const wanted = values.get(box.name) || [];
      if (box.type === "radio" || box.type === "checkbox") box.checked = wanted.includes(box.value);
      else if (box.multiple && box.options) for (const option of box.options) option.selected = wanted.includes(option.value);
      else if (wanted.length) box.value = wanted.shift();
    }
    for (const box of form.elements) {
      if (box.type === "textarea") box.dispatchEvent(new Event("input", { bubbles: true }));
      if (box.type === "radio" && box.checked) box.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("role", "status");
    note.textContent = "What you typed before you were signed out is filled in again. Nothing of it is saved yet.";
    form.prepend(note);
  }

  /** Fill in what waits for the forms within `root`. */
  function restore(person, root) {
    for (const form of root.querySelectorAll("form")) {
      if (!isKept(form)) continue;
      const key = PREFIX + person + ":" + address(form);
      const draft = read(key);
      if (!draft || !draft.waits) continue;
      fill(form, draft.fields);
      draft.waits = false;
      write(key, draft);
    }
  }

  function begin() {
    const page = document.body.dataset;
    const person = page.person;
    if (!person) { // a page of somebody who is not signed in
      letWait();
      return;
    }
    for (const key of drafts()) {
      const draft = read(key);
      // Another person's, an old one, or of a page that was left by the person themselves or saved.
      if (!draft || !key.startsWith(PREFIX + person + ":") || Date.now() - draft.at > KEPT_FOR || !draft.waits) store.removeItem(key);
    }
    const kept = document.querySelector("[data-kept-address]");
    if (kept) {
      const draft = read(PREFIX + person + ":" + kept.dataset.keptAddress);
      if (draft) location.replace(draft.page);
      return;
    }
    restore(person, document);

    document.addEventListener("input", noticed);
    document.addEventListener("change", noticed);
    function noticed(event) {
      const form = event.target.form;
      if (form && isKept(form)) keep(person, form);
    }
    document.addEventListener("htmx:load", function (event) { restore(person, event.target); });
    document.addEventListener("htmx:afterRequest", function (event) {
      const form = event.detail.elt;
      const leads = event.detail.xhr.getResponseHeader("HX-Redirect");
      if (event.detail.successful && !leads && form.matches("form[hx-post]")) store.removeItem(PREFIX + person + ":" + address(form));
    });
    document.addEventListener("submit", function (event) {
      if (address(event.target).startsWith(page.signIn.replace("login", "logout"))) forgetAll();
    });

    const idle = Number(page.idleMinutes) * 60 * 1000;
    if (idle) watch(page, idle);
  }

  /** Tell the service that somebody is here while they type; leave the page once nobody is. */
  function watch(page, idle) {
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
    for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, here, { passive: true });
    setInterval(function () {
      let last = active;
      try { last = Math.max(last, Number(localStorage.getItem(SHARED))); } catch (refused) { /* as above */ }
      if (Date.now() - last < idle + 2000) return;
      letWait();
      location.assign(page.signIn + "?next=" + encodeURIComponent(location.pathname + location.search));
    }, Math.min(15000, idle / 4));
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
