namespace Inquest.Grouping.Similarity;

/// <summary>The known issue whose stack is nearest.</summary>
/// <param name="Issue">As it was given to the index.</param>
/// <param name="Score">0 to 1: the weight that both stacks share, of what they have together.</param>
/// <param name="Shared">Places in the asking stack's terms that the other one has too.</param>
public sealed record SimilarIssue(long Issue, double Score, IReadOnlyList<int> Shared);
