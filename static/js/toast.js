// Short messages: toast("Saved", "success"), an HX-Trigger header {"toast": {"text": "...", "kind": "success"}}, or the server's own messages.

const STAYS_FOR = 6000;

function schedule(element) {
  if (element.classList.contains("toast--error")) return; // an error stays until it was read
  let timer = setTimeout(() => element.remove(), STAYS_FOR);
  element.addEventListener("pointerenter", () => clearTimeout(timer));
  element.addEventListener("focusin", () => clearTimeout(timer));
  element.addEventListener("pointerleave", () => {
    timer = setTimeout(() => element.remove(), STAYS_FOR);
  });
}

// With { href, onOpen } it leads somewhere.
export function toast(text, kind = "info", { href, onOpen } = {}) {
  const template = document.getElementById("toast-template");
  const region = document.getElementById("toasts");
  if (!template || !region || !text) return;
  const element = template.content.firstElementChild.cloneNode(true);
  element.classList.add(`toast--${kind}`);
  element.querySelector("span").textContent = text;
  const link = element.querySelector("[data-toast-link]");
  link.hidden = !href;
  if (href) link.href = href;
  if (onOpen) link.addEventListener("click", onOpen);
  region.append(element);
  schedule(element);
}

export function startToasts() {
  document.querySelectorAll("[data-toast]").forEach(schedule);
  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  });
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
  const labels = document.body.dataset;
  window.addEventListener("offline", () => toast(labels.labelOffline, "warning"));
  window.addEventListener("online", () => toast(labels.labelOnline, "success"));
}
