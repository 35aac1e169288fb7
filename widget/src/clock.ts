/** The clock beside the coach's steps. It tells for how long they have gone on, up to the limit that the
 * bot names; hidden or not it goes on, as the cramp does. Screen readers hear of it once: at the limit. */

import { html, nothing } from "lit/html.js";
import type { Running } from "./model";
import type { Strings } from "./strings";

export interface Acts {
  hide(on: boolean): void;
  /** The person says that the limit is over and the cramp is not. */
  over(title: string, payload: string): void;
}

const still = matchMedia("(prefers-reduced-motion:reduce)");

const passed = (run: Running): number => Math.max(0, Math.floor((Date.now() - run.since) / 1000));

/** Whether it has still to be drawn anew each second. */
export const ticks = (run: Running | null): boolean => !!run && passed(run) < run.seconds;

/** The line with the time, and the live region that speaks at the limit. */
export function clock(run: Running | null, s: Strings, acts: Acts) {
  const over = !!run && !ticks(run);
  return html`${run && !over
      ? html`<p class="bar clock"><span role="timer" aria-live="off" ?hidden=${run.hidden}>${s.since} ${time(passed(run), s)}</span
          ><button type="button" @click=${() => acts.hide(!run.hidden)}>${run.hidden ? s.showTime : s.hideTime}</button></p>`
      : nothing}
    <div role="status">${over && !run.told
      ? html`<p class="bar clock"><span>${s.over(run.seconds / 60)}</span
          ><button type="button" class="main" @click=${() => acts.over(run.title, run.payload)}>${run.title}</button></p>`
      : nothing}</div>`;
}

/** Minutes and seconds; whole minutes for those who want less to move. */
const time = (seconds: number, s: Strings): string =>
  still.matches ? s.minutes(Math.floor(seconds / 60)) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
