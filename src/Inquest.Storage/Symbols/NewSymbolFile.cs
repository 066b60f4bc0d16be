namespace Inquest.Storage.Symbols;

/// <summary>An uploaded file whose bytes are in the vault already.</summary>
public sealed record NewSymbolFile
{
    public required SymbolOwner Owner { get; init; }

    /// <summary>Base name as uploaded.</summary>
    public required string Name { get; init; }

    public required byte[] Sha256 { get; init; }

    public required byte[] Sha1 { get; init; }

    public required string Kind { get; init; }

    public required long Size { get; init; }

    public required long PackedSize { get; init; }

    public required IReadOnlyList<NewSymbolObject> Objects { get; init; }
}
