// What the page knows, and the socket that keeps it true.

export const state = {
  me: "", bot: "", workspace: "", people: new Map(), channels: new Map(), messages: new Map(),
  sessions: new Map(), prompts: {}, home: null, modals: [], errors: {}, commands: [], welcome: null,
  others: [], shortcuts: [],
};
// What only this page knows: where one is, what is open, what was typed.
export const here = { channel: "", tab: "messages", thread: "", unread: new Set(), open: new Map(), drafts: new Map(), busy: new Set() };

const listeners = new Set();
let socket;
let number = 0;
let pause = 250;
const waiting = new Map();

export function onChange(listener) {
  listeners.add(listener);
}

export function changed(what) {
  for (const listener of listeners) listener(what);
}

export function online() {
  return socket?.readyState === WebSocket.OPEN;
}

// Ask the server for an act; the promise ends when it is done.
export function act(name, values = {}) {
  const id = ++number;
  if (!online()) return Promise.resolve();
  socket.send(JSON.stringify({ do: name, id, ...values }));
  return new Promise((done) => waiting.set(id, done));
}

export function person(id) {
  return state.people.get(id) ?? { id, name: id, handle: id, kind: "member", app: false };
}

export function messagesOf(channel) {
  return [...(state.messages.get(channel)?.values() ?? [])].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function roots(channel) {
  return messagesOf(channel).filter((message) => !message.thread_ts || message.thread_ts === message.ts);
}

export function replies(channel, root) {
  return messagesOf(channel).filter((message) => message.thread_ts === root && message.ts !== root);
}

export function session(channel, thread) {
  return state.sessions.get(`${channel} ${thread}`);
}

function keep(message) {
  if (!state.messages.has(message.channel)) state.messages.set(message.channel, new Map());
  state.messages.get(message.channel).set(message.ts, message);
}

function take(news) {
  switch (news.kind) {
    case "state":
      Object.assign(state, {
        me: news.me, bot: news.bot, workspace: news.workspace, prompts: news.prompts, home: news.home,
        modals: news.modals, commands: news.commands, welcome: news.welcome, others: news.others,
        shortcuts: news.shortcuts ?? [],
        people: new Map(news.people.map((each) => [each.id, each])),
        channels: new Map(news.channels.map((each) => [each.id, each])),
        messages: new Map(),
        sessions: new Map(news.sessions.map((each) => [`${each.channel} ${each.thread_ts}`, each])),
      });
      news.messages.forEach(keep);
      break;
    case "message": {
      const known = state.messages.get(news.message.channel)?.has(news.message.ts);
      state.channels.set(news.channel.id, news.channel);
      keep(news.message);
      news.fresh = !known;
      break;
    }
    case "message_deleted":
      state.messages.get(news.channel)?.delete(news.ts);
      break;
    case "session":
      state.sessions.set(`${news.session.channel} ${news.session.thread_ts}`, news.session);
      break;
    case "prompts":
      state.prompts[news.channel] = { title: news.title, prompts: news.prompts };
      break;
    case "home":
      state.home = news.view;
      break;
    case "modals":
      state.modals = news.views;
      state.errors = {};
      break;
    case "view_errors":
      state.errors = { view: news.view, fields: news.errors };
      break;
    case "done":
      waiting.get(news.id)?.();
      waiting.delete(news.id);
      break;
  }
  changed(news);
}

export function connect() {
  socket = new WebSocket(`ws://${location.host}/socket`);
  socket.addEventListener("open", () => {
    pause = 250;
    changed({ kind: "online" });
  });
  socket.addEventListener("message", (event) => take(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    changed({ kind: "offline" });
    for (const done of waiting.values()) done();
    waiting.clear();
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 5000);
  });
}
