// A handled error from the real SDK. Usage: node handled.cjs DSN
const Sentry = require("@sentry/node");
Sentry.init({ dsn: process.argv[2], release: "shop@1.4.2", environment: "staging", tracesSampleRate: 0 });

function applyVoucher(basket) {
  if (!basket.total) throw new TypeError("basket has no total");
  return basket.total;
}

Sentry.setTag("region", "eu-west");
Sentry.setUser({ id: "u-17", email: "kim@example.com" });
Sentry.addBreadcrumb({ category: "cart", message: "opened basket 9917" });
try {
  applyVoucher({});
} catch (error) {
  const id = Sentry.captureException(error);
  Sentry.flush(10000).then((sent) => {
    console.log(id);
    process.exit(sent ? 0 : 1);
  });
}
