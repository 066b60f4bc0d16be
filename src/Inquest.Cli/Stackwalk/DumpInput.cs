using Inquest.Formats.Minidump;

namespace Inquest.Cli.Stackwalk;

/// <summary>A dump from a file or from standard input, or the reason why there is none.</summary>
sealed class DumpInput : IDisposable
{
    readonly string? _temporary;

    DumpInput(MinidumpFile? dump, InputProblem? problem, string? temporary)
    {
        Dump = dump;
        Problem = problem;
        _temporary = temporary;
    }

    public MinidumpFile? Dump { get; }

    public InputProblem? Problem { get; }

    public static async Task<DumpInput> OpenAsync(string path, CancellationToken cancellationToken)
    {
        string? temporary = null;
        var file = path;
        if (path == "-")
        {
            // A dump is read back and forth, so a pipe is first put into a file.
            temporary = file = Path.Combine(Path.GetTempPath(), "inquest-" + Path.GetRandomFileName());
            await using var input = Console.OpenStandardInput();
            await using var copy = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await input.CopyToAsync(copy, cancellationToken);
        }

        var error = MinidumpFile.TryOpen(file, MinidumpLimits.Default, out var dump);
        return new DumpInput(dump, error == MinidumpError.None ? null : InputProblem.Of(error, path), temporary);
    }

    public void Dispose()
    {
        Dump?.Dispose();
        if (_temporary is null)
        {
            return;
        }

        try
        {
            File.Delete(_temporary);
        }
        catch (IOException)
        {
            // The system clears its temporary folder.
        }
    }
}
