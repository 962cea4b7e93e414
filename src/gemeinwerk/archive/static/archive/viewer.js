// What reading gains from scripts: keys, zoom without reloading, copying the address.
// Everything here is a convenience; the links and forms of the page do the same.
(function () {
  "use strict";

  const STEPS = [50, 75, 100, 125, 150, 200, 300, 400];
  const KEYS = {
    ArrowRight: "next", j: "next", ArrowLeft: "previous", k: "previous",
    n: "next-hit", p: "previous-hit",
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "+" || key === "=") zoomBy(1);
    else if (key === "-") zoomBy(-1);
    else if (key === "0") zoomTo(100);
    else if (key === "t") follow(document.querySelector(".gw-tabs a:not([aria-current])"));
    else if (KEYS[key] && !scrollsItself(event)) {
      follow(document.querySelector('[data-turn="' + KEYS[key] + '"] a'));
    } else return;
    event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    const step = event.target.closest("[data-zoom-step]");
    if (step) {
      event.preventDefault();
      if (step.dataset.zoomStep === "fit") zoomTo(100);
      else zoomBy(step.dataset.zoomStep === "in" ? 1 : -1);
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) copyFrom(copy);
  });

  document.querySelectorAll("[data-copy], [data-scripted]").forEach(function (element) {
    element.hidden = false;
  });
  showFirstHit();

  function isTyping(element) {
    return element.closest("input, textarea, select, [contenteditable]") !== null;
  }

  // An enlarged page is moved sideways with the arrow keys while it has the focus.
  function scrollsItself(event) {
    const sheet = event.target.closest("[data-sheet]");
    return sheet && event.key.startsWith("Arrow") && sheet.scrollWidth > sheet.clientWidth;
  }

  function follow(link) {
    if (link) link.click();
  }

  function zoomBy(direction) {
    const tools = document.querySelector("[data-zoom]");
    if (!tools) return;
    const place = STEPS.indexOf(Number(tools.dataset.zoom)) + direction;
    zoomTo(STEPS[Math.max(0, Math.min(STEPS.length - 1, place))]);
  }

  // Keeps what is in the middle of the window there; further links and the address carry the zoom.
  function zoomTo(zoom) {
    const tools = document.querySelector("[data-zoom]");
    const page = document.querySelector("[data-sheet-page]");
    if (!tools || !page) return;
    const sheet = page.parentElement;
    const middle = (sheet.scrollLeft + sheet.clientWidth / 2) / sheet.scrollWidth;
    const centre = (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight;
    page.setAttribute("width", zoom + "%");
    sheet.scrollLeft = middle * sheet.scrollWidth - sheet.clientWidth / 2;
    sheet.scrollTop = centre * sheet.scrollHeight - sheet.clientHeight / 2;
    tools.dataset.zoom = zoom;
    tools.querySelector("[data-zoom-now]").textContent = zoom + "\u00a0%";
    history.replaceState(history.state, "", withZoom(location.href, zoom));
    document.querySelectorAll("[data-turn] a, .ar-ends a, .ar-hits__pages a").forEach(function (link) {
      link.href = withZoom(link.href, zoom);
    });
    const field = document.querySelector("[data-zoom-field]");
    if (field) field.value = zoom;
  }

  function withZoom(address, zoom) {
    const url = new URL(address);
    if (zoom === 100) url.searchParams.delete("zoom");
    else url.searchParams.set("zoom", zoom);
    return url.href;
  }

  function showFirstHit() {
    const hit = document.querySelector("[data-sheet-page] .hit");
    const sheet = document.querySelector("[data-sheet]");
    if (!hit || !sheet) return;
    const box = hit.getBoundingClientRect();
    const frame = sheet.getBoundingClientRect();
    sheet.scrollTop += box.top - frame.top - sheet.clientHeight / 3;
    sheet.scrollLeft += box.left - frame.left - sheet.clientWidth / 3;
  }

  async function copyFrom(button) {
    const field = document.getElementById(button.dataset.copy);
    const told = field.closest(".ar-permalink").querySelector("[data-copy-told]");
    try {
      await navigator.clipboard.writeText(field.value);
    } catch (error) {
      field.select();
      document.execCommand("copy");
    }
    told.textContent = button.dataset.copied;
  }
})();
