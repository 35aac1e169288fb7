/** The weeks of the cramp diary as bars. The message beside it lists the same in words. */

import { nothing, svg } from "lit/html.js";
import type { Week } from "./model";
import type { Strings } from "./strings";

const WIDTH = 34;
const HEIGHT = 48;

/** The parts of the day that a week begins on: its number, its month. */
const day = (week: Week, language: string): [string, string] => {
  const told = (part: object) => new Date(week.from + "T12:00").toLocaleDateString(language, part);
  return [told({ day: "numeric" }), told({ month: "short" })];
};

/** A bar a week, as high as its cramps are many. */
export function chart(weeks: Week[], s: Strings) {
  const most = Math.max(1, ...weeks.map((w) => w.cramps));
  const told = weeks.map((w) => `${day(w, s.language).join(" ")}: ${w.cramps}`).join(", ");
  return svg`<svg class="picture chart" viewBox="0 0 ${weeks.length * WIDTH} 100" role="img" aria-label=${`${s.chart} ${told}`}>${weeks.map(
    (w, n) => {
      const high = (w.cramps / most) * HEIGHT;
      const x = n * WIDTH + WIDTH / 2;
      const [date, month] = day(w, s.language);
      return svg`${w.cramps ? svg`<path class="hot" d=${`M${x} 66v${-high}`}/><text x=${x} y=${60 - high}>${w.cramps}</text>` : nothing}<text x=${x} y="82">${date}</text><text x=${x} y="96">${month}</text>`;
    },
  )}<path d=${`M0 67h${weeks.length * WIDTH}`}/></svg>`;
}
