namespace Inquest.Server.Api.Wire;

/// <summary>A value of a tag: events of the issue and of the project that have it.</summary>
sealed record TagValueBody(string Value, long Events, long ProjectEvents);
