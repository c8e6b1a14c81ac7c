// data-copy="code" copies the code block around the button; data-copy="#id" copies the text or value of that element.

import { toast } from "./toast.js";

const SHOWN_FOR = 1600;

function textFor(button) {
  const { copy } = button.dataset;
  const source = copy === "code" ? button.closest(".code")?.querySelector("code") : document.querySelector(copy);
  return source?.value ?? source?.textContent ?? "";
}

async function copyFrom(button) {
  const labels = document.body.dataset;
  try {
    await navigator.clipboard.writeText(textFor(button));
  } catch {
    toast(labels.labelCopyFailed, "error");
    return;
  }
  const label = button.querySelector("[data-copy-label]") ?? button;
  label.textContent = labels.labelCopied;
  setTimeout(() => {
    label.textContent = labels.labelCopy;
  }, SHOWN_FOR);
}

export function startCopy() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copyFrom(button);
  });
}
