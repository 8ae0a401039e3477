// Sends files to the master over the tus 1.0.0 protocol (https://tus.io), in slices, so that a broken connection, a reload of the
// page or a restart of the master costs at most what was in flight. Uploads live in this module, not in the page that started
// them: they go on while the reader moves about the dashboard.
//
//   start(source, callbacks)    → string[]   source: a file input, a File, a FileList or an array of Files. Answers the uploads' ids, in
//                                            the order of the files, at once; empties a file input. A file whose upload was begun earlier
//                                            (same name, size and time of change) goes on where it stopped.
//   startJoined(source)         → string[]   Several files become one upload, and one dataset: in the order of their names, a line end between
//                                            two. A single file is started as ever.
//   listen(callbacks)           → Upload[]   From now on these callbacks hear of every upload of this document; answers all of them as they
//                                            stand. For a page that comes back to uploads already running. listen(null): nobody hears.
//   uploads()                   → Upload[]   { id, name, total, sent, bytesPerSecond, state, sentence, datasetId }; datasetId is null until
//                                            the master has answered, and is then the id of the dataset in the list of the party.
//   pause(id), resume(id)                    resume also tries again at once what waits, failed or was signed out.
//   cancel(id)                               Ends the upload and has the master throw away what came.
//   dismiss(id)                              Takes an ended upload (done, failed, cancelled) off the list.
//   pending()                   → Pending[]  { key, name, size, sent, datasetId, at } of uploads begun by an earlier page and not finished.
//                                            A browser cannot open the file again by itself: ask for "the same file, to go on".
//   forget(key)                              Takes one off that list and has the master throw away what came.
//   attachDrop(element, input)  → { detach } Files dropped on the element become those of the input, and its change event is raised. While
//                                            files hover over it the element has the class "drop-over".
//
// callbacks: a DotNetObjectReference with [JSInvokable] OnUploadProgress(string id, long sent, long total, double bytesPerSecond, string state,
// string? sentence), or a plain function with the same arguments. Called at each change of state, and at most five times a second between; a
// slow page gets fewer calls, never old ones last. A page that goes away calls listen(null) and disposes its reference.
//
// state: queued     its turn has not come (two files travel at a time)
//        starting   asking the master
//        sending
//        waiting    for the master: it cannot be reached or said to come later; tried again for ever (the sentence says why)
//        paused     by the reader
//        signed-out the master asks who this is: sign in again, then resume
//        done       the dataset is ready
//        failed     the sentence says why; resume tries again
//        cancelled

const SLICE = 8 * 1024 * 1024;
const AT_ONCE = 2;
const REPORT_EVERY_MS = 200;
const STALLED_MS = 120_000;
const RATE_WINDOW_MS = 5_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const DEAF_REST_MS = 2_000;
const DEAF_CALLS = 150;
const REMEMBER_MS = 7 * 24 * 3600 * 1000;
const MEMORY = "byob-upload:";

const all = new Map();
let listener = null;
let running = 0;
let lastId = 0;
let deaf = 0;

export function start(source, callbacks) {
  if (callbacks !== undefined) listen(callbacks);
  const files = filesOf(source);
  const ids = files.map(file => enlist(file).id);
  if (source instanceof HTMLInputElement) source.value = "";
  return ids;
}

export function startJoined(source) {
  const files = filesOf(source).sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (files.length < 2) return start(source);
  const id = enlist(join(files)).id;
  if (source instanceof HTMLInputElement) source.value = "";
  return [id];
}

export function listen(callbacks) {
  listener = callbacks ?? null;
  deaf = 0;
  return uploads();
}

export function uploads() {
  return [...all.values()].map(upload => ({
    id: upload.id,
    name: upload.file.name,
    total: upload.file.size,
    sent: upload.sent,
    bytesPerSecond: rateOf(upload),
    state: upload.state,
    sentence: upload.sentence,
    datasetId: datasetOf(upload.url),
  }));
}

export function pause(id) {
  const upload = all.get(id);
  if (!upload || isEnded(upload) || upload.state === "paused") return;
  halt(upload);
  tell(upload, "paused");
  next();
}

export function resume(id) {
  const upload = all.get(id);
  if (!upload || upload.state === "done" || upload.state === "cancelled") return;
  if (upload.wake) upload.wake();
  else if (upload.run === null) {
    tell(upload, "queued");
    next();
  }
}

export async function cancel(id) {
  const upload = all.get(id);
  if (!upload || isOver(upload)) return;
  halt(upload);
  tell(upload, "cancelled");
  next();
  forgetFile(upload.key, upload.url);
  await throwAway(upload.url);
}

export function dismiss(id) {
  const upload = all.get(id);
  if (upload && isEnded(upload)) all.delete(id);
}

export function pending() {
  const busy = new Set([...all.values()].filter(upload => !isOver(upload)).map(upload => upload.key));
  return remembered().filter(entry => !busy.has(entry.key));
}

export async function forget(key) {
  const entry = recall(key);
  forgetFile(key);
  await throwAway(entry?.url);
}

export function attachDrop(element, input) {
  // Entering a child fires before leaving the parent, so depth is counted; a drop or an odd browser resets it.
  let depth = 0;
  const hover = () => element.classList.toggle("drop-over", depth > 0);
  const carriesFiles = event => event.dataTransfer?.types.includes("Files") ?? false;
  const on = {
    dragenter(event) { if (carriesFiles(event)) { event.preventDefault(); depth++; hover(); } },
    dragover(event) { if (carriesFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; } },
    dragleave(event) { if (carriesFiles(event)) { depth = Math.max(0, depth - 1); hover(); } },
    drop(event) {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      hover();
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
  for (const [name, handler] of Object.entries(on)) element.addEventListener(name, handler);
  return { detach() { for (const [name, handler] of Object.entries(on)) element.removeEventListener(name, handler); } };
}

globalThis.addEventListener?.("online", () => { for (const upload of all.values()) upload.wake?.(); });

// ---- the list -------------------------------------------------------------------------------------------------------------------

function filesOf(source) {
  if (!source) return [];
  if (source instanceof File) return [source];
  return Array.from(source instanceof HTMLInputElement ? source.files ?? [] : source);
}

/** Several files as one to be sent. The browser reads them as they go; nothing is copied. */
function join(files) {
  const joined = new Blob(files.flatMap((file, i) => i === 0 ? [file] : ["\n", file]));
  joined.name = `${files[0].name} and ${files.length - 1} more ${files.length === 2 ? "file" : "files"}`;
  joined.parts = files.map(file => ({ name: file.name, length: file.size }));
  joined.lastModified = digest(files.map(file => `${file.name}\n${file.size}\n${file.lastModified}`).join("\n"));
  return joined;
}

/** Tells one list of files from another (FNV-1a, twice); nobody is kept out by it. */
function digest(text) {
  let a = 0x811c9dc5, b = 0x01234567;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) + i | 0;
  }
  return `joined-${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`;
}

function enlist(file) {
  const key = `${MEMORY}${file.name}\n${file.size}\n${file.lastModified}`;
  // The same file again while it still travels is the same upload: resume it rather than send it twice.
  for (const upload of all.values()) {
    if (upload.key !== key || isOver(upload)) continue;
    upload.file = file;
    resume(upload.id);
    return upload;
  }

  const upload = {
    id: `upload-${++lastId}`, key, file, url: recall(key)?.url ?? null, known: false, sent: 0, samples: [],
    state: "queued", sentence: null, run: null, xhr: null, wake: null, call: null, callAgain: false, saidAt: 0, timer: 0,
  };
  all.set(upload.id, upload);
  tell(upload, "queued");
  next();
  return upload;
}

const isOver = upload => upload.state === "done" || upload.state === "cancelled";
const isEnded = upload => isOver(upload) || upload.state === "failed";

function next() {
  for (const upload of all.values()) {
    if (running >= AT_ONCE) return;
    if (upload.state === "queued" && upload.run === null) go(upload);
  }
}

/** One run of an upload, from its turn to its end or its halt. The token `run` tells a halted run that it is no longer the one. */
async function go(upload) {
  const run = {};
  upload.run = run;
  running++;
  try {
    await send(upload, run);
  } catch (error) {
    if (upload.run === run) {
      if (error instanceof Refusal) tell(upload, error.state, error.message);
      else tell(upload, "failed", `The upload stopped on a fault of this page (${error.message}). Try again; if it stays, reload the page.`);
    }
  } finally {
    if (upload.run === run) halt(upload);
    next();
  }
}

function halt(upload) {
  if (upload.run === null) return;
  upload.run = null;
  running--;
  upload.xhr?.abort();
  upload.xhr = null;
  upload.wake?.();
}

// ---- the protocol ---------------------------------------------------------------------------------------------------------------

/** An answer that trying again at once would not change. */
class Refusal extends Error {
  constructor(state, sentence) {
    super(sentence);
    this.state = state;
  }
}

async function send(upload, run) {
  let offset = null;
  let failures = 0;
  tell(upload, "starting");
  while (upload.run === run) {
    await checkReadable(upload, offset ?? 0);
    if (upload.run !== run) return;

    const answer = upload.url === null ? await create(upload)
      : offset === null ? await request(upload, "HEAD", upload.url)
      : await patch(upload, offset);
    if (upload.run !== run) return;

    const verdict = judge(upload, answer, offset);
    if (verdict.wait) {
      offset = null;
      tell(upload, "waiting", verdict.wait);
      await rest(upload, Math.max(backOff(failures++), verdict.atLeastMs ?? 0));
      continue;
    }

    offset = verdict.offset;
    if (offset === null) continue;
    upload.sent = offset;
    if (answer.method === "PATCH") failures = 0; // a master that answers HEAD and refuses every PATCH is still to be waited for
    if (offset === upload.file.size) {
      forgetFile(upload.key, upload.url);
      tell(upload, "done");
      return;
    }
  }
}

/** What an answer means: go on at an offset (null: ask for it), or wait and ask again. Throws a Refusal for the rest. */
function judge(upload, answer, offset) {
  const { status, method } = answer;
  if (status === 0) return { wait: "The master cannot be reached. The upload goes on by itself as soon as it answers." };
  if (status === 401 || answer.elsewhere)
    throw new Refusal("signed-out", "You are signed out. Sign in again, then go on: what has arrived is kept.");
  // What an earlier page began may be gone, or belong to whoever was signed in then: begin anew.
  if (status === 404 || status === 410 || (status === 403 && !upload.known && method === "HEAD")) {
    const wasKnown = upload.known;
    forgetFile(upload.key, upload.url);
    upload.url = null;
    upload.known = false;
    upload.sent = 0;
    if (wasKnown) throw new Refusal("failed", "This upload was deleted on the master. Send the file again if it is still wanted.");
    return { offset: null };
  }
  if (status === 409 && method === "PATCH") return { wait: "The master holds another part of the file than expected; asking where to go on." };
  if (status === 423) return { wait: "Another page or program is sending this file just now. This one goes on when that one stops." };
  if (status === 408 || status === 429 || status >= 500)
    return { wait: answer.sentence ?? `The master cannot take it just now (${status}). The upload goes on by itself.`, atLeastMs: answer.retryAfterMs };
  if (status >= 400) throw new Refusal("failed", answer.sentence ?? `The master refused the upload (${status}).`);
  if (!answer.tus) return { wait: "Something between this browser and the master answered in its place. Trying again." };

  if (method === "POST") {
    upload.url = answer.location;
    upload.known = true;
    remember(upload);
    return { offset: 0 };
  }
  if (method === "HEAD" && answer.length !== upload.file.size) {
    forgetFile(upload.key, upload.url);
    upload.url = null;
    return { offset: null };
  }
  if (!Number.isSafeInteger(answer.offset) || answer.offset < (method === "PATCH" ? offset + 1 : 0) || answer.offset > upload.file.size)
    return { wait: "The master's answer made no sense. Trying again." };
  upload.known = true;
  remember(upload, answer.offset);
  return { offset: answer.offset };
}

function create(upload) {
  if (upload.file.parts) {
    return request(upload, "POST", new URL("api/uploads/joined", document.baseURI).href,
      { "Content-Type": "application/json" }, JSON.stringify({ files: upload.file.parts }));
  }
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(upload.file.name)));
  return request(upload, "POST", new URL("api/uploads", document.baseURI).href,
    { "Upload-Length": upload.file.size, "Upload-Metadata": `filename ${name}` });
}

function patch(upload, offset) {
  return request(upload, "PATCH", upload.url,
    { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" },
    upload.file.slice(offset, Math.min(offset + SLICE, upload.file.size)),
    sent => {
      upload.sent = offset + sent;
      tell(upload, "sending");
      sample(upload);
    });
}

/** XMLHttpRequest, since fetch does not tell how much of a body has gone. Never rejects: no answer is status 0. */
function request(upload, method, url, headers = {}, body = null, onSent = null) {
  return new Promise(resolve => {
    const xhr = new XMLHttpRequest();
    let watchdog = 0;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => xhr.abort(), STALLED_MS);
    };
    xhr.open(method, url);
    xhr.setRequestHeader("Tus-Resumable", "1.0.0");
    xhr.setRequestHeader("X-Requested-With", "XMLHttpRequest"); // a sign-in handler then answers 401 instead of a page
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, String(value));
    xhr.upload.onprogress = event => { alive(); onSent?.(event.loaded); };
    xhr.onloadend = () => {
      clearTimeout(watchdog);
      if (upload && upload.xhr === xhr) upload.xhr = null;
      resolve(read(xhr, method, url));
    };
    if (upload) upload.xhr = xhr;
    alive();
    xhr.send(body);
  });
}

function read(xhr, method, url) {
  const header = name => xhr.status === 0 ? null : xhr.getResponseHeader(name);
  const number = name => header(name) === null ? NaN : Number(header(name));
  const location = header("Location");
  return {
    method,
    status: xhr.status,
    tus: header("Tus-Resumable") !== null,
    elsewhere: xhr.status !== 0 && new URL(xhr.responseURL || url).pathname !== new URL(url).pathname,
    location: location && new URL(location, url).href,
    offset: number("Upload-Offset"),
    length: number("Upload-Length"),
    retryAfterMs: Number.isFinite(number("Retry-After")) ? number("Retry-After") * 1000 : undefined,
    sentence: sentenceOf(xhr),
  };
}

/** The sentence of a problem (RFC 9457), if the answer is one. */
function sentenceOf(xhr) {
  if (xhr.status < 400 || !(xhr.getResponseHeader("Content-Type") ?? "").includes("json")) return undefined;
  try {
    const problem = JSON.parse(xhr.responseText);
    return problem.detail || problem.title || undefined;
  } catch {
    return undefined;
  }
}

async function throwAway(url) {
  if (url) await request(null, "DELETE", url);
}

/** A file that was moved, changed or is a folder cannot be read; the request itself would only look like a broken network. */
async function checkReadable(upload, offset) {
  try {
    await upload.file.slice(offset, offset + 1).arrayBuffer();
  } catch {
    throw new Refusal("failed", `“${upload.file.name}” cannot be read any more: it was changed, moved or is a folder. Pick it again.`);
  }
}

function backOff(failures) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10));
  return longest / 2 + Math.random() * longest / 2;
}

/** Waits, but not past resume, halt or the network's return. */
function rest(upload, ms) {
  return new Promise(resolve => {
    const timer = setTimeout(() => upload.wake?.(), ms);
    upload.wake = () => {
      clearTimeout(timer);
      upload.wake = null;
      resolve();
    };
  });
}

// ---- what the page hears --------------------------------------------------------------------------------------------------------

function sample(upload) {
  const now = performance.now();
  upload.samples.push([now, upload.sent]);
  while (upload.samples.length > 2 && now - upload.samples[0][0] > RATE_WINDOW_MS) upload.samples.shift();
}

function rateOf(upload) {
  if (upload.state !== "sending" || upload.samples.length < 2) return 0;
  const [from, before] = upload.samples[0];
  const [until, after] = upload.samples[upload.samples.length - 1];
  return until > from ? Math.max(0, (after - before) * 1000 / (until - from)) : 0;
}

function tell(upload, state, sentence = null) {
  const changed = upload.state !== state || upload.sentence !== sentence || upload.saidAt === 0;
  if (state !== "sending") upload.samples = [];
  upload.state = state;
  upload.sentence = sentence;
  report(upload, changed);
}

function report(upload, atOnce = false) {
  if (!listener) return;
  const due = upload.saidAt + REPORT_EVERY_MS - performance.now();
  if (!atOnce && due > 0) {
    upload.timer ||= setTimeout(() => { upload.timer = 0; report(upload, true); }, due);
    return;
  }
  if (upload.call) {
    upload.callAgain = true;
    return;
  }
  clearTimeout(upload.timer);
  upload.timer = 0;
  upload.saidAt = performance.now();
  const to = listener;
  upload.call = callOut(to, upload).finally(() => {
    upload.call = null;
    if (!upload.callAgain) return;
    upload.callAgain = false;
    report(upload, isEnded(upload));
  });
}

async function callOut(to, upload) {
  const words = [upload.id, upload.sent, upload.file.size, rateOf(upload), upload.state, upload.sentence];
  try {
    if (typeof to === "function") await to(...words);
    else await to.invokeMethodAsync("OnUploadProgress", ...words);
    deaf = 0;
  } catch {
    // The page is gone, or its circuit is broken and may come back; the upload is not. Say it again in a while, not for ever.
    if (listener === to && ++deaf > DEAF_CALLS) listener = null;
    await new Promise(resolve => setTimeout(resolve, DEAF_REST_MS));
    upload.callAgain = true;
  }
}

function datasetOf(url) {
  return url === null ? null : new URL(url).pathname.split("/").pop();
}

// ---- what outlives the page -----------------------------------------------------------------------------------------------------

function remember(upload, sent = 0) {
  const { name, size } = upload.file;
  withStorage(storage => storage.setItem(upload.key, JSON.stringify({ url: upload.url, name, size, sent, at: Date.now() })));
}

function recall(key) {
  return withStorage(storage => {
    const entry = JSON.parse(storage.getItem(key));
    return entry && Date.now() - entry.at < REMEMBER_MS && new URL(entry.url).origin === location.origin ? entry : null;
  });
}

/** Forgets the file; with a url, only if it is still remembered for that one (another tab may have begun anew). */
function forgetFile(key, url) {
  withStorage(storage => {
    if (url === undefined || recall(key)?.url === url) storage.removeItem(key);
  });
}

function remembered() {
  const keys = withStorage(storage => Object.keys(storage).filter(key => key.startsWith(MEMORY))) ?? [];
  const entries = [];
  for (const key of keys) {
    const entry = recall(key);
    if (entry) entries.push({ key, name: entry.name, size: entry.size, sent: entry.sent, datasetId: datasetOf(entry.url), at: entry.at });
    else forgetFile(key);
  }
  return entries.sort((a, b) => b.at - a.at);
}

/** A browser may forbid storage; then an upload is only not remembered over a reload. */
function withStorage(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
