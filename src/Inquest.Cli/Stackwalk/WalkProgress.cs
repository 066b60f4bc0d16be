using Inquest.Formats.Minidump;
using Inquest.Processing;
using Inquest.Reports;
using Inquest.Symbols;
using Spectre.Console;

namespace Inquest.Cli.Stackwalk;

/// <summary>Walks with one line of progress on standard error, when that is a terminal.</summary>
static class WalkProgress
{
    public static Report Walk(MinidumpFile dump, ISymbolProvider symbols, CancellationToken cancellationToken)
    {
        var options = DumpProcessorOptions.Default;
        if (Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb")
        {
            return DumpProcessor.Process(dump, symbols, options, cancellationToken);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().Start(
            "Loading symbols…",
            status => DumpProcessor.Process(
                dump,
                symbols,
                options with { OnThreadWalked = (done, all) => status.Status = $"Walking threads: {done} of {all}" },
                cancellationToken));
    }
}
