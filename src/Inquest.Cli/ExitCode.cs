namespace Inquest.Cli;

/// <summary>What the process returns, the same for every command (<c>inquest help exit-codes</c>).</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NothingFound = 3;
    public const int LoginNeeded = 4;
    public const int Unreachable = 5;
    public const int UnreadableInput = 6;
    public const int SomeItemsFailed = 7;
    public const int Pending = 8;
    public const int GateHalts = 10;
    public const int Interrupted = 130;
}
