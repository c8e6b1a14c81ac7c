// data-dialog-open="id" opens a <dialog>, data-dialog-close closes the one around it.
// data-confirm="question" on a form, and hx-confirm, ask in our own dialog before anything is sent.

export function confirmed(question) {
  const dialog = document.getElementById("confirm-dialog");
  dialog.querySelector("#confirm-text").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function askThenSubmit(form, submitter) {
  const question = form.dataset.confirm;
  if (!(await confirmed(question))) return;
  delete form.dataset.confirm;
  form.requestSubmit(submitter);
  form.dataset.confirm = question;
}

function onClick(event) {
  const opens = event.target.closest("[data-dialog-open]");
  if (opens) {
    event.preventDefault(); // a link that opens a dialog leads to a page of its own only without scripts
    document.getElementById(opens.dataset.dialogOpen)?.showModal();
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog[open]")) closeIfOutside(event.target, event);
}

function closeIfOutside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  const isInside = clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
  if (!isInside) dialog.close();
}

export function startDialogs() {
  document.documentElement.dataset.asksBy = "dialog"; // instead of ask-early.js
  document.addEventListener("click", onClick);
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.dataset.confirm) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      askThenSubmit(event.target, event.submitter);
    },
    true,
  );
  document.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (await confirmed(event.detail.question)) event.detail.issueRequest(true);
  });
}
