namespace Inquest.Handler;

/// <summary>Exit codes, the same as those of <c>inquest</c>.</summary>
static class HandlerExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int UnreadableInput = 6;
}
