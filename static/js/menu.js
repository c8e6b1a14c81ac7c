// <details data-menu> opens and closes by itself; this closes it on Escape, on a click elsewhere, and moves by arrow keys.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function move(menu, step) {
  const items = [...menu.querySelectorAll(".menu-item:not([disabled])")];
  const at = items.indexOf(document.activeElement);
  const next = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
  items[next]?.focus();
}

function onKey(event) {
  const menu = event.target.closest?.("[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(menu, event.key === "ArrowDown" ? 1 : -1);
  }
}

export function startMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("[data-menu]")));
}
