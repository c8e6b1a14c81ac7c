// data-push: asks this browser for push messages and hands its address and keys to the form around the button.
// What stands there without this module: the browsers that are told already, each with a button that ends it.

const place = document.querySelector("[data-push]");
const form = place.querySelector("form[data-push-form]");

function show(state) {
  for (const each of place.querySelectorAll("[data-push-state]")) each.hidden = each.dataset.pushState !== state;
}

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function textOf(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function look() {
  if (!window.isSecureContext) return show("insecure");
  if (!("PushManager" in window && "Notification" in window && navigator.serviceWorker)) return show("unsupported");
  if (Notification.permission === "denied") return show("denied");
  const worker = await navigator.serviceWorker.ready;
  const own = await worker.pushManager.getSubscription();
  const row = own && [...place.querySelectorAll("[data-endpoint]")].find((each) => each.dataset.endpoint === own.endpoint);
  if (!row) return show("offered");
  row.querySelector("[data-push-here]").hidden = false;
  return show("told");
}

async function ask(event) {
  event.preventDefault();
  show("asking");
  if ((await Notification.requestPermission()) !== "granted") return look();
  try {
    const worker = await navigator.serviceWorker.ready;
    await (await worker.pushManager.getSubscription())?.unsubscribe(); // it may be somebody else's, by another key
    const key = bytesOf(place.dataset.push);
    const own = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    form.elements.endpoint.value = own.endpoint;
    form.elements.public_key.value = textOf(own.getKey("p256dh"));
    form.elements.auth_secret.value = textOf(own.getKey("auth"));
  } catch {
    return show("failed");
  }
  return form.submit();
}

async function end(event) {
  event.preventDefault();
  const { endpoint } = event.target.closest("[data-endpoint]").dataset;
  const worker = await navigator.serviceWorker?.getRegistration();
  const own = await worker?.pushManager?.getSubscription();
  if (own?.endpoint === endpoint) await own.unsubscribe();
  event.target.submit();
}

form.addEventListener("submit", ask);
for (const each of place.querySelectorAll("form[data-push-end]")) each.addEventListener("submit", end);
look();
