// Files that go with a message: chosen, dropped, pasted, or named after "#". Each is read by the server at once and stands as a chip above
// the text; the chips of a draft are kept by their ids.

const PREFIX = "chips:";

const places = (form) => form.querySelector("[data-chip-list]");
const values = (form, name) => [...form.querySelectorAll(`[data-chip] input[name=${name}]`)].map((input) => input.value);

function keep(form) {
  const kept = { uploads: values(form, "uploads"), knowledge_bases: values(form, "knowledge_bases") };
  try {
    if (kept.uploads.length + kept.knowledge_bases.length) localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify(kept));
    else localStorage.removeItem(PREFIX + form.dataset.draft);
  } catch {
    // A browser that keeps nothing still sends.
  }
}

async function restore(form) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(PREFIX + form.dataset.draft) ?? "null");
  } catch {
    return;
  }
  if (!kept) return;
  const url = new URL(form.dataset.chips, location.href);
  for (const [name, ids] of Object.entries(kept)) for (const id of ids) url.searchParams.append(name, id);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) place(form, await answer.text());
}

function place(form, html, instead = null) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const chip of holder.content.querySelectorAll("[data-chip]")) {
    const { name, value } = chip.querySelector("input");
    if (!values(form, name).includes(value)) places(form).append(chip);
  }
  instead?.remove();
  changed(form);
}

function changed(form) {
  keep(form);
  const model = form.querySelector("select[name=language_model]")?.selectedOptions[0];
  const note = form.querySelector("[data-blind]");
  note.hidden = !form.querySelector("[data-picture]") || !model || model.hasAttribute("data-sees");
}

export function forgetChips(form, isLeaving = false) {
  if (!form.dataset.upload) return;
  if (!isLeaving) places(form).replaceChildren();
  try {
    localStorage.removeItem(PREFIX + form.dataset.draft);
  } catch {
    // Nothing is kept there.
  }
  if (!isLeaving) changed(form);
}

function waitingChip(form, name) {
  const chip = document.createElement("li");
  chip.className = "chip";
  const label = document.createElement("span");
  label.className = "truncate";
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  chip.append(label, bar);
  places(form).append(chip);
  return chip;
}

function refuse(form, chip, reason) {
  chip.classList.add("chip--refused");
  chip.querySelector("progress")?.remove();
  const said = document.createElement("span");
  said.className = "chip-reason";
  said.setAttribute("role", "alert");
  said.textContent = reason;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip-remove";
  button.textContent = "×";
  button.setAttribute("aria-label", form.dataset.labelRemove);
  button.addEventListener("click", () => chip.remove());
  chip.append(said, button);
}

function reasonOf(request, form) {
  try {
    return JSON.parse(request.getResponseHeader("HX-Trigger")).toast.text;
  } catch {
    return form.dataset.labelFailed;
  }
}

function upload(form, file) {
  const chip = waitingChip(form, file.name);
  if (file.size > Number(form.dataset.megabytes) * 1e6) return refuse(form, chip, form.dataset.labelTooLarge);
  const body = new FormData();
  body.append("file", file);
  return send(form, chip, form.dataset.upload, body);
}

function send(form, chip, address, body) {
  const bar = chip.querySelector("progress");
  const request = new XMLHttpRequest();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  request.open("POST", address);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    bar.setAttribute("aria-label", form.dataset.labelReading);
  });
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => {
      if (request.status === 200) place(form, request.responseText, chip);
      else refuse(form, chip, reasonOf(request, form));
      resolve();
    });
    request.send(body);
  });
}

// What is sent meanwhile waits until every file was read.
async function working(form, work) {
  form.dataset.working = Number(form.dataset.working ?? 0) + 1;
  await work();
  form.dataset.working = Number(form.dataset.working) - 1;
  if (form.dataset.working !== "0" || !form.dataset.sendAfter) return;
  delete form.dataset.sendAfter;
  if (!form.querySelector(".chip--refused")) form.requestSubmit();
}

function uploadAll(form, files) {
  return working(form, async () => {
    for (const file of files) await upload(form, file);
  });
}

export function pickUp(form, kind, value) {
  const chip = waitingChip(form, kind === "file" ? value : "…");
  const body = new FormData();
  body.append("kind", kind);
  body.append("value", value);
  working(form, () => send(form, chip, form.dataset.pick, body));
}

function choose(form) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => uploadAll(form, [...input.files]));
  input.click();
}

function startDropping(form) {
  const area = form.closest(".conversation") ?? form;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  area.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("composer--drop");
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) form.classList.remove("composer--drop");
  });
  area.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.remove("composer--drop");
    uploadAll(form, [...event.dataTransfer.files]);
  });
}

export function startAttaching(form) {
  if (!form.dataset.upload) return;
  restore(form);
  startDropping(form);
  form.addEventListener("submit", (event) => {
    if (!Number(form.dataset.working ?? 0)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.dataset.sendAfter = "yes";
  }, true);
  form.querySelector("[data-attach]").addEventListener("click", () => choose(form));
  form.querySelector("textarea").addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    uploadAll(form, files);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chip-remove]");
    if (!button) return;
    button.closest("[data-chip]").remove();
    changed(form);
    form.querySelector("textarea").focus();
  });
  form.querySelector("select[name=language_model]")?.addEventListener("change", () => changed(form));
}
