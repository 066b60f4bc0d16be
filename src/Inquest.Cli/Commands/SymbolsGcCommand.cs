using System.CommandLine;
using System.Text.Json;
using Inquest.Cli.Remote;
using Inquest.Cli.SymbolFiles;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols gc</c>: removes files that nothing has used for long and that are of no recent release.</summary>
static class SymbolsGcCommand
{
    public static Command Create()
    {
        var days = new Option<int?>("--unused-days") { Description = "Remove what was neither uploaded nor used for this long; the server's setting by default." };
        var releases = new Option<int?>("--keep-releases") { Description = "Keep files of this many latest releases whatever their use; the server's setting by default." };
        var dryRun = new Option<bool>("--dry-run", "-n") { Description = "Only say what would be removed." };
        var server = new ServerOptions();
        var command = new Command("gc", "Removes symbol files that nothing needs any more.") { days, releases, dryRun };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            if (connection is null || project is null)
            {
                return ExitCode.Usage;
            }

            var address = $"api/v1/projects/{Uri.EscapeDataString(project)}/symbols/gc?unusedDays={parsed.GetValue(days)}&keepReleases={parsed.GetValue(releases)}&dryRun={(parsed.GetValue(dryRun) ? "true" : "false")}";
            var (exit, body) = await SymbolsApi.SendAsync(connection, HttpMethod.Post, address, cancellation);
            return body is null ? exit : Print(body, parsed.GetValue(dryRun));
        });
        return command;
    }

    static int Print(string body, bool isDryRun)
    {
        using var json = JsonDocument.Parse(body);
        var files = json.RootElement.GetProperty("files");
        foreach (var file in files.EnumerateArray())
        {
            Console.WriteLine($"{(isDryRun ? "would remove" : "removed")}  {Sizes.Text(file.GetProperty("size").GetInt64()),10}  last used {file.GetProperty("lastUsedAt").GetDateTimeOffset():yyyy-MM-dd}  {file.GetProperty("name").GetString()}");
        }

        Console.WriteLine($"{files.GetArrayLength()} files, {Sizes.Text(json.RootElement.GetProperty("freedBytes").GetInt64())} on disk{(isDryRun ? " would be freed" : " freed")}");
        return ExitCode.Done;
    }
}
