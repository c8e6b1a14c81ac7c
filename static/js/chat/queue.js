// What is sent while an answer is still written waits its turn: it stands above the composer, survives a reload, and goes when the answer ends.

const PREFIX = "next:";

function key(form) {
  return PREFIX + form.dataset.draft;
}

function waiting(form) {
  try {
    return localStorage.getItem(key(form)) ?? "";
  } catch {
    return form.dataset.held ?? "";
  }
}

function keep(form, text) {
  form.dataset.held = text;
  try {
    if (text) localStorage.setItem(key(form), text);
    else localStorage.removeItem(key(form));
  } catch {
    // A browser that keeps nothing still queues until the page is left.
  }
  show(form);
}

function show(form) {
  const place = form.querySelector("[data-next]");
  if (!place) return;
  const text = waiting(form);
  place.hidden = !text;
  place.querySelector("[data-next-text]").textContent = text;
}

export function queueNext(form, text) {
  const before = waiting(form);
  keep(form, before ? `${before}\n\n${text}` : text);
}

export function sendNext(form) {
  const text = waiting(form);
  const area = form.querySelector("textarea");
  if (!text || area.disabled) return;
  const draft = area.value;
  keep(form, "");
  area.value = text;
  form.addEventListener("htmx:afterRequest", (event) => {
    area.value = event.detail.successful ? draft : text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, { once: true });
  form.requestSubmit();
}

export function startQueue(form) {
  show(form);
  form.querySelector("[data-next-cancel]")?.addEventListener("click", () => {
    const area = form.querySelector("textarea");
    area.value = [waiting(form), area.value].filter(Boolean).join("\n\n");
    keep(form, "");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
}
