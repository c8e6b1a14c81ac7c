// The page's only stream: what happens to its reader elsewhere comes over it, and is passed on as events "live:<kind>".
// Parts of the page say by data-follow what they show ("jobs", "shop"); every page follows notifications, a chat its company.
// Only the visible page listens; one that comes back begins after the last event it had, so that nothing is missed or told twice.
// A session that was ended on another device sends the page to the sign-in.

const KINDS = ["again", "catalogue", "company", "end", "job", "notification", "ready", "shop", "unread"];
const FIRST_WAIT = 2000; // milliseconds; each further failure doubles it, and a random half spreads the pages of all people
const LONGEST_WAIT = 60_000;
const STEADY = 10_000; // milliseconds after which an open stream counts as healthy

let stream = null;

// Whether what happens is told: while it is not, a part looks by itself now and then.
export function isListening() {
  return stream?.readyState === EventSource.OPEN;
}

// Whether this page is told anything at all.
export function isFollowing() {
  return document.querySelector("[data-session-live]") !== null;
}

export function startLive() {
  const marked = document.querySelector("[data-session-live]");
  if (!marked || !window.EventSource) return;
  let last = marked.dataset.sessionAfter;
  let failures = 0;
  let opened = 0;
  let notBefore = 0;
  let waiting = 0;

  const address = () => {
    const follow = new Set(["notifications"]);
    for (const part of document.querySelectorAll("[data-follow]")) follow.add(part.dataset.follow);
    const asked = new URLSearchParams({ follow: [...follow].sort().join(","), after: last });
    const { conversation } = document.querySelector("[data-conversation]")?.dataset ?? {};
    if (conversation) asked.set("conversation", conversation);
    return `${marked.dataset.sessionLive}?${asked}`;
  };
  const passOn = (event) => {
    last = event.lastEventId || last;
    document.dispatchEvent(new CustomEvent(`live:${event.type}`, { detail: JSON.parse(event.data) }));
  };
  const stop = () => {
    clearTimeout(waiting);
    stream?.close();
    stream = null;
  };
  const listen = () => {
    stop();
    if (document.hidden) return;
    const pause = notBefore - Date.now();
    if (pause > 0) {
      waiting = setTimeout(listen, pause);
      return;
    }
    const source = new EventSource(address());
    stream = source;
    KINDS.forEach((kind) => source.addEventListener(kind, passOn));
    source.addEventListener("open", () => {
      opened = Date.now();
    });
    source.addEventListener("error", () => stream === source && rest());
  };
  // The stream broke off or was refused, which it cannot tell apart: ask who is signed in, then wait for longer each time.
  const rest = async () => {
    stop();
    failures = opened && Date.now() - opened > STEADY ? 1 : failures + 1;
    opened = 0;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
    notBefore = Date.now() + wait * (0.5 + Math.random() / 2);
    const answer = await fetch("/api/v1/me", { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 401) {
      const here = encodeURIComponent(location.pathname + location.search);
      location.assign(`${marked.dataset.sessionLogin}?next=${here}`);
      return;
    }
    if (stream) return; // it was shown again meanwhile
    const wished = Number(answer?.headers.get("Retry-After")) * 1000;
    if (wished) notBefore = Math.max(notBefore, Date.now() + wished);
    listen();
  };

  // Not before every module of the page has run: what the stream says first would find nobody who listens.
  if (document.readyState === "complete") listen();
  else document.addEventListener("DOMContentLoaded", listen, { once: true });
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => event.persisted && listen());
}
