// The arrow keys go from one item of a meeting to the next, where nobody types. Without it the links do.
(function () {
  "use strict";

  const hint = document.querySelector("[data-arrows]");
  if (hint) hint.hidden = false;
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const link = document.querySelector('[data-arrow="' + event.key + '"]');
    if (link) link.click();
  });
})();
