namespace Inquest.Grouping.Similarity;

/// <summary>One call of a stack as similarity sees it.</summary>
/// <param name="Id">FNV-1a hash (64 bits) of the name.</param>
/// <param name="Weight">0 to 1: how much a call of its kind says, before its rarity and place are taken in.</param>
public readonly record struct StackTerm(ulong Id, float Weight);
