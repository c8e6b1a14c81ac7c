// The builder's test chat: follows its answers, and empties the field once a message was taken.

import { followAll } from "./stream.js";

const turns = document.getElementById("try-turns");
const form = document.getElementById("try-form");
const send = document.getElementById("try-send");
const area = document.querySelector('textarea[form="try-form"]');

function toEnd() {
  turns.scrollTop = turns.scrollHeight;
}

if (turns) {
  document.addEventListener("htmx:load", (event) => {
    send.disabled = false; // from now on the form is sent by htmx, never by the browser itself
    followAll(event.detail.elt);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === form && event.detail.successful) area.value = "";
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!send.disabled) form.requestSubmit();
  });
  new MutationObserver(toEnd).observe(turns, { childList: true, subtree: true, characterData: true });
}
