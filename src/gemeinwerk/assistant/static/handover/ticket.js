// Copying the address of a ticket. Without this it is marked and copied by hand.
(function () {
  "use strict";

  const box = document.querySelector("[data-copy]");
  if (!box || !navigator.clipboard) return;
  const said = box.querySelector("[role=status]");
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async function () {
    try {
      await navigator.clipboard.writeText(box.dataset.copy);
      said.textContent = said.dataset.copied;
    } catch {
      said.textContent = said.dataset.notCopied;
    }
  });
})();
