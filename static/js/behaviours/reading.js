/*
 * Tells the server how far somebody has read a thread, so that it knows what is new to them: data-reading is the
 * address. A post counts as read once its end was on the screen for a moment.
 */

const SEEN_AFTER_MS = 700;
const TOLD_EVERY_MS = 5000;

export default function reading(thread) {
  const address = thread.dataset.reading;
  if (!address || !("IntersectionObserver" in window)) return;
  let read = 0;
  let told = 0;
  let timer = null;
  const waiting = new Map();

  const tell = () => {
    timer = null;
    if (read <= told) return;
    told = read;
    const body = JSON.stringify({ number: read });
    fetch(address, { method: "PUT", body, headers: { "Content-Type": "application/json" }, keepalive: true }).catch(() => {
      told = 0;
    });
  };

  const saw = (number) => {
    read = Math.max(read, number);
    timer ??= setTimeout(tell, told ? TOLD_EVERY_MS : 0);
  };

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(waiting.get(target));
      if (isIntersecting) waiting.set(target, setTimeout(() => saw(numberOf(target)), SEEN_AFTER_MS));
    }
  });
  thread.querySelectorAll("article[id^='post-']").forEach((post) => observer.observe(post.lastElementChild ?? post));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tell());
}

const numberOf = (part) => Number(part.closest("article").id.slice("post-".length));
