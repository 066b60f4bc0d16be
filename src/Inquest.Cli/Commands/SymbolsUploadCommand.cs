using System.CommandLine;
using Inquest.Cli.Remote;
using Inquest.Cli.SymbolFiles;
using Inquest.Symbols.Identity;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols upload</c>: finds symbol files of every kind and brings them to the server.</summary>
/// <remarks>Nothing found ends with 3 and something skipped with 7, because a build that silently uploads nothing is found out months later.</remarks>
static class SymbolsUploadCommand
{
    const int DefaultPatienceSeconds = 300;

    sealed record Settings(
        string[] Paths, string? Release, string[] Required, bool AllowsEmpty, bool IsDryRun, TimeSpan Patience);

    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files, folders, zip archives and dSYM bundles; folders are searched by content, whatever the files are called.",
            Arity = ArgumentArity.OneOrMore,
        };
        var release = new Option<string?>("--release") { Description = "Release that the symbols belong to." };
        var require = new Option<string[]>("--require") { Description = "Debug id or code id that must be among the files; may be repeated." };
        var allowEmpty = new Option<bool>("--allow-empty") { Description = "Finding no file is fine." };
        var dryRun = new Option<bool>("--dry-run", "-n") { Description = "List what would be uploaded and what would be skipped." };
        var wait = new Option<int?>("--wait")
        {
            Description = $"Seconds to wait until the server has taken every file; {DefaultPatienceSeconds} by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var server = new ServerOptions();
        var command = new Command(
            "upload", "Uploads symbol files: ELF, PE, PDB, Mach-O, dSYM, portable PDB, WebAssembly, source bundles, Breakpad .sym.")
        {
            paths, release, require, allowEmpty, dryRun, wait,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            new Settings(
                parsed.GetValue(paths)!, parsed.GetValue(release), parsed.GetValue(require) ?? [], parsed.GetValue(allowEmpty), parsed.GetValue(dryRun),
                TimeSpan.FromSeconds(parsed.GetValue(wait) ?? DefaultPatienceSeconds)),
            () => (server.TryOpen(parsed), server.TryProject(parsed)),
            cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, Func<(ServerConnection? Connection, string? Project)> open, CancellationToken cancellation)
    {
        using var finder = new SymbolFileFinder();
        var found = finder.Find(settings.Paths).ToList();
        finder.Absent.ForEach(path => Console.Error.WriteLine($"inquest: {path} does not exist."));
        if (found.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"inquest: no symbol files found in {string.Join(", ", settings.Paths)}. Name the folder of the build, before binaries are stripped.");
            return settings.AllowsEmpty && finder.Absent.Count == 0 ? ExitCode.Done : ExitCode.NothingFound;
        }

        var absentIds = AbsentIds(found, settings.Required);
        if (settings.IsDryRun)
        {
            return List(found, absentIds, finder.Absent.Count);
        }

        var (connection, project) = open();
        using (connection)
        {
            return connection is null || project is null
                ? ExitCode.Usage
                : await UploadAsync(connection, project, found, settings, absentIds, finder.Absent.Count, cancellation);
        }
    }

    static int List(List<FoundSymbolFile> found, List<string> absentIds, int absentPaths)
    {
        foreach (var file in found)
        {
            Console.WriteLine(file.IsUsable
                ? $"upload   {file.Shown}   {SymbolsCheckCommand.Describe(file)}"
                : $"skip     {file.Shown}   {file.Reason}");
        }

        absentIds.ForEach(id => Console.Error.WriteLine($"inquest: {id} was required and is not among the files."));
        return absentIds.Count > 0 ? ExitCode.NothingFound
            : absentPaths > 0 || found.Exists(file => !file.IsUsable) ? ExitCode.SomeItemsFailed
            : ExitCode.Done;
    }

    static async Task<int> UploadAsync(
        ServerConnection connection, string project, List<FoundSymbolFile> found, Settings settings, List<string> absentIds, int absentPaths,
        CancellationToken cancellation)
    {
        var usable = found.Where(file => file.IsUsable).ToList();
        var skipped = found.Where(file => !file.IsUsable).Select(file => (file.Shown, file.Reason)).ToList();
        var progress = new UploadProgress(usable.Sum(file => file.Size));
        var uploader = new SymbolUploader(connection, project, settings.Release, progress.Add);
        var answers = new List<AssembledAnswer>();
        try
        {
            var chunkBytes = await uploader.ChunkBytesAsync(cancellation);
            foreach (var batch in usable.Chunk(SymbolFileLimits.FilesPerQuestion))
            {
                var plans = batch.Select(file => UploadPlan.Of(file, chunkBytes)).DistinctBy(plan => plan.Sha256).ToList();
                var states = await uploader.UploadAsync(plans, settings.Patience, cancellation);
                answers.AddRange(states);
                skipped.AddRange(plans.Zip(states).Where(pair => pair.Second.State == "refused")
                    .Select(pair => (pair.First.File.Shown, pair.Second.Detail ?? "refused by the server")));
            }
        }
        catch (HttpRequestException e)
        {
            progress.Clear();
            await Console.Error.WriteLineAsync(
                $"inquest: {connection.Address} cannot be reached: {e.Message}. Run the same command again: it goes on where it stopped.");
            return ExitCode.Unreachable;
        }
        catch (ServerRefusal refusal)
        {
            progress.Clear();
            return refusal.ExitCode;
        }

        progress.Clear();
        return Summarise(answers, skipped, found.Count, absentIds, absentPaths);
    }

    static int Summarise(
        List<AssembledAnswer> answers, List<(string Shown, string Reason)> skipped, int count, List<string> absentIds, int absentPaths)
    {
        var uploaded = answers.Count(answer => answer.State == "stored");
        var waiting = answers.Count(answer => answer.State == "assembling");
        var present = count - skipped.Count - uploaded - waiting;
        Console.WriteLine(
            $"{count} {(count == 1 ? "file" : "files")}: {uploaded} uploaded, {present} already there, {skipped.Count} skipped{(waiting > 0 ? $", {waiting} still being taken" : "")}");
        skipped.ForEach(file => Console.WriteLine($"  skipped  {file.Shown}   {file.Reason}"));
        var redo = answers.Sum(answer => answer.EventsToRedo);
        if (redo > 0)
        {
            Console.WriteLine($"  {redo} stored {(redo == 1 ? "crash is" : "crashes are")} symbolicated again  ->  inquest symbols missing");
        }

        absentIds.ForEach(id => Console.Error.WriteLine($"inquest: {id} was required and is not among the files."));
        return absentIds.Count > 0 ? ExitCode.NothingFound
            : skipped.Count > 0 || absentPaths > 0 ? ExitCode.SomeItemsFailed
            : waiting > 0 ? ExitCode.Pending
            : ExitCode.Done;
    }

    static List<string> AbsentIds(List<FoundSymbolFile> found, string[] required)
    {
        var ids = found.SelectMany(file => file.Identity.Objects).SelectMany(part => (string[])[part.DebugId, part.CodeId]).Where(id => id.Length > 0)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. required.Where(id => !ids.Contains(id) && !ids.Contains(DebugIds.FromDashed(id)))];
    }
}
