using Inquest.Client;
using Inquest.Samples.DotnetCrashMe;

// dotnet-crash-me WAY --dsn DSN [--database FOLDER] [--library LIBINQUEST] [--no-lines] [--crash-timeout SECONDS]
if (args.Length == 0 || !Ways.All.TryGetValue(args[0], out var way))
{
    Console.Error.WriteLine("usage: dotnet-crash-me WAY --dsn DSN [--database FOLDER] [--library PATH] [--no-lines] [--crash-timeout SECONDS]\nways: "
        + string.Join(' ', Ways.All.Keys));
    return 2;
}

string? Option(string name) => Array.IndexOf(args, name) is > 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

using var inquest = InquestSdk.Init(Option("--dsn"), options =>
{
    options.Release = "dotnet-crash-me@1.0.0";
    options.DatabasePath = Option("--database");
    options.NativeLibraryPath = Option("--library");
    options.ReadLineNumbers = !args.Contains("--no-lines");
    options.CrashTimeout = TimeSpan.FromSeconds(double.Parse(Option("--crash-timeout") ?? "2"));
    // Longer than a program's own: what is looked at here is what arrives, on however busy a machine.
    options.ShutdownTimeout = options.StartupUploadTimeout = TimeSpan.FromSeconds(30);
    options.Diagnostics = static (level, text, exception) => Console.Error.WriteLine($"inquest {level}: {text} {exception}");
});
InquestSdk.ConfigureScope(scope =>
{
    scope.SetTag("way", args[0]);
    scope.User = new ReportUser { Id = "u-17" };
});
InquestSdk.AddBreadcrumb("about to go: " + args[0], "demo");
await way();
return 0;
