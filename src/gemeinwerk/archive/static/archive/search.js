// On a narrow screen the hits come first: the list that narrows them opens on a tap.
(function () {
  "use strict";

  const facets = document.querySelector("[data-facets]");
  if (facets && window.matchMedia("(max-width: 61.99rem)").matches) facets.open = false;
})();
