using System.CommandLine;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols</c>.</summary>
static class SymbolsCommand
{
    public static Command Create() => new("symbols", "Works with symbol files.")
    {
        SymbolsDumpCommand.Create(),
        SymbolsUploadCommand.Create(),
        SymbolsCheckCommand.Create(),
        SymbolsMissingCommand.Create(),
        SymbolsListCommand.Create(),
        SymbolsGcCommand.Create(),
    };
}
