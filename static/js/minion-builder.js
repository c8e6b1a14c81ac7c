// The builder: pictures by one click, and no more spirits than the plan allows.

const form = document.querySelector("[data-builder]");
const limit = Number(form.dataset.limit) || Infinity;
const boxes = [...form.querySelectorAll('input[name="spirits"]:not([data-locked])')];

function keepWithinLimit() {
  const isFull = boxes.filter((box) => box.checked).length >= limit;
  for (const box of boxes) {
    box.disabled = isFull && !box.checked;
    box.closest(".pick").classList.toggle("pick--waiting", box.disabled);
  }
}

function offerAvatars() {
  const picks = form.querySelector("[data-avatar-picks]");
  const field = form.querySelector('input[name="avatar"]');
  picks.hidden = false;
  picks.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-avatar]");
    if (pick) field.value = pick.dataset.avatar;
  });
}

form.addEventListener("change", keepWithinLimit);
keepWithinLimit();
offerAvatars();
