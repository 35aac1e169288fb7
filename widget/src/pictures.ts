/** Drawings that go with facts, told apart by the fact's id. A picture of a stretch is shown only with a
 * fact that was told: where a safety rule kept the stretch back, no fact tells it, and no picture shows it. */

import { html, svg } from "lit/html.js";
import type { Strings } from "./strings";

type Name = "calf" | "pull" | "where";

const SHOWN: Record<string, Name> = {
  "prevention.calf-stretching": "calf",
  "prevention.stretching-milder-over-55": "calf",
  "treatment.pull-foot-up": "pull",
  "symptom.calf-most-often": "where",
  "symptom.sudden-onset": "where",
};

const drawing = (name: Name, s: Strings) =>
  name === "calf"
    ? svg`<path d="M146 6v106M10 112h140"/><circle cx="106" cy="22" r="9"/><path d="M99 32 78 66M97 40l48-2M78 66l28 16v28h10M78 66 42 111h12"/><path class="hot" d="M64 84 50 101"/>`
    : name === "pull"
      ? svg`<path d="M10 106h140"/><circle cx="46" cy="20" r="9"/><path d="M44 30 32 98h94M126 98l-8-28M42 42l76 28"/><path class="hot" d="M84 98h24"/>`
      : svg`<path d="M42 6c-2 26 0 38 4 48-8 14-8 30 0 46l-2 12h40c5-3 2-9-6-11l-14-6c0-16 12-26 8-44 6-14 8-30 8-45"/><path class="hot" d="M43 62c-4 10-4 20 0 30M60 16v24M50 112h26"/><text x="88" y="32">${s.thigh}</text><text x="2" y="82">${s.shin}</text><text x="92" y="116">${s.sole}</text>`;

/** The drawings that belong to these facts, each once. */
export const pictures = (facts: string[], s: Strings) =>
  [...new Set(facts.map((f) => SHOWN[f]).filter(Boolean))].map(
    (name) => html`<svg class="picture" viewBox="0 0 160 120" role="img" aria-label=${s[name]}>${drawing(name, s)}</svg>`,
  );
