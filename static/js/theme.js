// The theme lives in a cookie, so that the server draws the next page right from its first byte.

const YEAR = 60 * 60 * 24 * 365;

function chosenTheme() {
  return document.documentElement.dataset.theme ?? "";
}

function markChoice() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosenTheme()));
  }
}

function choose(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.cookie = `theme=${theme || "system"}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  markChoice();
}

export function startTheme() {
  markChoice();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  document.addEventListener("htmx:afterSwap", markChoice);
}
