using System.CommandLine;
using Inquest.Cli.Stackwalk;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest stackwalk</c>.</summary>
static class StackwalkCommand
{
    static readonly Argument<string> Dump = new("dump") { Description = "The minidump; - reads standard input." };

    static readonly Option<string[]> Symbols = new("--symbols", "-s")
    {
        Description = "Folder, .sym file or http(s) address of a symbol server; may be repeated, best first.",
        HelpName = "dir|url",
    };

    static readonly Option<string?> Cache = new("--symbols-cache")
    {
        Description = "Where converted symbols are kept for the next time.",
        HelpName = "dir",
    };

    static readonly Option<bool> Json = new("--json") { Description = "rust-minidump's JSON schema, with additions." };
    static readonly Option<bool> Pretty = new("--pretty") { Description = "Indent the JSON." };
    static readonly Option<bool> Breakpad = new("--breakpad") { Description = "Breakpad's machine-readable lines." };
    static readonly Option<bool> Brief = new("--brief") { Description = "System, crash and the crashed thread only." };
    static readonly Option<bool> Raw = new("--raw") { Description = "The streams of the dump as they are." };

    static readonly Option<string> Thread = new("--thread")
    {
        Description = "Only this thread, numbered from 0, or all.",
        HelpName = "n|all",
        DefaultValueFactory = _ => "all",
    };

    static readonly Option<string?> Output = new("--output", "-o") { Description = "Print into a file.", HelpName = "file" };

    static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Also register meanings, memory, annotations and every place that symbols were looked for.",
    };

    public static Command Create()
    {
        var command = new Command("stackwalk", "Walks the stacks of a minidump and symbolicates them.")
        {
            Dump, Symbols, Cache, Json, Pretty, Breakpad, Brief, Raw, Thread, Output, Verbose,
        };
        Thread.Validators.Add(result =>
        {
            var value = result.Tokens.Count == 0 ? "all" : result.Tokens[0].Value;
            if (value != "all" && !(int.TryParse(value, out var number) && number >= 0))
            {
                result.AddError($"--thread takes a number from 0 or all, not '{value}'.");
            }
        });
        command.Validators.Add(result =>
        {
            var formats = new[] { Json, Breakpad, Brief, Raw }.Count(option => result.GetValue(option));
            if (formats > 1)
            {
                result.AddError("--json, --breakpad, --brief and --raw exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) => StackwalkRunner.RunAsync(RequestOf(parsed), cancellationToken));
        return command;
    }

    static StackwalkRequest RequestOf(ParseResult parsed) => new()
    {
        Dump = parsed.GetValue(Dump)!,
        Symbols = parsed.GetValue(Symbols) ?? [],
        SymbolsCache = parsed.GetValue(Cache),
        Format = parsed.GetValue(Json) ? StackwalkFormat.Json
            : parsed.GetValue(Breakpad) ? StackwalkFormat.Breakpad
            : parsed.GetValue(Brief) ? StackwalkFormat.Brief
            : parsed.GetValue(Raw) ? StackwalkFormat.Raw
            : StackwalkFormat.Human,
        Pretty = parsed.GetValue(Pretty),
        Thread = int.TryParse(parsed.GetValue(Thread), out var thread) ? thread : null,
        Output = parsed.GetValue(Output),
        Verbose = parsed.GetValue(Verbose),
    };
}
