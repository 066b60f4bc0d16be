namespace Inquest.Health.Users;

/// <summary>Different users of a release-day: exact up to <see cref="HealthLimits.MaxExactUsers"/>, an estimate beyond.</summary>
public sealed class UserSet
{
    HashSet<ulong>? _exact = [];
    HyperLogLog? _sketch;

    public bool IsExact => _exact is not null;

    public double Count => _exact?.Count ?? _sketch!.Estimate();

    /// <param name="hash">Of a user, uniform over 64 bits.</param>
    public void Add(ulong hash)
    {
        if (_exact is null)
        {
            _sketch!.Add(hash);
            return;
        }

        if (_exact.Add(hash) && _exact.Count > HealthLimits.MaxExactUsers)
        {
            Fold();
        }
    }

    public void Merge(UserSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._exact is { } users)
        {
            foreach (var user in users)
            {
                Add(user);
            }

            return;
        }

        if (_exact is not null)
        {
            Fold();
        }

        _sketch!.Merge(other._sketch!);
    }

    void Fold()
    {
        _sketch = new HyperLogLog();
        foreach (var user in _exact!)
        {
            _sketch.Add(user);
        }

        _exact = null;
    }
}
