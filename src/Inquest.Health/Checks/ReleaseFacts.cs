namespace Inquest.Health.Checks;

/// <summary>One release's counters.</summary>
/// <param name="Sdk">Client that sends its sessions; empty: unknown.</param>
/// <param name="IsDeclared">It was made by a build server and not only named by clients.</param>
/// <param name="Loose">Crash reports that name no session.</param>
/// <param name="ImpossibleRows">Counters below zero or above their whole.</param>
public sealed record ReleaseFacts(
    string Release, string Sdk, bool IsDeclared, long Sessions, long Crashed, long Reported, long Unconfirmed, long Uninitiated, long Anonymous,
    long Loose, long ImpossibleRows);
