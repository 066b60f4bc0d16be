namespace Inquest.Storage.Symbols;

/// <summary>An object of the store with the content that it lies in.</summary>
public sealed record StoredObject(
    long ContentId, byte[] Sha256, string Kind, long Size, string Name, string DebugId, string CodeId, string DebugFile, string CodeFile,
    string Os, string Cpu, int Features, long CreatedAt);
