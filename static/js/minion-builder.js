// The builder: pictures by one click, no more spirits than the plan allows, and how much room the instructions take.

const form = document.querySelector("[data-builder]");
const limit = Number(form.dataset.limit) || Infinity;
const boxes = [...form.querySelectorAll('input[name="spirits"]:not([data-locked])')];

function keepWithinLimit() {
  const isFull = boxes.filter((box) => box.checked).length >= limit;
  for (const box of boxes) {
    box.disabled = isFull && !box.checked;
    box.closest(".pick").classList.toggle("pick--waiting", box.disabled);
  }
}

function offerAvatars() {
  const picks = form.querySelector("[data-avatar-picks]");
  const field = form.querySelector('input[name="avatar"]');
  picks.hidden = false;
  picks.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-avatar]");
    if (pick) field.value = pick.dataset.avatar;
  });
}

// An upper bound, as the server reckons it where no tokenizer is known: two letters or blanks a token, else one a byte.
function tokensAtMost(text) {
  const rest = text.replace(/[A-Za-z ]+/g, "");
  return new TextEncoder().encode(rest).length + Math.floor((text.length - rest.length + 1) / 2) + 4;
}

const picks = form.querySelector("[data-variables]");
const builtIn = new Map([...picks.querySelectorAll("[data-variable]")].map((each) => [each.dataset.variable, each.dataset.value]));
const NAME = /^[a-z][a-z0-9_]{0,59}$/;

// The minion's own variables as they stand in the form, with what they are filled in with where nobody changes it.
function ownVariables() {
  const rows = [...form.querySelectorAll("[data-variable-rows] [data-variable-form]")];
  const part = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const kept = rows.filter((row) => !part(row, "DELETE").checked && NAME.test(part(row, "name").value.trim()));
  return new Map(kept.map((row) => [part(row, "name").value.trim(), part(row, "default").value]));
}

// The instructions as a turn would be told them now; a backslash before the braces keeps them as they are.
function filled(text) {
  const values = new Map([...ownVariables(), ...builtIn]);
  return text.replace(/(\\?)\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]{0,59})[ \t]*\}\}/g, (written, escape, name) => {
    if (escape) return written.slice(1);
    return values.has(name) ? values.get(name) : written;
  });
}

function pickOf(name, value) {
  const button = document.createElement("button");
  button.className = "button button--ghost button--small";
  button.type = "button";
  button.dataset.variable = name;
  button.dataset.own = "";
  button.title = value;
  button.append(document.createElement("code"));
  button.firstChild.textContent = `{{${name}}}`;
  return button;
}

function offerVariables() {
  const field = form.querySelector('textarea[name="instructions"]');
  for (const button of picks.querySelectorAll("[data-variable]")) button.disabled = false;
  picks.addEventListener("click", (event) => {
    const button = event.target.closest("[data-variable]");
    if (!button) return;
    field.setRangeText(`{{${button.dataset.variable}}}`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function showOwn() {
  for (const button of picks.querySelectorAll("[data-own]")) button.remove();
  picks.append(...[...ownVariables()].map(([name, value]) => pickOf(name, value)));
}

function showTold() {
  const place = form.querySelector("[data-token-count]");
  const told = form.querySelector("[data-as-told]");
  const written = form.querySelector('textarea[name="instructions"]').value;
  const text = filled(written);
  place.hidden = !written;
  place.textContent = place.dataset.label.replace("{n}", tokensAtMost(text).toLocaleString(document.documentElement.lang));
  told.hidden = text === written;
  told.querySelector("[data-as-told-text]").textContent = text;
}

// Rows of variables: options stand beside a choice alone, and a button brings another row.
function showOptions(row) {
  row.querySelector("[data-variable-options]").hidden = row.querySelector('[name$="-kind"]').value !== "choice";
}

function startVariables() {
  const rows = form.querySelector("[data-variable-rows]");
  const blank = form.querySelector("[data-variable-blank]");
  const total = form.querySelector('[name="variables-TOTAL_FORMS"]');
  const add = form.querySelector("[data-variable-add]");
  const most = Number(form.querySelector('[name="variables-MAX_NUM_FORMS"]').value);
  const showAdd = () => (add.hidden = rows.children.length >= most);
  const last = rows.lastElementChild; // the empty row is for browsers without scripts
  if (last && !last.querySelector('[name$="-name"]').value && !last.querySelector(".errorlist")) {
    last.remove();
    total.value = Number(total.value) - 1;
  }
  for (const row of rows.children) showOptions(row);
  add.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    rows.append(holder.content);
    total.value = Number(total.value) + 1;
    showOptions(rows.lastElementChild);
    showAdd();
    rows.lastElementChild.querySelector("input").focus();
  });
  rows.addEventListener("change", (event) => showOptions(event.target.closest("[data-variable-form]")));
  showAdd();
}

function followInstructions() {
  form.addEventListener("input", (event) => {
    if (event.target.closest("[data-variable-rows]")) showOwn();
    if (event.target.name === "instructions" || event.target.closest("[data-variable-rows]")) showTold();
  });
  showOwn();
  showTold();
}

// Many tools are found by their words. The list comes anew with each change of spirits, so the listening is the form's.
function searchTools() {
  const search = form.querySelector("[data-tool-search]");
  if (!search) return;
  search.hidden = false;
  const words = search.value.toLocaleLowerCase().trim();
  for (const row of form.querySelectorAll("[data-tool-row]")) row.hidden = !row.dataset.toolRow.toLocaleLowerCase().includes(words);
  for (const group of form.querySelectorAll(".switch-group")) group.hidden = !group.querySelector("[data-tool-row]:not([hidden])");
  form.querySelector("[data-tool-none]").hidden = Boolean(form.querySelector("[data-tool-row]:not([hidden])"));
}

form.addEventListener("input", (event) => event.target.matches("[data-tool-search]") && searchTools());
document.body.addEventListener("htmx:afterSwap", searchTools);
searchTools();
form.addEventListener("change", keepWithinLimit);
keepWithinLimit();
offerAvatars();
offerVariables();
startVariables();
followInstructions();
