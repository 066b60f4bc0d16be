namespace Inquest.Client.Runs;

/// <summary>How a run ended, in the words of session updates (protocol §5.1).</summary>
static class RunStatus
{
    public const string Ok = "ok";
    public const string Exited = "exited";
    public const string Crashed = "crashed";
    public const string Abnormal = "abnormal";
}
