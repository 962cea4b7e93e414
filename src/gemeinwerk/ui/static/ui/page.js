// What every page gains from scripts: menus that close, errors in focus, progress read aloud.
// Everything here is a convenience; the page does its work without it.
(function () {
  "use strict";

  // Close an open menu on a click beside it, and on Escape (focus returns to its button).
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.gw-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.gw-menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // After a refused form, start at the list of errors.
  const errors = document.querySelector("[data-focus-on-load]");
  if (errors) errors.focus();

  // The figures change every few seconds; say them only when the announcement changes.
  document.addEventListener("htmx:afterSettle", function (event) {
    const bar = event.detail.elt.closest("[data-announce]");
    const live = bar && document.getElementById(bar.id + "-live");
    if (live && live.textContent !== bar.dataset.announce) {
      live.textContent = bar.dataset.announce;
    }
  });
})();
