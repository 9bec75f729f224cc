// Packs that no disk holds: other catalogues, made of the shipped pack's numbers and of made-up names.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { at } from "./visit.mjs";

const SHIPPED = at("dist/models/fma-small");
const manifest = JSON.parse(readFileSync(`${SHIPPED}/manifest.json`));
/** Vectors of a song; the shipped index has as many clips as some number of such songs, and a shorter one. */
const PARTS = 9;

export const TITLE = "Made-up songs";

/**
 * A catalogue of songs of nine parts with the shipped pack's vectors, with a licence and a link each, and no forest:
 * a map from file names to bytes. `song` may change what is said of each.
 */
export function songs({ name = "made-up", title = TITLE, song = () => ({}) } = {}) {
  const pca = shipped("pca");
  const index = shipped("index");
  const vectors = [];
  for (let left = manifest.tracks; left > 0; left -= PARTS) vectors.push(Math.min(PARTS, left));
  const told = vectors.map((_, place) => ({
    title: `Song ${place}`,
    artist: `Band ${place}`,
    album: "A game",
    licence: "CC-BY-SA-3.0",
    link: `https://example.org/songs/${place}`,
    ...song(place),
  }));
  const columns = ["artist", "album", "licence", "link"].map((what) => column(what, told));
  const catalogue = Buffer.from(
    JSON.stringify({
      format: 1,
      genres: [],
      id: told.map((_, place) => place),
      title: told.map(({ title }) => title),
      genre: told.map(() => null),
      validation: [],
      tenths: vectors.map((parts) => parts * 300),
      vectors,
      ...Object.assign({}, ...columns),
    }),
  );
  const files = [file("pca", "bin", pca), file("index", "bin", index), file("catalogue", "json", catalogue)];
  const said = {
    ...manifest,
    name,
    title,
    tracks: told.length,
    genres: 0,
    licence: "various",
    credit: `Made up for ${name}`,
    metrics: {},
    files: files.map(({ bytes, ...entry }) => ({ ...entry, bytes: bytes.length })),
  };
  const pack = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return pack.set("manifest.json", Buffer.from(JSON.stringify(said)));
}

/** How many bytes come when it is fetched. */
export const size = (pack) => JSON.parse(pack.get("manifest.json")).files.reduce((sum, { bytes }) => sum + bytes, 0);

/** The bytes of packs.json with these lines below the shipped one. */
export function listing(...lines) {
  const shipped = { name: manifest.name, title: manifest.title, manifest: `${manifest.name}/manifest.json` };
  return Buffer.from(JSON.stringify({ format: 1, packs: [shipped, ...lines] }));
}

function shipped(role) {
  return readFileSync(`${SHIPPED}/${manifest.files.find((file) => file.role === role).name}`);
}

function file(role, extension, bytes) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { role, name: `${role}.${sha256.slice(0, 16)}.${extension}`, bytes, sha256 };
}

/** `{ artists: [names], artist: [positions] }`, as a catalogue stores what repeats. */
function column(what, told) {
  const names = [...new Set(told.map((song) => song[what]))].sort();
  const places = new Map(names.map((name, place) => [name, place]));
  return { [`${what}s`]: names, [what]: told.map((song) => places.get(song[what])) };
}
