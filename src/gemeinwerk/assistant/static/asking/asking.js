// Asking without leaving the page: the answer appears below the one before, sentence by sentence,
// and can be stopped. Reading aloud, copying, printing. Without this the page asks by reloading.
// What was asked stays in this page; nothing is stored in the browser.
(function () {
  "use strict";

  const LINES = "application/x-ndjson";
  const form = document.querySelector("[data-ask]");
  const feed = document.querySelector("[data-feed]");
  const status = document.querySelector("[data-status]");
  if (!form || !feed || !status) return;

  // What is said is read out. It is seen where the eye is: by the form, or below ``place``; what
  // the page shows anyway is read out only (``place`` is null).
  let beside = null;
  const say = (what, place) => {
    const text = status.dataset[what] || what;
    if (beside) beside.remove();
    beside = null;
    status.textContent = text;
    status.classList.toggle("gw-sr-only", place !== undefined);
    if (!place) return;
    beside = document.createElement("p");
    beside.className = "as-beside";
    beside.setAttribute("aria-hidden", "true");
    beside.textContent = text;
    place.after(beside);
    beside.scrollIntoView({ block: "nearest" });
  };
  const fragment = (html) => {
    // rendered by our own server, which escapes what others wrote
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const made = document.createDocumentFragment();
    made.append(...parsed.body.childNodes);
    return made;
  };
  const post = (where, data, signal) =>
    fetch(where, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { Accept: LINES },
      credentials: "same-origin",
      signal,
    });

  // Asking ---------------------------------------------------------------------------------

  const question = form.elements.namedItem("question");
  const conversation = form.elements.namedItem("conversation");
  const submit = form.querySelector("button[type=submit]");
  const stop = form.querySelector("[data-stop]");
  const heading = document.querySelector("[data-again]");
  let running = null;

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (running) return;
    if (!question.value.trim()) {
      say("empty");
      question.focus();
      return;
    }
    ask();
  });

  stop.addEventListener("click", function () {
    if (running) running.abort();
  });

  async function ask() {
    running = new AbortController();
    silence();
    say("waiting");
    setBusy(true);
    const state = { answer: null, done: false };
    try {
      const response = await post(form.action, new FormData(form), running.signal);
      const kind = response.headers.get("Content-Type") || "";
      if (!kind.startsWith(LINES)) {
        form.submit(); // a refused form, or a session that ended: let the page say so
        return;
      }
      await showLines(response, state);
    } catch (error) {
      const isStopped = error.name === "AbortError";
      if (state.answer && !isStopped) finish(state.answer, "");
      const place = state.answer ? state.answer.querySelector("[data-worded]") : undefined;
      say(isStopped || state.answer ? "stopped" : "failed", place);
    } finally {
      running = null;
      setBusy(false);
    }
  }

  function setBusy(busy) {
    const from = document.activeElement;
    stop.hidden = !busy;
    submit.hidden = busy;
    form.setAttribute("aria-busy", String(busy));
    if (busy) stop.querySelector("button").focus();
    else if (stop.contains(from) || from === document.body) submit.focus();
  }

  async function showLines(response, state) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + (value || "")).split("\n");
      rest = lines.pop();
      lines.filter(Boolean).forEach((line) => showLine(JSON.parse(line), state));
      if (done) break;
    }
    if (!state.done) throw new Error("the answer ended too early");
  }

  function showLine(line, state) {
    if (line.refusal) {
      say(line.refusal);
      state.done = true;
    } else if (line.answer) {
      state.answer = showAnswer(line);
      state.done = !line.wording;
      if (line.wording) say("wording", state.answer.querySelector("[data-worded]"));
      else say("found", null);
    } else if (line.said) {
      state.answer.querySelector("[data-worded]").hidden = false;
      state.answer.querySelector("[data-sentences]").append(fragment(line.said));
    } else if ("worded" in line) {
      finish(state.answer, line.worded);
      state.done = true;
      say(line.worded ? "worded" : "found", null);
    }
  }

  function showAnswer(line) {
    feed.append(fragment(line.answer));
    const answer = feed.lastElementChild;
    equip(answer);
    conversation.value = line.conversation;
    question.value = "";
    heading.textContent = heading.dataset.again;
    const title = answer.querySelector("h2");
    title.focus({ preventScroll: true });
    answer.scrollIntoView({ block: "start" });
    return answer;
  }

  // The sentences were read out as they came: what replaces them is not read once more. Without an
  // end they are taken back, and the quotes stand alone.
  function finish(answer, html) {
    const sentences = answer.querySelector("[data-sentences]");
    sentences.removeAttribute("aria-live");
    sentences.replaceChildren(fragment(html));
    answer.querySelector("[data-worded]").hidden = !html;
  }

  // Rating ---------------------------------------------------------------------------------

  document.addEventListener("submit", async function (event) {
    const rating = event.target.closest("[data-rating]");
    if (!rating || rating.dataset.plainly || !event.submitter) return;
    event.preventDefault();
    const button = event.submitter;
    const data = new FormData(rating);
    data.set(button.name, button.value);
    try {
      const response = await post(rating.action, data);
      if (response.status !== 204) throw new Error("not noted");
      const thanks = document.createElement("p");
      thanks.tabIndex = -1;
      thanks.textContent = rating.dataset[button.value === "ja" ? "yes" : "no"];
      rating.replaceChildren(thanks);
      thanks.focus();
    } catch {
      rating.dataset.plainly = "1";
      rating.requestSubmit(button);
    }
  });

  // Reading aloud, copying, printing -------------------------------------------------------

  const speech = window.speechSynthesis;
  let reading = null;

  // Only voices of this device: others would send the text to somebody.
  const voice = () =>
    speech && speech.getVoices().find((each) => each.lang.startsWith("de") && each.localService);

  function silence() {
    if (speech) speech.cancel();
    if (reading) reading.querySelector(".kern-label").textContent = reading.dataset.label;
    reading = null;
  }

  function read(button, text) {
    const was = reading;
    silence();
    if (was === button) return;
    const label = button.querySelector(".kern-label");
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice();
    words.lang = "de-DE";
    words.onend = silence;
    button.dataset.label = label.textContent;
    label.textContent = status.dataset.silence;
    reading = button;
    speech.speak(words);
  }

  async function copy(text, place) {
    try {
      await navigator.clipboard.writeText(text);
      say("copied", place);
    } catch {
      say("notCopied", place);
    }
  }

  document.addEventListener("click", function (event) {
    const tool = event.target.closest("button[name=tool]");
    if (tool) {
      const tools = tool.closest("[data-tools]");
      if (tool.value === "read") read(tool, tools.dataset.spoken);
      if (tool.value === "copy") copy(tools.dataset.copied, tools);
      if (tool.value === "print") window.print();
    }
    const source = event.target.closest("a.as-number");
    const target = source && document.getElementById(source.hash.slice(1));
    const folded = target && target.querySelector("details");
    if (folded) folded.open = true;
  });

  function equip(root) {
    root.querySelectorAll("[data-tools]").forEach(function (tools) {
      tools.hidden = false;
      tools.querySelector("[value=read]").hidden = !voice();
      tools.querySelector("[value=copy]").hidden = !navigator.clipboard;
    });
  }

  equip(document);
  if (speech) speech.addEventListener("voiceschanged", () => equip(document));
  window.addEventListener("pagehide", silence);
})();
