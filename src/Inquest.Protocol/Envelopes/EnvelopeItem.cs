using Inquest.Protocol.Outcomes;

namespace Inquest.Protocol.Envelopes;

/// <summary>One item: its header's fields and the place of its payload.</summary>
public sealed record EnvelopeItem
{
    public required ItemKind Kind { get; init; }

    /// <summary>The type as written.</summary>
    public required string Type { get; init; }

    /// <summary>Slice of the envelope's bytes, not a copy.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>First byte of the payload, from the envelope's start.</summary>
    public long Offset { get; init; }

    public string? ContentType { get; init; }

    /// <summary>As the client wrote it: never a path to write to.</summary>
    public string? FileName { get; init; }

    public AttachmentType AttachmentType { get; init; }

    public int? ItemCount { get; init; }

    public string? Platform { get; init; }

    /// <summary>Why the item must be dropped (a word of <see cref="OutcomeReason"/>), null when it stays.</summary>
    public string? DropReason { get; init; }

    public ItemTreatment Treatment => Kind.Treatment();

    /// <summary>A dump or crash report that makes an event counts as an error.</summary>
    public DataCategory Category =>
        AttachmentType is AttachmentType.Minidump or AttachmentType.AppleCrashReport ? DataCategory.Error : Kind.Category();
}
