using System.CommandLine;
using Inquest.Server;
using Inquest.Storage;
using Inquest.Storage.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server run</c>: everything in one process.</summary>
static class ServerRunCommand
{
    public static Command Create()
    {
        var flags = new ServerFlags();
        var command = new Command("run", "Runs the server: ingest, workers, API and pages in one process.");
        flags.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(flags, parsed, cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(ServerFlags flags, ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = flags.Load(parsed);
        if (ServerFlags.Report(configuration))
        {
            return ExitCode.Usage;
        }

        await using var server = InquestServer.Create(configuration.ToOptions());
        await server.StartAsync(cancellationToken);
        Greet(server);
        try
        {
            await server.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: what was begun is finished below.
        }

        await server.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    static void Greet(InquestServer server)
    {
        var url = server.Urls.First();
        Console.WriteLine($"Inquest listens on {url}");
        var setup = server.Services.GetRequiredService<SetupService>();
        if (!setup.IsSetUp)
        {
            Console.WriteLine($"Next: open {url}/setup and make the first account, or run: inquest server setup");
            return;
        }

        using var reader = server.Services.GetRequiredService<Database>().Read();
        var rows = reader.Prepare(
            """
            SELECT p.name, k.public_key, p.id FROM project p JOIN project_key k ON k.project_id = p.id AND k.enabled = 1
            GROUP BY p.id ORDER BY p.id LIMIT 5
            """);
        while (rows.Step())
        {
            var dsn = server.Services.GetRequiredService<PublicAddress>().DsnOf(null, rows.Text(1), rows.Int64(2));
            Console.WriteLine($"DSN of {rows.Text(0)}: {dsn}");
        }

        Console.WriteLine("Next: set the DSN in a Sentry SDK, or send a dump: curl -F upload_file_minidump=@crash.dmp '<url>/api/<project>/minidump/?sentry_key=<key>'");
    }
}
