namespace Inquest.Storage.Quotas;

/// <summary>A quota and what was accepted against it in the period that runs.</summary>
/// <param name="Used">In the quota's unit.</param>
/// <param name="BeganAt">When the period began.</param>
/// <param name="EndsAt">When the next one begins.</param>
public sealed record QuotaUse(Quota Quota, long Used, DateTimeOffset BeganAt, DateTimeOffset EndsAt)
{
    public bool IsUsedUp => Used >= Quota.Quantity;

    /// <summary>What will have been used at the end of the period when it goes on as until now.</summary>
    /// <returns>Null in the first twentieth of a period: too little has been seen.</returns>
    public double? Forecast(DateTimeOffset now)
    {
        var share = (now - BeganAt) / (EndsAt - BeganAt);
        return share < 0.05 ? null : Used / Math.Min(share, 1);
    }
}
