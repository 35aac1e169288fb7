/** Every string the widget shows, by language: a second language is a second entry. Nothing medical:
 * health sentences come from the bot, each with its sources. */

const en = {
  language: "en-GB",
  name: "Charley",
  about: "Foot and leg cramps",
  open: "Ask Charley about foot and leg cramps",
  close: "Close chat",
  log: "Conversation",
  you: "You",
  bot: "Charley",
  input: "Your message",
  send: "Send",
  writing: "Charley is writing …",
  connecting: "Connecting …",
  offline: "Not connected. What you write is kept here and sent when the connection is back.",
  failed: "Not sent.",
  again: "Send again",
  waiting: "Waiting to be sent",
  left: (n: number) => `${n} characters left`,
  menu: "Options",
  wording: "Wording",
  plain: "Plain",
  clinician: "Clinician",
  save: "Save as text",
  summary: "Summary to print or save",
  chart: "Chart: cramps in each week that begins on the day named.",
  clear: "Clear this screen",
  forget: "Forget me",
  forgetAsk: "This deletes the conversation from the server and from this tab. It cannot be undone.",
  forgetYes: "Delete it",
  back: "Back",
  forgotten: "Deleted. Nothing of the conversation is left here or on the server.",
  notForgotten: "It could not be deleted right now. Please try again when you are connected.",
  renewed: "The earlier conversation is no longer kept. This starts a new one.",
  noticeTitle: "Before you write",
  notice: [
    "I am Charley, a program. I answer questions about foot and leg cramps with sentences from published sources, and show each source. I am no clinician and cannot examine you.",
    "What you write is kept on the server of this service so that the conversation can go on. This tab shows it until you close the tab. “Forget me” under Options deletes both.",
  ],
  urgent: "In an emergency do not wait for a chat: call",
  or: "or",
  stands: "Emergency advice stands. Call",
  levels: {
    emergency: "Emergency",
    urgent: "Urgent: today",
    see_doctor: "See a doctor",
    next_visit: "For your next visit",
  } as Record<string, string>,
  sources: "Sources",
  source: (n: number, title: string) => `Source ${n}: ${title}`,
  publisher: "Published by",
  date: "Date",
  undated: "no date given",
  standing: "Standing",
  licence: "Licence",
  places: "Cited",
  visit: "Open the source",
  replies: "Suggested replies",
  calf: "Drawing: a person leans with both hands on a wall. One leg is stretched out behind, its knee straight and its heel on the floor. The calf of that leg is marked.",
  pull: "Drawing: a person sits on the floor with one leg straight ahead and both hands draw the top of the foot toward the face. The calf is marked.",
  where: "Drawing: a leg and foot seen from the side. The thigh, the calf and the sole are marked with their names.",
  thigh: "thigh",
  shin: "calf",
  sole: "sole",
};

export type Strings = typeof en;

const catalogue: Record<string, Strings> = { en };

/** The strings of a language; English where it is not there. */
export const strings = (language: string): Strings => catalogue[language.slice(0, 2)] ?? en;
