// Keys for what the page's own buttons and links do. Without this file everything still works by hand.
"use strict";

let leaving = false; // a key pressed twice must not decide the next item, too

const inField = (element) => element.matches("input, textarea, select, [contenteditable]");

/** The key as it is named in `data-key`; other keyboard layouts count by the key's place. */
function nameOf(event) {
  const key = /^[\x21-\x7e]$/.test(event.key) ? event.key : event.code.replace(/^Key/, "");
  if (!/^[a-z]$/i.test(key)) return key;
  return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
}

function moveInList(step) {
  const titles = [...document.querySelectorAll(".row-title")];
  if (!titles.length) return;
  const at = titles.indexOf(document.activeElement);
  const to = at < 0 ? 0 : Math.min(titles.length - 1, Math.max(0, at + step));
  titles[to].focus();
}

function toggleKeys(dialog) {
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (inField(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = nameOf(event);
  const dialog = document.getElementById("keys");
  if (key === "?" && dialog) {
    event.preventDefault();
    toggleKeys(dialog);
    return;
  }
  if (leaving || dialog?.open || event.repeat) return;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target) {
    event.preventDefault();
    if (target.matches("input")) target.focus();
    else target.click();
  } else if (key === "j" || key === "k") {
    moveInList(key === "j" ? 1 : -1);
  }
});

document.addEventListener("click", (event) => {
  const dialog = document.getElementById("keys");
  if (dialog && event.target.closest(".help-link")) {
    event.preventDefault();
    toggleKeys(dialog);
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  if (leaving) event.preventDefault();
  leaving = true;
});

window.addEventListener("pageshow", () => {
  leaving = false;
});
