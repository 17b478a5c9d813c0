/*
 * Brings a file to the server beside the text that is being written, shows how far it is and what it looks like there.
 * data-attach-url takes it; words come from data-attach-failed, -missing and -done, and from the server's refusals.
 */

export default function attachFile(part) {
  const file = part.querySelector("input[type=file]");
  const description = part.querySelector("[name=description]");
  const button = part.querySelector("[name=attach]");
  const list = part.querySelector("[data-attach-list]");
  const error = part.querySelector("[data-attach-error]");
  const progress = part.querySelector("[data-attach-progress]");
  const said = part.querySelector("[data-attach-said]");
  const template = part.querySelector("[data-attach-template]");
  // The same file brought again after a cut line is the same one.
  let attempt = null;

  const refuse = (words) => {
    error.querySelector("[data-attach-words]").textContent = words;
    error.hidden = !words;
  };

  const bring = async () => {
    const chosen = file.files[0];
    refuse(chosen ? "" : part.dataset.attachMissing);
    if (!chosen || button.hasAttribute("data-busy")) return;
    if (attempt?.chosen !== chosen || attempt.words !== description.value) {
      attempt = { chosen, words: description.value, id: crypto.randomUUID() };
    }
    button.setAttribute("data-busy", "");
    progress.hidden = false;
    said.textContent = "";
    try {
      const { status, answer } = await sent(address(part, attempt), chosen, (share) => (progress.firstElementChild.value = share));
      if (status >= 300) return refuse(answer?.title ?? part.dataset.attachFailed);
      list.append(shown(template, answer));
      attempt = null;
      file.value = description.value = "";
      said.textContent = part.dataset.attachDone;
    } catch {
      refuse(part.dataset.attachFailed);
    } finally {
      button.removeAttribute("data-busy");
      progress.hidden = true;
    }
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    bring();
  });
  description.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    bring();
  });
}

function address(part, { id, words }) {
  const lang = part.closest("form").elements.lang?.value ?? document.documentElement.lang;
  return `${part.dataset.attachUrl}?${new URLSearchParams({ id, description: words, lang })}`;
}

// fetch cannot say how much of a body has gone out.
function sent(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    // Refusals are said in the language of this page.
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.addEventListener("load", () => resolve({ status: request.status, answer: parsed(request.responseText) }));
    for (const failure of ["error", "abort", "timeout"]) request.addEventListener(failure, () => reject(new Error(failure)));
    request.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function shown(template, answer) {
  const item = document.importNode(template.content, true).firstElementChild;
  const box = item.querySelector("input");
  box.value = answer.id;
  box.id = `f-files-${answer.id}`;
  item.querySelector("label").htmlFor = box.id;
  item.querySelector("bdi").textContent = answer.description || answer.media_type;
  item.querySelector("bdi").lang = answer.lang;
  const picture = item.querySelector("img");
  if (answer.small_url) {
    picture.src = new URL(answer.small_url).pathname;
    item.querySelector("svg").remove();
  } else {
    picture.remove();
  }
  return item;
}
