/** The shapes that the server sends (turn/1 in part) and that the tab keeps. */

export interface Source {
  id: string;
  title: string;
  publisher: string;
  date: string | null;
  url?: string | null;
  licence: string | null;
  standing: string;
}

export interface Button {
  title: string;
  payload: string;
}

export interface Turn {
  facts: { id: string }[];
  sources: Source[];
  escalation: { level: string };
}

/** Seven days of the cramp diary. */
export interface Week {
  from: string;
  cramps: number;
}

/** While the coach goes on: the limit, and the button for those whose cramp outlasts it. */
export interface Clock {
  seconds: number;
  title: string;
  payload: string;
}

/** A clock that this tab runs, since when, by its own time. */
export interface Running extends Clock {
  since: number;
  hidden: boolean;
  /** Whether the person has told that the limit is over. */
  told: boolean;
}

export interface Reply {
  messages: { text: string; buttons: Button[] }[];
  turn: Turn;
  acts: (string | null)[];
  diary?: { weeks: Week[] } | null;
  /** All that was said is gone, as the person wished; the conversation begins anew. */
  forgotten?: boolean;
  clock?: Clock | null;
}

export interface Refused {
  error: string;
  message: string;
  emergency?: boolean;
}

export interface Begun {
  session: string;
  resumed: boolean;
  numbers: string[];
}

/** One entry of the conversation as shown. `state`: of the person's own messages. */
export interface Entry {
  who: "me" | "bot" | "note";
  text: string;
  id?: string;
  payload?: string;
  state?: "waiting" | "sent" | "failed";
  level?: string;
  buttons?: Button[];
  sources?: Source[];
  facts?: string[];
  weeks?: Week[];
}

/** What this tab keeps. */
export interface Kept {
  session: string | null;
  numbers: string[];
  entries: Entry[];
  draft: string;
  register: string;
  open: boolean;
  level: string;
  clock: Running | null;
}
