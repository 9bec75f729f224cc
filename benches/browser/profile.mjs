// Where a station's time goes, as Chromium's own profiler sees the worker.

/** Microseconds from one look at the worker to the next. */
const INTERVAL = 200;
const REPETITIONS = 10;
/** Functions that are named; the rest is one line. */
const NAMED = 5;
/** Less than this is not named. */
const SMALLEST_SHARE = 0.03;

/** [function, share of the time] of a case that has been prepared on this page, the largest first. */
export function profile(page, name) {
  const work = async ([name, repetitions]) => {
    for (let turn = 0; turn < repetitions; turn++) await peerBench.run(name, "", {});
  };
  return seen(page, work, [name, REPETITIONS]);
}

/** The same of a case that is prepared on this page for the first time, and of that only what the function `under` does. */
export function profileOfFirst(page, name, inputs, under) {
  return seen(page, ([name, inputs]) => peerBench.prepare(name, inputs), [name, inputs], under);
}

async function seen(page, work, about, under) {
  const worker = await attach(page);
  await worker.send("Profiler.enable");
  await worker.send("Profiler.setSamplingInterval", { interval: INTERVAL });
  await worker.send("Profiler.start");
  await page.evaluate(work, about);
  const { profile } = await worker.send("Profiler.stop");
  await worker.detach();
  return shares(profile, under);
}

/** A wire to the profiler in the page's one worker. */
async function attach(page) {
  const session = await page.context().newCDPSession(page);
  const attached = new Promise((resolve) => session.once("Target.attachedToTarget", resolve));
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const { sessionId } = await attached;
  const waiting = new Map();
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    if (waiting.has(id)) error ? waiting.get(id).reject(new Error(error.message)) : waiting.get(id).resolve(result);
  });
  let last = 0;
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: last, method, params }) }).catch(reject);
    });
  return { send, detach: () => session.detach() };
}

function shares({ nodes, samples, timeDeltas }, under) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, tidy(callFrame.functionName)]));
  const counted = under ? below(nodes, (id) => under.test(names.get(id))) : null;
  const times = new Map();
  samples.forEach((id, place) => {
    const name = names.get(id);
    const counts = counted ? counted.has(id) : !/^\((idle|program)\)$/.test(name);
    if (counts) times.set(name, (times.get(name) ?? 0) + timeDeltas[place]);
  });
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  const sorted = [...times].map(([name, time]) => [name, time / all]).toSorted((a, b) => b[1] - a[1]);
  const named = sorted.slice(0, NAMED).filter(([, share]) => share >= SMALLEST_SHARE);
  return [...named, ["all else", 1 - named.reduce((sum, [, share]) => sum + share, 0)]];
}

/** The nodes that are so themselves, and whatever they call. */
function below(nodes, is) {
  const children = new Map(nodes.map(({ id, children = [] }) => [id, children]));
  const found = new Set();
  const add = (id) => {
    found.add(id);
    children.get(id).forEach(add);
  };
  nodes.filter(({ id }) => is(id)).forEach(({ id }) => add(id));
  return found;
}

/** Without the compiler's hash and generics, and types by their last names. */
function tidy(name) {
  const bare = name.replace(/::h[0-9a-f]{16}$/, "").replace(/^<([\w:]+)(<[^>]*>)? as .*>::/, "$1::").replace(/<[^<>]*>/g, "");
  return bare.replace(/\b[a-z_0-9]+::(?=\w)/g, (path) => (/^(core|alloc|std)/.test(path) ? path : ""));
}
