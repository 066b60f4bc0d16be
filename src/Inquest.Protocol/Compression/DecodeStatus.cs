namespace Inquest.Protocol.Compression;

/// <summary>The closed list of results of undoing a content coding.</summary>
public enum DecodeStatus
{
    Ok = 0,

    /// <summary>More bytes, or more bytes per compressed byte, than are allowed: 413.</summary>
    TooLarge,

    /// <summary>Not what its name says, or cut short: 400 with <c>invalid_compression</c>.</summary>
    Corrupt,

    /// <summary>A coding that nobody here knows: 415.</summary>
    Unsupported,
}
