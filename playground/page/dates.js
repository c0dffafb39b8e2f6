// Slack's date tokens, <!date^SECONDS^FORMAT^LINK|FALLBACK>, in the reader's own zone
// (docs.slack.dev: formatting message text, "Date formatting").

const NAMES = {
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

const DAY_MS = 86_400_000;

function pretty(moment, name) {
  const day = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const away = Math.round((day(moment) - day(new Date())) / DAY_MS);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[away] ?? moment.toLocaleString(undefined, NAMES[name]);
}

function part(moment, name) {
  if (name === "date_num") return moment.toLocaleDateString("sv-SE");
  if (name.endsWith("_pretty")) return pretty(moment, name.slice(0, -"_pretty".length));
  return NAMES[name] ? moment.toLocaleString(undefined, NAMES[name]) : `{${name}}`;
}

// The words and the link of a token, its "!date^" left out; null where it is none.
export function dateToken(inside) {
  const [seconds, format, url] = inside.split("^");
  const moment = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(moment.getTime())) return null;
  const words = format.replace(/\{(\w+)\}/g, (_, name) => part(moment, name));
  return { words, url };
}
