// An error that nobody catches; the SDK reports it and the process ends. Usage: node unhandled.cjs DSN
const Sentry = require("@sentry/node");
Sentry.init({ dsn: process.argv[2], release: "shop@1.4.2" });

function loadLevel(name) {
  throw new RangeError("level " + name + " does not exist");
}

setTimeout(() => loadLevel("forest-7"), 10);
