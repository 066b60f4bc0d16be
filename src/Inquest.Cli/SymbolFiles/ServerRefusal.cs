namespace Inquest.Cli.SymbolFiles;

/// <summary>The server said no, and why has been printed; carries the exit code.</summary>
sealed class ServerRefusal(int exitCode) : Exception("The server refused.")
{
    public int ExitCode { get; } = exitCode;
}
