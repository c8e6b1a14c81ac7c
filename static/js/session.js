// Sends an open page to the sign-in as soon as its session was ended on another device; a page of a chat hears, too, where else
// the chat is open and when it went on there (as events "live:company" and "live:end").
// Only the visible page listens; one that comes back looks at once.

const RETRY_MS = 4000;

function passOn(event) {
  document.dispatchEvent(new CustomEvent(`live:${event.type}`, { detail: JSON.parse(event.data) }));
}

export function startSession() {
  const marked = document.querySelector("[data-session-live]");
  if (!marked || !window.EventSource) return;
  const { conversation } = document.querySelector("[data-conversation]")?.dataset ?? {};
  const address = conversation ? `${marked.dataset.sessionLive}?conversation=${conversation}` : marked.dataset.sessionLive;
  let stream = null;
  let waiting = 0;

  const stop = () => {
    clearTimeout(waiting);
    stream?.close();
    stream = null;
  };
  const listen = () => {
    stop();
    if (document.hidden) return;
    stream = new EventSource(address);
    ["company", "end"].forEach((kind) => stream.addEventListener(kind, passOn));
    stream.addEventListener("error", look);
  };
  const look = async () => {
    stop();
    const answer = await fetch("/api/v1/me", { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 401) {
      const here = encodeURIComponent(location.pathname + location.search);
      location.assign(`${marked.dataset.sessionLogin}?next=${here}`);
    } else {
      waiting = setTimeout(listen, RETRY_MS);
    }
  };

  // Not before every module of the page has run: what the stream says first would find nobody who listens.
  if (document.readyState === "complete") listen();
  else document.addEventListener("DOMContentLoaded", listen, { once: true });
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", stop);
}
