using System.Text;
using Inquest.Formats.Minidump;
using Inquest.Symbols;
using Inquest.Symbols.Sources;

namespace Inquest.Cli.Stackwalk;

/// <summary>Opens the dump, walks it and prints; says what went wrong, why, and what to do next.</summary>
static class StackwalkRunner
{
    public static async Task<int> RunAsync(StackwalkRequest request, CancellationToken cancellationToken)
    {
        if (Sources(request.Symbols, out var sources) is { } wrongSource)
        {
            await Console.Error.WriteLineAsync(wrongSource);
            return ExitCode.NothingFound;
        }

        using var input = await DumpInput.OpenAsync(request.Dump, cancellationToken);
        if (input.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync(problem.Text);
            return problem.ExitCode;
        }

        try
        {
            return await WriteAsync(request, input.Dump!, sources, cancellationToken);
        }
        finally
        {
            foreach (var source in sources.OfType<IDisposable>())
            {
                source.Dispose();
            }
        }
    }

    static async Task<int> WriteAsync(
        StackwalkRequest request, MinidumpFile dump, List<ISymbolSource> sources, CancellationToken cancellationToken)
    {
        PrintedDump? printed = null;
        if (request.Format != StackwalkFormat.Raw)
        {
            var symbols = new SymbolProvider(sources, request.SymbolsCache ?? SymbolProvider.DefaultCacheFolder);
            printed = PrintedDump.Of(dump, WalkProgress.Walk(dump, symbols, cancellationToken));
            if (request.Thread is { } wanted && wanted >= printed.Report.Threads.Count)
            {
                await Console.Error.WriteLineAsync(
                    $"inquest: there is no thread {wanted}: the dump has {printed.Report.Threads.Count}, numbered from 0.");
                return ExitCode.NothingFound;
            }
        }

        await using var output = request.Output is null or "-" ? Console.OpenStandardOutput() : File.Create(request.Output);
        if (request.Format == StackwalkFormat.Json)
        {
            JsonPrinter.Print(output, printed!, request.Pretty);
            output.WriteByte((byte)'\n');
            return ExitCode.Done;
        }

        await using var text = new StreamWriter(output, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        switch (request.Format)
        {
            case StackwalkFormat.Raw:
                new RawPrinter(text, dump, request.Verbose).Print();
                break;
            case StackwalkFormat.Breakpad:
                new BreakpadPrinter(text, printed!, request).Print();
                break;
            default:
                new HumanPrinter(text, printed!, request).Print();
                break;
        }

        return ExitCode.Done;
    }

    static string? Sources(IReadOnlyList<string> places, out List<ISymbolSource> sources)
    {
        sources = [];
        foreach (var place in places)
        {
            if (Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                sources.Add(new HttpSymbolSource(address));
            }
            else if (Directory.Exists(place) || File.Exists(place))
            {
                sources.Add(new FolderSymbolSource(place));
            }
            else
            {
                return $"inquest: {place} is neither a folder nor an http(s) address. Symbol files, binaries and debug files may lie anywhere below the folder.";
            }
        }

        return null;
    }
}
