namespace Inquest.Server.Api.Wire;

/// <summary>A quota; what it says of its use is left out of requests.</summary>
/// <param name="Scope"><c>organization</c>, <c>project</c> or <c>key</c>.</param>
/// <param name="Key">Number of the key, for that scope.</param>
/// <param name="Category"><c>error</c>, <c>attachment</c> (bytes) or <c>session</c>.</param>
/// <param name="Period"><c>hour</c>, <c>day</c> or <c>month</c>.</param>
/// <param name="Quantity">Null in a request takes the quota away.</param>
sealed record QuotaBody(
    string? Scope, long? Key, string? Category, string? Period, long? Quantity,
    long? Used = null, double? Forecast = null, DateTimeOffset? EndsAt = null);
