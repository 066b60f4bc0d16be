// The real SDK with the sampling recipe. Usage: node sampled.cjs DSN RECIPE; prints how many events it was given.
const Sentry = require("@sentry/node");
const { inquestSampling } = require(process.argv[3]);
Sentry.init({ dsn: process.argv[2], release: "shop@2.0.0", tracesSampleRate: 0, integrations: (all) => all.filter((one) => one.name !== "Dedupe"),
  transportOptions: { bufferSize: 1000 }, beforeSend: inquestSampling({ first: 5, rate: 0 }) });

function flood() { throw new RangeError("the shelf is full"); }
function once(number) { return new Error(`rare ${number}`); }

let given = 0;
for (let i = 0; i < 200; i++) {
  try { flood(); } catch (error) { Sentry.captureException(error); given++; }
}
for (const name of ["alpha", "beta", "gamma"]) {
  const error = once(name);
  error.name = `Rare${name}`;
  Sentry.captureException(error);
  given++;
}
for (let i = 0; i < 10; i++) {
  Sentry.captureException(new Error("the till is on fire"), { level: "fatal" });
  given++;
}
Sentry.flush(20000).then((sent) => {
  // Without process.exit: the SDK tells what it left out when the loop has nothing left to do.
  console.log(given);
  process.exitCode = sent ? 0 : 1;
});
