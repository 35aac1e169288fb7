/** The weeks of the cramp diary as bars. The message beside it lists the same in words. */

import { svg } from "lit/html.js";
import type { Week } from "./model";
import type { Strings } from "./strings";

const WIDTH = 34;
const HEIGHT = 58;

const day = (week: Week, language: string): string =>
  new Date(week.from + "T12:00").toLocaleDateString(language, { day: "numeric", month: "short" });

/** A bar a week, as high as its cramps are many. */
export function chart(weeks: Week[], s: Strings) {
  const most = Math.max(1, ...weeks.map((w) => w.cramps));
  const told = weeks.map((w) => `${day(w, s.language)}: ${w.cramps}`).join(", ");
  return svg`<svg class="picture" viewBox="0 0 ${weeks.length * WIDTH} 100" role="img" aria-label=${`${s.chart} ${told}`}>${weeks.map(
    (w, n) => {
      const high = (w.cramps / most) * HEIGHT;
      const x = n * WIDTH;
      return svg`<path class="hot" d=${`M${x + 17} 82v${-high}`}/><text x=${x + 14} y=${76 - high}>${w.cramps || ""}</text><text class="week" x=${x + 2} y="96">${day(w, s.language)}</text>`;
    },
  )}<path d=${`M0 83h${weeks.length * WIDTH}`}/></svg>`;
}
