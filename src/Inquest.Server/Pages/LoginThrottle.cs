using System.Collections.Concurrent;
using System.Net;

namespace Inquest.Server.Pages;

/// <summary>Counts failed log-ins per address; a window of <see cref="PageLimits.LoginWindow"/> begins with the first.</summary>
sealed class LoginThrottle(TimeProvider time)
{
    readonly ConcurrentDictionary<IPAddress, (int Failures, DateTimeOffset Since)> _addresses = new();

    /// <summary>False when the address has to wait.</summary>
    public bool Allows(IPAddress address) =>
        !_addresses.TryGetValue(address, out var seen)
        || seen.Failures < PageLimits.LoginFailuresMax
        || time.GetUtcNow() - seen.Since > PageLimits.LoginWindow;

    public void Failed(IPAddress address)
    {
        var now = time.GetUtcNow();
        if (_addresses.Count >= PageLimits.LoginAddressesMax)
        {
            Forget(now);
        }

        _addresses.AddOrUpdate(
            address,
            (1, now),
            (_, seen) => now - seen.Since > PageLimits.LoginWindow ? (1, now) : (seen.Failures + 1, seen.Since));
    }

    public void Succeeded(IPAddress address) => _addresses.TryRemove(address, out _);

    void Forget(DateTimeOffset now)
    {
        foreach (var (address, seen) in _addresses)
        {
            if (now - seen.Since > PageLimits.LoginWindow)
            {
                _addresses.TryRemove(address, out _);
            }
        }

        if (_addresses.Count >= PageLimits.LoginAddressesMax)
        {
            _addresses.Clear();
        }
    }
}
