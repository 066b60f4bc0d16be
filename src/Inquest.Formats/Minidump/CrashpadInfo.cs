namespace Inquest.Formats.Minidump;

/// <summary>What Crashpad adds to a dump (MinidumpCrashpadInfo, 52 or 64 bytes).</summary>
/// <param name="Version">1.</param>
/// <param name="ReportId">Names the report in every format; empty when Crashpad had none.</param>
/// <param name="ClientId">Names the installation; empty when there is none.</param>
/// <param name="Annotations">The process's own key-value pairs, in order.</param>
/// <param name="Modules">What individual modules had to say.</param>
/// <param name="AddressMask">Bits of an address that are not pointer authentication; zero when not given.</param>
public sealed record CrashpadInfo(
    uint Version,
    Guid ReportId,
    Guid ClientId,
    IReadOnlyList<KeyValuePair<string, string>> Annotations,
    IReadOnlyList<CrashpadModule> Modules,
    ulong AddressMask);
