// The admin's boxes that search: select2 gives what it makes no name, so each gets that of the box it stands for.
(function () {
  "use strict";

  /** The words of the label of a box: a <label> of its own, or what stands for one. */
  function named(select) {
    const label = select.labels && select.labels[0];
    return label ? label.textContent.trim().replace(/:$/, "") : select.getAttribute("aria-label") || "";
  }

  function name(select) {
    const made = select.nextElementSibling;
    const words = named(select);
    if (!words || !made || !made.classList.contains("select2")) return;
    const box = made.querySelector(".select2-selection");
    const shown = made.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-label", words + (shown && shown.title ? ": " + shown.title : ""));
    box.removeAttribute("aria-labelledby");
    const typed = made.querySelector(".select2-search__field");
    if (typed) typed.setAttribute("aria-label", words);
    if (shown) shown.setAttribute("aria-label", words);
    // What was there to leave an empty box by is a sign without a name, and the Delete key does the same.
    for (const sign of made.querySelectorAll(".select2-selection__clear")) sign.setAttribute("aria-hidden", "true");
  }

  function nameAll(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach(name);
  }

  // After django/autocomplete.js, which makes the boxes when the document is there.
  window.addEventListener("load", function () {
    nameAll(document);
    if (!window.django || !window.django.jQuery) return;
    const $ = window.django.jQuery;
    $(document).on("change", "select.admin-autocomplete", function () { name(this); });
    $(document).on("select2:open", "select.admin-autocomplete", function () {
      const words = named(this);
      const box = this.nextElementSibling.querySelector(".select2-selection");
      if (box.getAttribute("aria-owns")) box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
      const open = ".select2-container--open ";
      for (const part of document.querySelectorAll(open + ".select2-search__field, " + open + ".select2-results__options")) {
        part.setAttribute("aria-label", words);
      }
    });
  });
  document.addEventListener("formset:added", function (event) { setTimeout(nameAll, 0, event.target); });
  document.addEventListener("DOMContentLoaded", function () {
    const refused = document.querySelector("#content .errornote");
    if (!refused) return;
    refused.tabIndex = -1;
    refused.focus();
  });
})();
