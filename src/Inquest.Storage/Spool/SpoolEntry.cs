namespace Inquest.Storage.Spool;

/// <summary>One record as it was read back.</summary>
/// <param name="Payload">The bytes that were appended; a slice of the batch's buffer.</param>
/// <param name="Next">The place of the record after it.</param>
public readonly record struct SpoolEntry(SpoolPosition Position, ReadOnlyMemory<byte> Payload, SpoolPosition Next);
