namespace Inquest.Server.Api.Wire;

/// <summary>A tag of an issue with its most frequent values, and how frequent they are in the whole project.</summary>
/// <param name="Events">Events of the issue that have the tag.</param>
/// <param name="ProjectEvents">Events of the project that have it.</param>
/// <param name="ValueCount">Different values in the issue.</param>
sealed record TagBody(string Key, long Events, long ProjectEvents, int ValueCount, IReadOnlyList<TagValueBody> Values);
