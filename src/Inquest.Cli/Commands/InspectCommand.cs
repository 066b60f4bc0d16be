using System.CommandLine;
using System.Text.Json;
using Inquest.Cli.Inspection;
using Inquest.Formats;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest inspect</c>.</summary>
static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A minidump, ELF, PE, PDB, Mach-O or Breakpad symbol file." };
        var json = new Option<bool>("--json") { Description = "Prints JSON: schema 1, fields are only ever added." };
        var command = new Command("inspect", "Says what a file is: dump, binary or symbols, its ids, streams and findings.")
        {
            file,
            json,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(file)!, parsed.GetValue(json), Console.Out)));
        return command;
    }

    /// <summary>0 when the file was read, 6 when it is not there, not readable or of no known kind.</summary>
    internal static int Run(string path, bool asJson, TextWriter output)
    {
        using var bytes = MappedFileBytes.TryOpen(path, out var reason);
        if (bytes is null)
        {
            Console.Error.WriteLine($"inquest: {path} cannot be read: {reason}");
            return ExitCode.UnreadableInput;
        }

        var facts = FileInspector.Inspect(path, bytes);
        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(facts, InspectionJson.Default.FileFacts));
        }
        else if (facts.Error is null)
        {
            new FactsText(output).Write(facts);
        }

        if (facts.Error is null)
        {
            return ExitCode.Done;
        }

        Console.Error.WriteLine($"inquest: {path}: {facts.Error}");
        return ExitCode.UnreadableInput;
    }
}
