namespace Inquest.Storage.Queries;

/// <summary>A release and when it was first seen, in Unix milliseconds.</summary>
public sealed record ReleaseEntry(string Version, long FirstSeen);
