namespace Inquest.Storage.Queries;

/// <summary>A value of a tag: in how many events of the issue and of the project it stands.</summary>
public sealed record TagCount(string Value, long Here, long Overall);
