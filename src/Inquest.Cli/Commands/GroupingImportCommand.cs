using System.CommandLine;
using Inquest.Grouping.Rules;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping import FILE</c>: Sentry's enhancements and fingerprint rules in our language.</summary>
static class GroupingImportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "Stack trace rules or fingerprint rules as Sentry's settings have them." };
        var command = new Command("import", "Translates Sentry's grouping rules to standard output and says what does not map.") { file };
        command.SetAction(parsed =>
        {
            var imported = SentryRules.Import(File.ReadAllText(parsed.GetValue(file)!.FullName));
            Console.Write(imported.Text);
            foreach (var left in imported.NotMapped)
            {
                Console.Error.WriteLine($"line {left.Line}: not taken over: {left.Message}");
            }

            return imported.NotMapped.Count > 0 ? ExitCode.SomeItemsFailed : ExitCode.Done;
        });
        return command;
    }
}
