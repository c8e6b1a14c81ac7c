// Until dialog.js is there, a form with data-confirm asks in the browser's own window. No module: modules come after the
// first click of whoever is quick, and nothing may be deleted unasked.

document.addEventListener(
  "submit",
  (event) => {
    const question = event.target.dataset.confirm;
    if (!question || document.documentElement.dataset.asksBy === "dialog") return;
    if (window.confirm(question)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
