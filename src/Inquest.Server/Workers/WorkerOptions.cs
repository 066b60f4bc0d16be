namespace Inquest.Server.Workers;

/// <summary>How much is worked on at once, and for how long.</summary>
public sealed record WorkerOptions
{
    /// <summary>Dumps unwound side by side; each keeps one core busy.</summary>
    public int DumpsAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Past this a dump is given up: the largest real ones take seconds.</summary>
    public TimeSpan DumpTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
