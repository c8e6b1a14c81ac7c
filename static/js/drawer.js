// On a wide screen the rail can be hidden; a cookie says so, and the server draws the next page right from its first byte.
// On a phone the rail is a drawer. Without this module its links (#rail, #main) open and close it by :target.

let opener = null;

function open(drawer, from) {
  opener = from;
  drawer.dataset.open = "";
  document.getElementById("main").inert = true;
  drawer.querySelector("a, button")?.focus();
}

function close(drawer) {
  delete drawer.dataset.open;
  document.getElementById("main").inert = false;
  opener?.focus();
  opener = null;
}

const YEAR = 60 * 60 * 24 * 365;
const WIDE = window.matchMedia("(width >= 60rem)");

function show(state) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.querySelector(".shell").toggleAttribute("data-rail-hidden", state === "hidden");
  document.cookie = `rail=${state}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  document.querySelector(`[data-rail="${state === "hidden" ? "shown" : "hidden"}"]`).focus();
}

/** Hides the rail of a wide screen, or shows it again. */
export function turnRail() {
  const shell = document.querySelector(".shell");
  if (shell && WIDE.matches) show(shell.hasAttribute("data-rail-hidden") ? "shown" : "hidden");
}

export function startDrawers() {
  document.addEventListener("click", (event) => {
    const turns = event.target.closest("[data-rail]");
    if (turns) show(turns.dataset.rail);
  });
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-drawer-open]");
    const drawer = document.querySelector(".rail[data-open]");
    if (opens) {
      event.preventDefault();
      open(document.getElementById(opens.dataset.drawerOpen), opens);
    } else if (drawer && event.target.closest("[data-drawer-close]")) {
      event.preventDefault();
      close(drawer);
    }
  });
  document.addEventListener("keydown", (event) => {
    const drawer = document.querySelector(".rail[data-open]");
    if (drawer && event.key === "Escape" && !drawer.querySelector("[data-menu][open]")) close(drawer);
  });
}
