namespace Inquest.Storage.Queries;

/// <summary>The most frequent values of one tag.</summary>
/// <param name="Key">Name of the tag.</param>
/// <param name="HereOf">Events of the issue that have the tag.</param>
/// <param name="OverallOf">Events of the project that have it.</param>
/// <param name="ValueCount">Different values in the issue.</param>
/// <param name="Values">The most frequent ones.</param>
public sealed record TagDistribution(string Key, long HereOf, long OverallOf, int ValueCount, IReadOnlyList<TagCount> Values);
