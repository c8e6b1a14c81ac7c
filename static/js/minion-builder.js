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

const variables = new Map([...form.querySelectorAll("[data-variable]")].map((each) => [each.dataset.variable, each]));

// The instructions as a turn would be told them now; a backslash before the braces keeps them as they are.
function filled(text) {
  return text.replace(/(\\?)\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]{0,59})[ \t]*\}\}/g, (written, escape, name) => {
    if (escape) return written.slice(1);
    return variables.has(name) ? variables.get(name).dataset.value : written;
  });
}

function offerVariables() {
  const field = form.querySelector('textarea[name="instructions"]');
  for (const [name, button] of variables) {
    button.disabled = false;
    button.addEventListener("click", () => {
      field.setRangeText(`{{${name}}}`, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

function countTokens() {
  const place = form.querySelector("[data-token-count]");
  const field = form.querySelector('textarea[name="instructions"]');
  const show = () => {
    place.hidden = !field.value;
    place.textContent = place.dataset.label.replace("{n}", tokensAtMost(filled(field.value)).toLocaleString(document.documentElement.lang));
  };
  field.addEventListener("input", show);
  show();
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
countTokens();
