namespace Inquest.Storage;

/// <summary>The database refused or failed; <see cref="Code"/> is SQLite's result code.</summary>
public sealed class StorageException(int code, string message) : Exception($"Database error {code}: {message}")
{
    public int Code { get; } = code;
}
