// Waiting for what shows, and never for a time.

import { setTimeout as pause } from "node:timers/promises";

const LOOK_AGAIN_MS = 50;

/** Waits until `look` finds something; what it stumbles over meanwhile, as when a page goes, is told only if nothing comes. */
export async function until(look, patience, what) {
  const end = Date.now() + patience;
  for (let stumbled; ; await pause(LOOK_AGAIN_MS)) {
    const found = await look().catch((error) => void (stumbled = error));
    if (found) return found;
    if (Date.now() > end) throw new Error(stumbled ? `${what}: ${stumbled.message}` : what);
  }
}
