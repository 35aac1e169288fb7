/** What a reload must not lose, in this tab only: sessionStorage, and memory where that is forbidden. */

import type { Kept } from "./model";

const KEY = "charley";
const MOST = 120;

/** A tab that nothing was said in. */
export const fresh = (): Kept => ({
  session: null,
  numbers: ["911", "999", "112"],
  entries: [],
  draft: "",
  register: "plain",
  open: false,
  level: "none",
  clock: null,
});

/** What this tab kept; fresh where there is nothing, or nothing readable. */
export function load(): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return kept && Array.isArray(kept.entries) ? { ...fresh(), ...kept } : fresh();
  } catch {
    return fresh();
  }
}

/** Keep it. */
export function save(kept: Kept): void {
  kept.entries = kept.entries.slice(-MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // no storage for this page: a reload starts anew
  }
}
