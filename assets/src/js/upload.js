/**
 * Sends papers to the inbox: by drop (folders too), by choice or from the camera; three at a time,
 * each with its own progress, tried again when the line breaks. Files are streamed by the browser
 * and never read into memory here.
 */
import htmx from "htmx.org";

const AT_ONCE = 3;
const PAUSES = [1000, 3000, 9000];

/** Takes over the upload form of the page, if there is one. */
export function startUpload(root) {
  const form = root.querySelector("form[data-upload]");
  if (form) new Uploads(form);
}

class Uploads {
  waiting = [];
  running = 0;

  constructor(form) {
    this.form = form;
    this.list = form.ownerDocument.querySelector("#uploads");
    this.line = form.ownerDocument.querySelector("template#upload-line");
    this.words = form.dataset;
    form.addEventListener("change", (event) => {
      this.add([...event.target.files]);
      event.target.value = "";
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    this.acceptDrops(form.ownerDocument);
  }

  /** The whole page is the target: nobody has to aim. */
  acceptDrops(page) {
    const bearsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    page.addEventListener("dragover", (event) => {
      if (!bearsFiles(event)) return;
      event.preventDefault();
      this.form.classList.add("drop-over");
    });
    page.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.form.classList.remove("drop-over");
    });
    page.addEventListener("drop", async (event) => {
      if (!bearsFiles(event)) return;
      event.preventDefault();
      this.form.classList.remove("drop-over");
      this.add(await filesOf(event.dataTransfer));
    });
  }

  add(files) {
    for (const file of files) {
      const item = this.line.content.firstElementChild.cloneNode(true);
      item.querySelector(".upload-name").textContent = file.name;
      this.list.append(item);
      this.enqueue({ file, item, tries: 0 });
    }
  }

  enqueue(job) {
    this.say(job, this.words.waiting);
    this.waiting.push(job);
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length > 0) {
      this.running += 1;
      this.send(this.waiting.shift()).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
    if (this.running === 0) htmx.trigger(this.list, "papers-arrived");
  }

  async send(job) {
    this.say(job, this.words.sending);
    const answer = await post(this.form, job.file, (share) => this.progress(job, share));
    if (answer.ok) return this.arrived(job, answer.body.files?.[0] ?? {});
    if (!answer.worthRetrying || job.tries >= PAUSES.length) return this.failed(job, answer.body.detail);
    this.say(job, this.words.retrying);
    await new Promise((resume) => setTimeout(resume, PAUSES[job.tries]));
    job.tries += 1;
    return this.send(job);
  }

  progress(job, share) {
    job.item.querySelector("progress").value = share;
  }

  arrived(job, paper) {
    this.progress(job, 1);
    if (paper.outcome === "refused") return this.failed(job, paper.message);
    this.say(job, paper.message ?? this.words.arrived);
    if (paper.outcome !== "known") setTimeout(() => job.item.remove(), 4000);
    htmx.trigger(this.list, "papers-arrived");
  }

  failed(job, reason) {
    job.item.classList.add("upload-failed");
    this.say(job, reason ?? this.words.failed);
    const again = job.item.querySelector("button");
    again.hidden = false;
    again.onclick = () => {
      again.hidden = true;
      job.item.classList.remove("upload-failed");
      job.tries = 0;
      this.enqueue(job);
    };
  }

  say(job, text) {
    job.item.querySelector(".upload-state").textContent = text;
  }
}

/** Posts one file. A full answer is final unless the server says that it is busy. */
function post(form, file, onProgress) {
  return new Promise((resolve) => {
    const body = new FormData();
    body.append("csrf", form.elements.csrf.value);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () =>
      resolve({
        ok: request.status >= 200 && request.status < 300,
        worthRetrying: request.status === 429 || request.status >= 502,
        body: request.response ?? {},
      });
    request.onerror = () => resolve({ ok: false, worthRetrying: true, body: {} });
    request.send(body);
  });
}

/** All files of a drop, those inside folders too. */
async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  // A reader hands out a hundred entries at a time and ends with none.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const child of some) found.push(...(await filesIn(child)));
  }
}
