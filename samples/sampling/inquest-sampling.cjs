// Two-tier sampling for @sentry/node, @sentry/browser and Electron: give the result to Sentry.init as beforeSend.
//   Sentry.init({ dsn, beforeSend: inquestSampling({ first: 20, rate: 0.05 }) });
// Fatal and unhandled events are always sent. Of handled ones the first of each fingerprint are sent, then a share, up to a cap
// an hour. What is left out the SDK itself reports to the server (client report, reason "before_send"), so that totals stay exact.
"use strict";

function inquestSampling({ first = 20, rate = 0.05, perHour = 100, fingerprints = 1000, now = Date.now, draw = Math.random } = {}) {
  const known = new Map(); // fingerprint → { since, seen, sent }; the one that was seen longest ago goes first

  function isFatal(event) {
    return event.level === "fatal" || (event.exception?.values ?? []).some((value) => value.mechanism?.handled === false);
  }

  function fingerprintOf(event) {
    if (event.fingerprint && !event.fingerprint.includes("{{ default }}")) return event.fingerprint.join("\n");
    const error = (event.exception?.values ?? []).at(-1);
    if (!error) return `message\n${event.logger ?? ""}\n${event.message?.slice?.(0, 200) ?? event.logentry?.message ?? ""}`;
    const frames = (error.stacktrace?.frames ?? []).filter((frame) => frame.in_app !== false).slice(-3);
    return [error.type, ...frames.map((frame) => `${frame.module ?? frame.filename}:${frame.function}`)].join("\n");
  }

  function entryOf(key) {
    let entry = known.get(key);
    known.delete(key);
    if (!entry || now() - entry.since >= 3_600_000) entry = { since: now(), seen: 0, sent: 0 };
    known.set(key, entry);
    if (known.size > fingerprints) known.delete(known.keys().next().value);
    return entry;
  }

  return function beforeSend(event) {
    if (isFatal(event)) return event;
    const entry = entryOf(fingerprintOf(event));
    entry.seen++;
    const share = entry.seen <= first ? 1 : rate;
    if (entry.sent >= perHour || (share < 1 && draw() >= share)) return null;
    entry.sent++;
    // Tells whoever counts bodies how many events this one stands for; the server's totals do not need it.
    event.contexts = { ...event.contexts, sampling: { share } };
    return event;
  };
}

module.exports = { inquestSampling };
