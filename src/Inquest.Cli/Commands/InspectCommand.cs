using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest inspect</c>.</summary>
static class InspectCommand
{
    public static Command Create() => new("inspect", "Says what a file is: dump, binary or symbols, its ids, streams and findings.");
}
