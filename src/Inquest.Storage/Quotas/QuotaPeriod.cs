namespace Inquest.Storage.Quotas;

/// <summary>How long a quota runs before it begins anew; all in UTC.</summary>
public enum QuotaPeriod
{
    Hour = 0,
    Day,

    /// <summary>A month of the calendar.</summary>
    Month,
}
