// Drag and drop, folders, progress and cancel for forms with data-upload (components/upload.html).
// Without this script the form sends all chosen files at once, as any form does.
(function () {
  "use strict";

  const AT_ONCE = 2;
  const IGNORED = /^(\..*|Thumbs\.db|desktop\.ini)$/i;

  document.querySelectorAll("form[data-upload]").forEach(setUp);

  function setUp(form) {
    const input = form.querySelector("input[type=file]");
    const drop = form.querySelector("[data-upload-drop]");
    const list = form.querySelector("[data-upload-list]");
    const summary = form.querySelector("[data-upload-summary]");
    const folderButton = form.querySelector("[data-upload-folder]");
    const entries = [];

    form.querySelectorAll("[data-upload-scripted]").forEach(show);
    input.addEventListener("change", function () {
      addAll(Array.from(input.files, withPath));
      input.value = "";
    });
    setUpFolderButton(folderButton, addAll);
    setUpDrop(drop, addAll);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      sendAll();
    });
    window.addEventListener("beforeunload", function (event) {
      if (entries.some(isSending)) event.preventDefault();
    });

    function addAll(found) {
      found.filter(isWanted).forEach(function (item) {
        entries.push(addRow(item));
      });
      list.hidden = entries.length === 0;
      tellChosen();
    }

    function addRow(item) {
      const template = form.querySelector("template[data-upload-row]");
      const row = template.content.firstElementChild.cloneNode(true);
      const entry = { file: item.file, path: item.path, row: row, state: "waiting", request: null };
      row.querySelector("[data-name]").textContent = item.path;
      row.querySelector("[data-size]").textContent = readableSize(item.file.size);
      row.querySelector("[data-bar]").setAttribute("aria-label", item.path);
      row.querySelector("[data-about]").textContent = item.path;
      row.querySelector("[data-cancel]").addEventListener("click", function () {
        cancel(entry);
      });
      list.append(row);
      const limit = Number(form.dataset.maxBytes);
      if (limit && item.file.size > limit) refuse(entry, form.dataset.textTooLarge);
      else mark(entry, "waiting", form.dataset.textWaiting);
      return entry;
    }

    function cancel(entry) {
      const next = entry.row.nextElementSibling || entry.row.previousElementSibling;
      if (entry.request) {
        entry.request.abort();
        mark(entry, "refused", form.dataset.textCancelled);
        return;
      }
      entries.splice(entries.indexOf(entry), 1);
      entry.row.remove();
      list.hidden = entries.length === 0;
      (next ? next.querySelector("[data-cancel]") : input).focus();
      tellChosen();
    }

    function sendAll() {
      if (!entries.some(isWaiting)) {
        summary.textContent = form.dataset.textNone;
        input.focus();
        return;
      }
      for (let lane = entries.filter(isSending).length; lane < AT_ONCE; lane += 1) sendNext();
    }

    function sendNext() {
      const entry = entries.find(isWaiting);
      if (entry) send(entry);
      else if (!entries.some(isSending)) tellFinished();
    }

    function send(entry) {
      const request = new XMLHttpRequest();
      entry.request = request;
      mark(entry, "sending", form.dataset.textSending);
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", function (event) {
        if (event.lengthComputable) {
          entry.row.querySelector("[data-bar]").value = (event.loaded / event.total) * 100;
        }
      });
      request.addEventListener("load", function () {
        settle(entry, request);
      });
      request.addEventListener("error", function () {
        refuse(entry, form.dataset.textFailed);
      });
      request.addEventListener("loadend", function () {
        entry.request = null;
        tellProgress();
        sendNext();
      });
      request.send(dataFor(entry));
    }

    // The other fields of the form (among them the CSRF token) go along with every file.
    function dataFor(entry) {
      const data = new FormData(form);
      data.delete(input.name);
      data.append("path", entry.path);
      data.append(input.name, entry.file, entry.file.name);
      return data;
    }

    function settle(entry, request) {
      const answer = readAnswer(request.responseText);
      const isGood = request.status >= 200 && request.status < 300;
      const fallback = isGood ? form.dataset.textSent : form.dataset.textFailed;
      if (isGood) mark(entry, "received", answer.message || fallback);
      else refuse(entry, answer.message || fallback);
      if (isGood && answer.url) linkName(entry, answer.url);
    }

    function refuse(entry, message) {
      mark(entry, "refused", message);
    }

    function mark(entry, state, message) {
      entry.state = state;
      entry.row.dataset.uploadState = state;
      entry.row.querySelector("[data-state]").textContent = message;
      if (state === "received") {
        entry.row.querySelector("[data-bar]").value = 100;
        entry.row.querySelector("[data-cancel]").hidden = true;
      }
    }

    function tellChosen() {
      const size = entries.reduce(function (sum, entry) {
        return sum + entry.file.size;
      }, 0);
      const facts = { count: entries.length, size: readableSize(size) };
      summary.textContent = entries.length ? fill(form.dataset.textChosen, facts) : "";
    }

    // A thousand files would flood a screen reader: tell every tenth part only.
    function tellProgress() {
      const done = entries.filter(isSettled).length;
      const step = Math.max(1, Math.round(entries.length / 10));
      if (done % step === 0 && done < entries.length) {
        summary.textContent = fill(form.dataset.textProgress, { done: done, total: entries.length });
      }
    }

    function tellFinished() {
      summary.textContent = fill(form.dataset.textFinished, {
        received: entries.filter(isReceived).length,
        refused: entries.filter(isRefused).length,
      });
      const done = form.querySelector("[data-upload-done]");
      if (done && entries.some(isReceived)) done.hidden = false;
    }
  }

  function setUpFolderButton(button, addAll) {
    const picker = document.createElement("input");
    if (!button || !("webkitdirectory" in picker)) return;
    picker.type = "file";
    picker.webkitdirectory = true;
    picker.addEventListener("change", function () {
      addAll(Array.from(picker.files, withPath));
      picker.value = "";
    });
    button.addEventListener("click", function () {
      picker.click();
    });
    show(button);
  }

  function setUpDrop(drop, addAll) {
    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (event) {
        event.preventDefault();
        drop.classList.add("gw-drop--over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function (event) {
        event.preventDefault();
        if (!drop.contains(event.relatedTarget)) drop.classList.remove("gw-drop--over");
      });
    });
    drop.addEventListener("drop", async function (event) {
      addAll(await droppedFiles(event.dataTransfer));
    });
  }

  // The entries must be taken before the first await; afterwards the browser has emptied them.
  async function droppedFiles(transfer) {
    const roots = Array.from(transfer.items, function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    if (!roots.length) return Array.from(transfer.files, withPath);
    const found = await Promise.all(roots.map(filesBelow));
    return found.flat();
  }

  async function filesBelow(entry) {
    if (entry.isFile) {
      const file = await new Promise(function (resolve, reject) {
        entry.file(resolve, reject);
      });
      return [{ file: file, path: entry.fullPath.replace(/^\//, "") }];
    }
    const children = await childrenOf(entry.createReader());
    const found = await Promise.all(children.map(filesBelow));
    return found.flat();
  }

  // A reader hands out at most a hundred entries at a time, then an empty list.
  async function childrenOf(reader) {
    const children = [];
    for (;;) {
      const batch = await new Promise(function (resolve, reject) {
        reader.readEntries(resolve, reject);
      });
      if (!batch.length) return children;
      children.push(...batch);
    }
  }

  function withPath(file) {
    return { file: file, path: file.webkitRelativePath || file.name };
  }

  function isWanted(item) {
    return !IGNORED.test(item.file.name);
  }

  function isWaiting(entry) {
    return entry.state === "waiting";
  }

  function isSending(entry) {
    return entry.state === "sending";
  }

  function isReceived(entry) {
    return entry.state === "received";
  }

  function isRefused(entry) {
    return entry.state === "refused";
  }

  function isSettled(entry) {
    return isReceived(entry) || isRefused(entry);
  }

  function show(element) {
    element.hidden = false;
  }

  function linkName(entry, url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = entry.path;
    entry.row.querySelector("[data-name]").replaceChildren(link);
  }

  // An answer that is no JSON (a proxy's error page) has no message for the user.
  function readAnswer(text) {
    try {
      return JSON.parse(text) || {};
    } catch (error) {
      return {};
    }
  }

  function fill(sentence, facts) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in facts ? facts[name] : whole;
    });
  }

  // 1 MB = 1,000,000 bytes, as file managers and memory sticks count.
  function readableSize(bytes) {
    const language = document.documentElement.lang || "de";
    const units = ["B", "kB", "MB", "GB"];
    let size = bytes;
    let unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
      size /= 1000;
      unit += 1;
    }
    const digits = { maximumFractionDigits: unit > 1 ? 1 : 0 };
    return new Intl.NumberFormat(language, digits).format(size) + "\u00a0" + units[unit];
  }
})();
