// The thread: it stays at its end while the reader is there, and lets them scroll away; editing opens in place.

const NEAR = 80;

const thread = document.querySelector("[data-thread]");
const jump = document.querySelector("[data-jump]");
let isAtEnd = true;

function distance() {
  return thread.scrollHeight - thread.scrollTop - thread.clientHeight;
}

export function keepAtEnd() {
  if (thread && isAtEnd) thread.scrollTop = thread.scrollHeight;
}

function toEnd() {
  isAtEnd = true;
  keepAtEnd();
}

function edit(button, isOpen) {
  const turn = button.closest(".turn--user");
  turn.querySelector(".bubble").hidden = isOpen;
  turn.querySelector(".turn-actions").hidden = isOpen;
  const form = turn.querySelector(".turn-edit");
  form.hidden = !isOpen;
  if (isOpen) form.querySelector("textarea").focus();
}

export function startThread() {
  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-edit]");
    const cancel = event.target.closest("[data-edit-cancel]");
    if (open) edit(open, true);
    if (cancel) edit(cancel, false);
  });
  if (!thread) return;
  toEnd();
  const { part } = document.querySelector("[data-conversation]")?.dataset ?? {};
  const found = part && document.getElementById(`turn-${part}`);
  if (found) {
    isAtEnd = false;
    found.classList.add("turn--found");
    found.scrollIntoView({ block: "center" });
  }
  thread.addEventListener("scroll", () => {
    isAtEnd = distance() < NEAR;
    if (jump) jump.hidden = isAtEnd;
  });
  jump?.addEventListener("click", toEnd);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "turns" || event.target.id === "thread") toEnd();
  });
}
