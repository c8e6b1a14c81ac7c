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

export function startDrawers() {
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
