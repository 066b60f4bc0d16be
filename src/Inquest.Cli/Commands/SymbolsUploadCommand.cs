using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Inquest.Cli.Remote;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols upload</c>: finds .sym files and brings them to the server.</summary>
/// <remarks>Nothing found ends with 3 and something skipped with 7, because a build that silently uploads nothing is found out months later.</remarks>
static class SymbolsUploadCommand
{
    sealed record Tally
    {
        public int Uploaded { get; set; }

        public int Duplicates { get; set; }

        public List<string> Skipped { get; } = [];

        public HashSet<string> Ids { get; } = new(StringComparer.OrdinalIgnoreCase);
    }

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files or folders; folders are searched for *.sym and *.sym.gz.", Arity = ArgumentArity.OneOrMore };
        var release = new Option<string?>("--release") { Description = "Release that the symbols belong to." };
        var require = new Option<string[]>("--require") { Description = "Debug id that must be among the files; may be repeated." };
        var allowEmpty = new Option<bool>("--allow-empty") { Description = "Finding no file is fine." };
        var dryRun = new Option<bool>("--dry-run", "-n") { Description = "List what would be uploaded." };
        var server = new ServerOptions();
        var command = new Command("upload", "Uploads symbol files.") { paths, release, require, allowEmpty, dryRun };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var files = Find(parsed.GetValue(paths)!);
            if (files.Count == 0)
            {
                await Console.Error.WriteLineAsync("inquest: no .sym files found. Make them with 'inquest symbols dump', or name another folder.");
                return parsed.GetValue(allowEmpty) ? ExitCode.Done : ExitCode.NothingFound;
            }

            if (parsed.GetValue(dryRun))
            {
                files.ForEach(Console.WriteLine);
                return ExitCode.Done;
            }

            using var connection = server.TryOpen(parsed);
            var project = server.TryProject(parsed);
            return connection is null || project is null
                ? ExitCode.Usage
                : await UploadAsync(connection, project, files, parsed.GetValue(release), parsed.GetValue(require) ?? [], cancellation);
        });
        return command;
    }

    static List<string> Find(string[] paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                files.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => file.EndsWith(".sym", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".sym.gz", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal));
            }
            else if (File.Exists(path))
            {
                files.Add(path);
            }
            else
            {
                Console.Error.WriteLine($"inquest: {path} does not exist.");
            }
        }

        return files;
    }

    static async Task<int> UploadAsync(
        ServerConnection connection, string project, List<string> files, string? release, string[] required, CancellationToken cancellation)
    {
        var tally = new Tally();
        for (var i = 0; i < files.Count; i++)
        {
            Progress($"{i + 1}/{files.Count} {Path.GetFileName(files[i])}");
            try
            {
                using var answer = await PostAsync(connection, project, files[i], release, cancellation);
                if (answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge)
                {
                    tally.Skipped.Add($"{Path.GetFileName(files[i])}   {await ServerConnection.DetailAsync(answer, cancellation)}");
                }
                else if (!answer.IsSuccessStatusCode)
                {
                    Progress("");
                    return await ServerConnection.ExplainAsync(answer, cancellation);
                }
                else
                {
                    Count(tally, await answer.Content.ReadAsStringAsync(cancellation));
                }
            }
            catch (HttpRequestException e)
            {
                Progress("");
                await Console.Error.WriteLineAsync($"inquest: {connection.Address} cannot be reached: {e.Message}. Is the server running?");
                return ExitCode.Unreachable;
            }
        }

        Progress("");
        return Summarise(tally, files.Count, required);
    }

    static async Task<HttpResponseMessage> PostAsync(
        ServerConnection connection, string project, string file, string? release, CancellationToken cancellation)
    {
        var query = release is null ? "" : "?release=" + Uri.EscapeDataString(release);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/projects/{Uri.EscapeDataString(project)}/symbols{query}")
        {
            Content = new StreamContent(File.OpenRead(file)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await connection.SendAsync(request, cancellation);
    }

    static void Count(Tally tally, string body)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.TryGetProperty("debugId", out var id))
        {
            tally.Ids.Add(id.GetString() ?? "");
        }

        if (json.RootElement.TryGetProperty("status", out var status) && status.ValueEquals("duplicate"))
        {
            tally.Duplicates++;
        }
        else
        {
            tally.Uploaded++;
        }
    }

    static int Summarise(Tally tally, int count, string[] required)
    {
        Console.WriteLine($"{count} files: {tally.Uploaded} uploaded, {tally.Duplicates} already there, {tally.Skipped.Count} skipped");
        tally.Skipped.ForEach(skipped => Console.WriteLine($"  skipped  {skipped}"));
        var absent = required.Where(id => !tally.Ids.Contains(id)).ToList();
        absent.ForEach(id => Console.Error.WriteLine($"inquest: {id} was required and is not among the files."));
        return absent.Count > 0 ? ExitCode.NothingFound : tally.Skipped.Count > 0 ? ExitCode.SomeItemsFailed : ExitCode.Done;
    }

    static void Progress(string text)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r\u001b[K{text}");
        }
    }
}
