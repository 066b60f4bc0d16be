using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest grouping</c>.</summary>
static class GroupingCommand
{
    public static Command Create() => new("grouping", "Works with the rules that decide which issue an event belongs to.")
    {
        GroupingCheckCommand.Create(),
        GroupingPreviewCommand.Create(),
        GroupingApplyCommand.Create(),
        GroupingUndoCommand.Create(),
        GroupingRulesCommand.Create(),
        GroupingImportCommand.Create(),
    };
}
