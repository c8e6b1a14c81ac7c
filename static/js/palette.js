// The command palette (Ctrl or Cmd K) and the sheet of shortcuts (?). Arrow keys go through what was found, Enter opens it.

import { turnRail } from "./drawer.js";

const palette = () => document.getElementById("palette");

function items() {
  return [...palette().querySelectorAll(".found-item")];
}

function openPalette() {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const field = dialog.querySelector("input");
  field.select();
  if (!items().length) window.htmx.trigger(field, "found-wanted");
}

function move(step) {
  const all = [palette().querySelector("input"), ...items()];
  const at = all.indexOf(document.activeElement);
  const next = all[(at + step + all.length) % all.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function inPalette(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    items()[0]?.click();
  }
}

function isWriting(target) {
  return target.isContentEditable || target.closest?.("input, textarea, select, dialog");
}

function onKey(event) {
  const wants = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (wants && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if (wants && event.shiftKey && event.key.toLowerCase() === "o") {
    event.preventDefault();
    location.assign(document.body.dataset.newChat);
  } else if (wants && event.shiftKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    turnRail();
  } else if (palette()?.contains(event.target)) {
    inPalette(event);
  } else if (!wants && event.key === "?" && !isWriting(event.target)) {
    document.getElementById("shortcuts")?.showModal();
  } else if (!wants && event.key === "/" && !isWriting(event.target)) {
    const field = document.querySelector("[data-composer] textarea, main input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
}

export function startPalette() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-palette]");
    if (!opens || !palette()) return;
    event.preventDefault();
    openPalette();
  });
}
