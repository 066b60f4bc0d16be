namespace Inquest.Storage.Quotas;

/// <summary>How much of a category is taken in a period.</summary>
/// <param name="ProjectId">0 is every project of the organisation together.</param>
/// <param name="KeyId">0 is every key.</param>
/// <param name="Category">A category of the ledger: <c>error</c>, <c>session</c>, or <c>attachment</c> in bytes.</param>
public sealed record Quota(long Id, long OrganizationId, long ProjectId, long KeyId, string Category, QuotaPeriod Period, long Quantity)
{
    /// <summary>The words that clients and people read for whom it is.</summary>
    public string Scope => KeyId != 0 ? "key" : ProjectId != 0 ? "project" : "organization";
}
