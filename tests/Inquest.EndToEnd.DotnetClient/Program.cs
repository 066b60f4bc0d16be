using Inquest.EndToEnd.DotnetClient;

// A program that uses the real Sentry SDK. Usage: client DSN handled|unhandled
using var sdk = SentrySdk.Init(options =>
{
    options.Dsn = args[0];
    options.Release = "library@3.1.0";
    options.Environment = "production";
    options.AutoSessionTracking = true;
    options.IsGlobalModeEnabled = true;
});
SentrySdk.ConfigureScope(scope => scope.SetTag("shelf", "north"));
SentrySdk.AddBreadcrumb("opened the catalogue", "ui");

if (args[1] == "unhandled")
{
    new Shelf().Lend("Moby Dick");
}

try
{
    new Shelf().Lend("Moby Dick");
}
catch (InvalidOperationException e)
{
    Console.WriteLine(SentrySdk.CaptureException(e));
}

// Not awaited: an async Main would dispose the SDK before an unhandled exception reaches it.
SentrySdk.FlushAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
