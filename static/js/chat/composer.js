// The composer: Enter sends, drafts are kept until they are sent, the send button becomes stop while an answer is written.

import { forgetChips, startAttaching } from "./attach.js";
import { queueNext, sendNext, startQueue } from "./queue.js";
import { startSuggestions } from "./suggest.js";

const PREFIX = "draft:";

function draftOf(form) {
  return PREFIX + form.dataset.draft;
}

function keep(form, text) {
  try {
    if (text) localStorage.setItem(draftOf(form), text);
    else localStorage.removeItem(draftOf(form));
  } catch {
    // A browser that keeps nothing still sends.
  }
}

function restore(form) {
  const area = form.querySelector("textarea");
  if (area.value) return;
  try {
    area.value = localStorage.getItem(draftOf(form)) ?? "";
  } catch {
    area.value = "";
  }
}

function submitOnEnter(form, event) {
  const wants = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (!wants || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  const area = form.querySelector("textarea");
  if (!area.value.trim()) return;
  if (!form.classList.contains("composer--answering")) {
    form.requestSubmit();
  } else if (form.querySelector("[data-next]")) {
    queueNext(form, area.value.trim());
    area.value = "";
    keep(form, "");
  }
}

function start(form) {
  const area = form.querySelector("textarea");
  restore(form);
  startSuggestions(form);
  startQueue(form);
  startAttaching(form);
  area.addEventListener("input", () => keep(form, area.value));
  area.addEventListener("keydown", (event) => submitOnEnter(form, event));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !event.detail.successful) return;
    area.value = "";
    keep(form, "");
    forgetChips(form);
    area.focus();
  });
  if (!form.hasAttribute("hx-post")) form.addEventListener("submit", () => leave(form));
  form.querySelector("[data-stop]")?.addEventListener("click", () => stop(form));
  document.addEventListener("keydown", (event) => {
    const isFree = !event.defaultPrevented && !document.querySelector("dialog[open], [data-menu][open]");
    if (event.key === "Escape" && isFree && form.dataset.stopUrl) stop(form);
  });
}

function leave(form) {
  keep(form, "");
  forgetChips(form, true);
}

async function stop(form) {
  const { stopUrl } = form.dataset;
  if (stopUrl) await window.htmx.ajax("POST", stopUrl, { swap: "none" });
}

function showState(form, turn) {
  form.classList.toggle("composer--answering", Boolean(turn));
  form.dataset.stopUrl = turn?.dataset.stopUrl ?? "";
  const stopButton = form.querySelector("[data-stop]");
  if (!stopButton) return;
  stopButton.hidden = !turn;
  form.querySelector("[data-send]").hidden = Boolean(turn);
  if (!turn) setTimeout(() => sendNext(form), 0);
}

export function connection(state) {
  const labels = document.querySelector("[data-conversation]")?.dataset;
  const note = document.querySelector("[data-connection]");
  if (!labels || !note) return;
  note.classList.toggle("composer-note--lost", state === "lost");
  note.textContent = state === "lost" ? labels.labelReconnecting : labels.labelNote;
}

export function startComposers() {
  document.querySelectorAll("[data-composer]").forEach(start);
  document.addEventListener("chat:answering", (event) => {
    document.querySelectorAll("[data-composer]").forEach((form) => showState(form, event.detail.turn));
  });
  document.addEventListener("click", (event) => {
    const starter = event.target.closest("[data-starter]");
    const area = document.querySelector("[data-composer] textarea");
    if (!starter || !area) return;
    area.value = starter.textContent.trim();
    area.focus();
  });
  document.querySelector("[data-minion-choice]")?.addEventListener("change", (event) => {
    location.search = event.target.value ? `?minion=${event.target.value}` : "";
  });
}
