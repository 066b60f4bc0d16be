namespace Inquest.Testing;

/// <summary>A golden file is missing or no longer what the code prints.</summary>
public sealed class GoldenMismatchException(string message) : Exception(message);
