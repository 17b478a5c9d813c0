/*
 * Keeps what is typed into a form on the server, a few seconds after the last letter: data-draft-url takes it,
 * data-draft-kept says that it is there, data-draft-local that only this browser has it.
 */

const PAUSE_MS = 3_000;
// What a browser still sends after the page is gone (Fetch, 5.5).
const MAX_KEEPALIVE_BYTES = 60_000;

export default function saveDraft(part) {
  const form = part.closest("form");
  const note = part.querySelector("[data-draft-note]");
  let saved = JSON.stringify(text(form));
  let timer;
  let running;
  let sent = false;

  const save = async () => {
    clearTimeout(timer);
    const now = JSON.stringify(text(form));
    if (sent || now === saved) return;
    saved = now;
    running = new AbortController();
    try {
      const keepalive = new Blob([now]).size < MAX_KEEPALIVE_BYTES;
      const options = { method: "PUT", headers: { "Content-Type": "application/json" }, body: now, keepalive };
      const answer = await fetch(part.dataset.draftUrl, { ...options, signal: running.signal });
      if (!answer.ok) throw new Error(`draft: ${answer.status}`);
      if (saved === now) note.textContent = part.dataset.draftKept;
    } catch {
      if (sent) return;
      saved = "";
      note.textContent = part.dataset.draftLocal;
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    sent = true;
    clearTimeout(timer);
    running?.abort();
  });
  window.addEventListener("pageshow", () => (sent = false));
  document.addEventListener("visibilitychange", () => document.hidden && save());
}

function text({ elements }) {
  return { id: elements.id.value, title: elements.title?.value ?? "", body: elements.body.value, lang: elements.lang.value };
}
