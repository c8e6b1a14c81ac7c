// In the composer, "/" at the start offers tools, each with its form, "@" minions and models, "#" files and knowledge. Arrow keys choose,
// Enter or Tab takes, Escape closes.

import { pickUp } from "./attach.js";

const WORD = /(^\/[\w-]*$)|((?:^|\s)[@#][^\s@#]*$)/;

let list = null;
let asked = 0;

function wordBefore(area) {
  const found = area.value.slice(0, area.selectionStart).match(WORD);
  return found ? found[0].trimStart() : "";
}

function close() {
  if (!list) return;
  list.hidden = true;
  list.replaceChildren();
  list.closest("form").querySelector("textarea").removeAttribute("aria-activedescendant");
}

function options() {
  return list ? [...list.querySelectorAll("[role=option]")] : [];
}

function mark(at) {
  const all = options();
  if (!all.length) return;
  const chosen = all[(at + all.length) % all.length];
  all.forEach((each) => each.setAttribute("aria-selected", String(each === chosen)));
  chosen.scrollIntoView({ block: "nearest" });
  list.closest("form").querySelector("textarea").setAttribute("aria-activedescendant", chosen.id);
}

function marked() {
  return options().findIndex((each) => each.getAttribute("aria-selected") === "true");
}

async function offer(form, area) {
  const word = wordBefore(area);
  if (!word) return close();
  const number = (asked += 1);
  const url = new URL(form.dataset.suggest, location.href);
  url.searchParams.set("word", word);
  url.searchParams.set("minion", form.querySelector("[name=minion]")?.value ?? "");
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (number !== asked || !answer?.ok) return undefined;
  list.innerHTML = await answer.text();
  list.hidden = !options().length;
  return mark(0);
}

function take(form, area, option) {
  const start = area.selectionStart - wordBefore(area).length;
  const { insert, field, value, pick, form: toolForm } = option.dataset;
  area.setRangeText(insert ?? "", start, area.selectionStart, "end");
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  if (field) choose(form, field, value);
  if (pick) pickUp(form, pick, value);
  if (toolForm) fillIn(toolForm);
}

function choose(form, field, value) {
  const select = form.querySelector(`select[name=${field}]`);
  if (select) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (form.dataset.change) {
    window.htmx.ajax("POST", form.dataset.change, { values: { [field]: value }, swap: "none" }).then(() => location.reload());
  }
}

// A tool's arguments are asked for in a dialog; what is filled in comes back as the command, and is sent.
async function fillIn(url) {
  const dialog = document.querySelector("[data-tool-form]");
  if (!dialog) return;
  await window.htmx.ajax("GET", url, { target: dialog, swap: "innerHTML" });
  if (dialog.querySelector("form")) dialog.showModal();
}

function sendCommands(form, area) {
  document.addEventListener("tool-command", (event) => {
    document.querySelector("[data-tool-form]")?.close();
    area.value = event.detail.text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    form.requestSubmit();
  });
}

export function startSuggestions(form) {
  const area = form.querySelector("textarea");
  const own = form.querySelector("[data-suggestions]");
  if (!own || !form.dataset.suggest) return;
  sendCommands(form, area);
  area.addEventListener("input", () => {
    list = own;
    offer(form, area);
  });
  area.addEventListener("keydown", (event) => {
    if (list !== own || own.hidden) return;
    const all = options();
    if (event.key === "ArrowDown") mark(marked() + 1);
    else if (event.key === "ArrowUp") mark(marked() - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(form, area, all[marked()] ?? all[0]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  own.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(form, area, option);
  });
  area.addEventListener("blur", () => setTimeout(close, 150));
}
