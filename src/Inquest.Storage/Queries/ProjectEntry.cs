namespace Inquest.Storage.Queries;

/// <summary>A project with its keys.</summary>
public sealed record ProjectEntry(
    long Id, long OrganizationId, string Slug, string Name, string? Platform, string ShortPrefix, bool HadEvents, IReadOnlyList<KeyEntry> Keys);
