// Keys for pictures. In a grid: arrows move, Home and End jump, X chooses, / searches. On a picture's page: arrows turn over.

const grid = document.querySelector("#image-grid");
const search = document.querySelector("#image-search");
const count = document.querySelector("#image-count");

function isTyping(event) {
  return event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]") !== null;
}

function links() {
  return [...grid.querySelectorAll("[data-tile-link]")];
}

function columns(all) {
  const top = all[0].getBoundingClientRect().top;
  const next = all.findIndex((link) => link.getBoundingClientRect().top > top + 1);
  return next < 0 ? all.length : next;
}

function stepOf(key, all) {
  const isMirrored = document.documentElement.dir === "rtl";
  switch (key) {
    case "ArrowRight":
      return isMirrored ? -1 : 1;
    case "ArrowLeft":
      return isMirrored ? 1 : -1;
    case "ArrowDown":
      return columns(all);
    case "ArrowUp":
      return -columns(all);
    case "Home":
      return -all.length;
    case "End":
      return all.length;
  }
  return 0;
}

function move(event) {
  const all = links();
  if (!all.length) return;
  const step = stepOf(event.key, all);
  if (!step) return;
  const tile = document.activeElement.closest?.("[data-tile]");
  const at = tile ? all.indexOf(tile.querySelector("[data-tile-link]")) : -1;
  if (at < 0 && !["ArrowRight", "ArrowDown"].includes(event.key)) return; // elsewhere these keys scroll
  if (at < 0 && document.activeElement !== document.body && document.activeElement.id !== "main") return;
  event.preventDefault();
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))].focus();
}

function choose() {
  const tick = document.activeElement.closest?.("[data-tile]")?.querySelector("[name=image]");
  if (!tick) return;
  tick.checked = !tick.checked;
  tell();
}

function tell() {
  const chosen = grid.querySelectorAll("[name=image]:checked").length;
  const words = count.dataset;
  count.textContent = chosen === 0 ? words.none : chosen === 1 ? words.one : words.many.replace("%d", chosen);
}

function onGridKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
  } else if (event.key.toLowerCase() === "x") {
    choose();
  } else {
    move(event);
  }
}

function onPictureKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
}

if (grid) {
  document.addEventListener("keydown", onGridKey);
  grid.addEventListener("change", tell);
  document.body.addEventListener("htmx:afterSwap", tell);
  tell(); // what was chosen before this script came, or kept by the browser over a reload
} else {
  document.addEventListener("keydown", onPictureKey);
}
