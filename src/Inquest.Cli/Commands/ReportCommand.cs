using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest report</c>: reports on their way to a server.</summary>
static class ReportCommand
{
    public static Command Create() => new("report", "Works with crash reports on their way to a server.") { ReportUploadCommand.Create() };
}
