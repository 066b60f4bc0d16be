using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest stackwalk</c>.</summary>
static class StackwalkCommand
{
    public static Command Create() => new("stackwalk", "Walks the stacks of a minidump and symbolicates them.");
}
