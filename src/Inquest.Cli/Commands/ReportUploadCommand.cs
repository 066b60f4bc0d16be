using System.CommandLine;
using System.Security.Cryptography;
using Inquest.Client;
using Inquest.Client.Delivery;
using Inquest.Client.Spool;
using Inquest.Protocol.Auth;
using Spectre.Console;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest report upload DIR</c>: sends what a client has spooled, as the client itself would at its next launch.</summary>
static class ReportUploadCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "The database folder that was given to inquest_init: reports lie in its pending/." };
        var dsn = new Option<string?>("--dsn") { Description = "Where to; INQUEST_DSN when not given." };
        var command = new Command("upload", "Sends the reports that wait in a client's folder.") { folder, dsn };
        var way = new DeliveryArguments();
        way.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = parsed.GetValue(folder)!;
            var text = parsed.GetValue(dsn) ?? Environment.GetEnvironmentVariable("INQUEST_DSN");
            if (!Dsn.TryParse(text, out var target))
            {
                await Console.Error.WriteLineAsync(string.IsNullOrEmpty(text)
                    ? "inquest: no DSN. Give --dsn or set INQUEST_DSN; it stands under Settings on the server."
                    : $"inquest: '{text}' is no DSN. It looks like http://KEY@host:port/PROJECT and stands under Settings on the server.");
                return ExitCode.Usage;
            }

            if (!Directory.Exists(Path.Combine(directory.FullName, "pending")))
            {
                await Console.Error.WriteLineAsync($"inquest: {directory.FullName} has no pending/ folder: no client has written a report there. Give the folder that inquest_init was given.");
                return ExitCode.NothingFound;
            }

            try
            {
                using var http = DeliveryHttp.Create(way.Http(parsed));
                return await RunAsync(new SpoolFolder(directory.FullName), target!, http, way.Delivery(parsed), way.Limits(parsed), cancellation);
            }
            catch (Exception e) when (e is IOException or CryptographicException)
            {
                await Console.Error.WriteLineAsync($"inquest: the certificates of --ca-file cannot be read: {e.Message} It wants PEM: -----BEGIN CERTIFICATE-----.");
                return ExitCode.Usage;
            }
        });
        return command;
    }

    static async Task<int> RunAsync(SpoolFolder spool, Dsn target, HttpClient http, DeliveryOptions delivery, ClientLimits limits, CancellationToken cancellation)
    {
        if (spool.Pending().Count == 0)
        {
            await Console.Error.WriteLineAsync($"inquest: no report waits in {spool.Root}.");
            return ExitCode.NothingFound;
        }

        var uploader = new ReportUploader(spool, target, http, limits, delivery: delivery);
        var result = await WithProgressAsync(progress => uploader.SendAllAsync(progress, cancellation));
        Console.WriteLine($"{result.Sent} sent, {result.Repeated} repeated, {result.Refused} refused, {result.Dropped} dropped, {result.Waiting} waiting");
        if (result.Refused > 0)
        {
            await Console.Error.WriteLineAsync($"inquest: the server refuses {result.Refused} for good ({result.LastFailure}); they are kept in {Path.Combine(spool.Root, "refused")}.");
        }

        if (result.Waiting > 0)
        {
            await Console.Error.WriteLineAsync($"inquest: {result.Waiting} could not be sent now ({result.LastFailure ?? "another process is sending them"}) and stay. Run this again later.");
        }

        return result.Refused + result.Dropped > 0 ? ExitCode.SomeItemsFailed : result.Waiting > 0 ? ExitCode.Pending : ExitCode.Done;
    }

    static Task<DeliveryResult> WithProgressAsync(Func<Action<int, int>?, Task<DeliveryResult>> work) =>
        Console.IsErrorRedirected
            ? work(null)
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).StartAsync(async context =>
            {
                var task = context.AddTask("Sending reports");
                return await work((done, all) => (task.MaxValue, task.Value) = (all, done));
            });
}
