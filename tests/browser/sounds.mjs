// Sounds that no disk holds: WAV files, sound ones and broken ones, always the same bytes.

/** A WAV file of `sample(seconds, channel)` in 16-bit integers, or in 32-bit floats. */
export function wav({ rate = 44_100, channels = 2, seconds = 12, float = false, sample = tune }) {
  const frames = Math.round(rate * seconds);
  const width = float ? 4 : 2;
  const bytes = Buffer.alloc(44 + frames * channels * width);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(float ? 3 : 1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * channels * width, 28);
  bytes.writeUInt16LE(channels * width, 32);
  bytes.writeUInt16LE(width * 8, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(bytes.length - 44, 40);
  let place = 44;
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++, place += width) {
      const value = sample(frame / rate, channel);
      if (float) bytes.writeFloatLE(value, place);
      else bytes.writeInt16LE(Math.round(value * 32_767), place);
    }
  }
  return bytes;
}

/** The same in integers of 8, 16, 24 or 32 bits; `extensible` says so in the longer header that more than two channels need. */
export function integers({ rate = 44_100, channels = 2, seconds = 12, bits, extensible = false, sample = tune }) {
  const frames = Math.round(rate * seconds);
  const width = bits / 8;
  const head = Buffer.alloc(extensible ? 40 : 16);
  head.writeUInt16LE(extensible ? 0xfffe : 1, 0);
  head.writeUInt16LE(channels, 2);
  head.writeUInt32LE(rate, 4);
  head.writeUInt32LE(rate * channels * width, 8);
  head.writeUInt16LE(channels * width, 12);
  head.writeUInt16LE(bits, 14);
  if (extensible) {
    head.writeUInt16LE(22, 16);
    head.writeUInt16LE(bits, 18);
    head.writeUInt32LE(channels === 2 ? 3 : 4, 20);
    head.write("0100000000001000800000aa00389b71", 24, "hex");
  }
  const samples = Buffer.alloc(frames * channels * width);
  let place = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++, place += width) {
      const value = Math.round(sample(frame / rate, channel) * (2 ** (bits - 1) - 1));
      if (bits === 8) samples.writeUInt8(value + 128, place);
      else samples.writeIntLE(value, place, width);
    }
  }
  const chunk = (name, body) => Buffer.concat([Buffer.from(name), length(body.length), body]);
  const length = (bytes) => (bytes = [bytes & 255, (bytes >> 8) & 255, (bytes >> 16) & 255, bytes >>> 24], Buffer.from(bytes));
  return chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", head), chunk("data", samples)]));
}

/** Two plucked notes a second over a fifth, a little to one side; something to analyse. */
export function tune(seconds, channel) {
  const beat = Math.floor(seconds * 2);
  const age = seconds * 2 - beat;
  const pitch = 220 * 2 ** ([0, 3, 7, 10, 12, 7, 5, 3][beat % 8] / 12);
  const pluck = Math.exp(-4 * age) * (Math.sin(2 * Math.PI * pitch * seconds) + 0.4 * Math.sin(6 * Math.PI * pitch * seconds));
  const ground = 0.3 * Math.sin(2 * Math.PI * 110 * seconds) + 0.2 * Math.sin(2 * Math.PI * 165 * seconds);
  return 0.4 * (pluck * (channel ? 0.8 : 1) + ground);
}

export const silence = () => 0;

/** Sound with one sample in it that is no number. */
export function broken(seconds, channel) {
  return seconds > 2 && seconds < 2.001 ? Number.NaN : tune(seconds, channel);
}

/** An MP3 that says whose it is and carries a cover of one pixel, or of that and many bytes, in front of `frames` of sound. */
export function tagged(frames, { title, artist, cover: bytes = 0 }) {
  const text = (id, words) => frame(id, Buffer.from(`\u0000${words}`, "latin1"));
  const cover = frame("APIC", Buffer.concat([Buffer.from("\0image/png\0\x03\0", "latin1"), PIXEL, Buffer.alloc(bytes)]));
  const tags = Buffer.concat([text("TIT2", title), text("TPE1", artist), cover]);
  const head = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...[21, 14, 7, 0].map((bits) => (tags.length >> bits) & 127)]);
  return Buffer.concat([head, tags, frames]);
}

function frame(id, content) {
  const head = Buffer.alloc(10);
  head.write(id);
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([head, content]);
}

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);
