using System.Collections.Concurrent;

namespace Inquest.Server.Uploads;

/// <summary>Counts requests of a minute by user and by address: only who asks far more often than anything crashes is sent away.</summary>
sealed class CallerGuard(UploadLimits limits, TimeProvider time)
{
    readonly ConcurrentDictionary<(long Project, string Caller), int> _counts = new();
    long _minute;

    /// <param name="retryAfter">Seconds until the next minute.</param>
    /// <returns>False when the caller asks too often.</returns>
    public bool Admit(long project, string? user, string? address, out int retryAfter)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        retryAfter = 60 - (int)(seconds % 60);
        var minute = seconds / 60;
        if (Interlocked.Exchange(ref _minute, minute) != minute || _counts.Count > UploadLimits.RememberedCallersMax)
        {
            _counts.Clear();
        }

        return (user is null || Count((project, user)) <= limits.RequestsPerUserMinute)
            & (address is null || Count((project, address)) <= limits.RequestsPerAddressMinute);
    }

    int Count((long, string) caller) => _counts.AddOrUpdate(caller, 1, static (_, count) => count + 1);
}
