// A static host as plain as GitHub Pages: files below one address, no special headers, ten minutes of cache, gzip on text and
// WebAssembly.
// `node tests/browser/host.mjs FOLDER PORT` serves a folder; the stories serve theirs under a sub-path and watch it.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Half of the file, and then nothing: the connection is gone. */
export const LOST = Symbol("lost");

/** What is compressed on its way. */
const SQUEEZED = /^text\/|json$|svg|wasm$/;

/**
 * Serves `folder` below `base` on localhost.
 *
 * `faults` maps an address inside the folder (or a RegExp of such) to a function from the file's bytes to what is sent
 * instead: a Buffer, a number for a bare status, an async iterable of Buffers that are sent one by one, or LOST. `asked`
 * lists every address asked for, in order, `referred` those that came with the name of who asked. `stop` ends the server,
 * until `start`.
 */
export async function host(folder, { base = "/", port = 0 } = {}) {
  const faults = new Map();
  const asked = [];
  const referred = [];
  const zip = squeeze();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    asked.push(`${request.method} ${pathname}`);
    if (request.headers.referer) referred.push([pathname, request.headers.referer]);
    const { status, type, body, lost } = await answer(folder, base, decodeURIComponent(pathname), faults);
    if (lost) {
      response.writeHead(200, { "content-type": type, "content-length": body.length });
      return response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    }
    const zipped = Buffer.isBuffer(body) && SQUEEZED.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"]);
    const encoding = zipped ? { "content-encoding": "gzip", vary: "accept-encoding" } : {};
    response.writeHead(status, { "content-type": type, "cache-control": "max-age=600", ...encoding });
    if (request.method !== "HEAD" && Symbol.asyncIterator in Object(body)) {
      for await (const piece of body) response.write(piece);
      return response.end();
    }
    response.end(request.method === "HEAD" ? undefined : zipped ? zip(body) : body);
  });
  const listen = (port) =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "localhost", () => (server.off("error", reject), resolve()));
    });
  const stop = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  await listen(port);
  const { port: chosen } = server.address();
  return { address: `http://localhost:${chosen}${base}`, faults, asked, referred, stop, start: () => listen(chosen), close: stop };
}

/** Compresses the same bytes once, as a host does that many come to. */
function squeeze() {
  const known = new Map();
  return (body) => {
    const name = createHash("sha1").update(body).digest("base64");
    if (!known.has(name)) known.set(name, gzipSync(body));
    return known.get(name);
  };
}

async function answer(folder, base, pathname, faults) {
  const name = path.posix.normalize(pathname.slice(base.length) + (pathname.endsWith("/") ? "index.html" : ""));
  if (!pathname.startsWith(base) || name.startsWith("..")) return bare(404);
  const whole = await readFile(path.join(folder, name)).catch(() => null);
  let body = whole;
  for (const [where, fault] of faults) {
    if (where instanceof RegExp ? where.test(name) : where === name) body = fault(body);
  }
  if (body === LOST) return { lost: true, type: TYPES[path.extname(name)] ?? "application/octet-stream", body: whole };
  if (body === null) return bare(404);
  if (typeof body === "number") return bare(body);
  return { status: 200, type: TYPES[path.extname(name)] ?? "application/octet-stream", body };
}

function bare(status) {
  return { status, type: "text/plain; charset=utf-8", body: `${status}\n` };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder, port] = process.argv.slice(2);
  try {
    const { address } = await host(folder, { port: Number(port) });
    console.log(`Segue is at ${address} (Ctrl+C ends it).`);
  } catch (error) {
    console.error(`Port ${port} on localhost cannot be used: ${error.message}`);
    process.exitCode = 1;
  }
}
