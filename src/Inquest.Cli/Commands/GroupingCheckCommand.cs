using System.CommandLine;
using Inquest.Grouping.Rules;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping check FILE</c>: every error of a rule file with its place, without a server.</summary>
static class GroupingCheckCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A rule file." };
        var command = new Command("check", "Reads a rule file and lists its errors; needs no server.") { file };
        command.SetAction(parsed => Read(parsed.GetValue(file)!) is null ? ExitCode.UnreadableInput : ExitCode.Done);
        return command;
    }

    /// <summary>The file's text; null, after its errors on standard error, when it has any.</summary>
    public static string? Read(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        var read = RuleSet.Parse(text);
        foreach (var error in read.Errors)
        {
            Console.Error.WriteLine($"{file.Name}:{error.Line}:{error.Column}: {error.Message}");
        }

        if (read.Rules is { } rules)
        {
            Console.Error.WriteLine($"{file.Name}: {rules.Count} rules, {rules.Pins.Count} pinned examples");
        }

        return read.Rules is null ? null : text;
    }
}
