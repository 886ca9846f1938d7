// Boxes for owners suggest the board's groups and posts while somebody types, several in one box. Without this file a
// box of one line has the browser's own list. The names stand in the page: <datalist id="..."> for [data-suggests].
(function () {
  "use strict";

  const SHOWN = 8;
  const HARD = /[,;\n]\s*/g; // always begins another owner
  const SOFT = /[,;\n/&+]\s*|\s(?:and|with)\s+/gi; // begins another owner unless it stands within a name
  let number = 0;

  /** As the search on the server does: case, accents, quotation marks and dashes are alike. */
  function folded(words) {
    return words.replace(/[\u2018\u2019\u00b4`]/g, "'").replace(/[\u2010-\u2015]/g, "-").normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").trim().toLowerCase();
  }

  function namesIn(list) {
    return Array.from(list.options, function (option) {
      const found = folded([option.value, option.label, option.dataset.spellings || ""].join(" "));
      return { name: option.value, label: option.label, found: found };
    });
  }

  function lastEnd(pattern, text) {
    let end = 0;
    for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
    return end;
  }

  /** Names for what is typed before the caret, and from where: the longer stretch first, as names hold "and". */
  function suggested(box, names) {
    const typed = box.value.slice(0, box.selectionStart);
    for (const start of new Set([lastEnd(HARD, typed), lastEnd(SOFT, typed)])) {
      const words = folded(typed.slice(start));
      if (!words) continue;
      const fits = names.filter(function (each) { return (" " + each.found).includes(" " + words); });
      const within = names.filter(function (each) { return each.found.includes(words) && !fits.includes(each); });
      const found = fits.concat(words.length > 2 ? within : []);
      if (found.length === 1 && folded(found[0].name) === words) return { start: start, found: [] };
      if (found.length) return { start: start, found: found.slice(0, SHOWN) };
    }
    return { start: typed.length, found: [] };
  }

  function makeReady(box) {
    const source = document.getElementById(box.dataset.suggests);
    if (!source || box.dataset.suggesting) return;
    box.dataset.suggesting = "yes";
    box.removeAttribute("list");
    const names = namesIn(source);
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = "suggestions-" + (number += 1);
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    box.parentElement.classList.add("suggests");
    box.after(list, spoken);
    const isLine = box.tagName === "INPUT"; // a box of several lines may not be called a combobox
    if (isLine) box.setAttribute("role", "combobox");
    box.setAttribute("autocomplete", "off");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    let start = 0, active = -1;

    function show(open) {
      list.hidden = !open;
      if (isLine) box.setAttribute("aria-expanded", String(open));
      if (!open) activate(-1);
    }

    function activate(place) {
      active = place;
      Array.from(list.children, function (each, at) { each.setAttribute("aria-selected", String(at === place)); });
      if (place < 0) return box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }

    function choose(option) {
      const rest = box.value.slice(box.selectionStart);
      box.value = box.value.slice(0, start) + option.dataset.name + rest;
      const end = start + option.dataset.name.length;
      box.setSelectionRange(end, end);
      show(false);
      spoken.textContent = option.dataset.name;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      show(false);
    }

    function suggest() {
      const found = suggested(box, names);
      start = found.start;
      list.replaceChildren();
      for (const each of found.found) {
        const option = document.createElement("li");
        option.id = list.id + "-" + list.children.length;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dir = "auto";
        option.dataset.name = each.name;
        option.textContent = each.label || each.name;
        list.append(option);
      }
      show(found.found.length > 0);
      activate(-1);
      const count = found.found.length;
      spoken.textContent = count ? count + (count === 1 ? " suggestion" : " suggestions") + ", use the arrow keys" : "";
    }

    show(false);
    box.addEventListener("input", suggest);
    box.addEventListener("blur", function () { show(false); });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        return show(false);
      }
      if (event.key === "ArrowDown" && list.hidden && isLine) suggest();
      if (list.hidden) return;
      const count = list.children.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const next = event.key === "ArrowDown" ? active + 1 : active < 0 ? count - 1 : active - 1;
        activate(next >= count ? 0 : next < 0 ? count - 1 : next);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        choose(list.children[active]);
      }
    });
    list.addEventListener("mousedown", function (event) {
      event.preventDefault(); // the box keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
  }

  // Rows that are added later, as in the admin, are made ready when they are first reached.
  document.addEventListener("focusin", function (event) {
    if (event.target.matches("[data-suggests]")) makeReady(event.target);
  });
  if (document.activeElement && document.activeElement.matches("[data-suggests]")) makeReady(document.activeElement);
})();
