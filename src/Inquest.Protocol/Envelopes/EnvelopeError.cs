namespace Inquest.Protocol.Envelopes;

/// <summary>The closed list of ways in which an envelope's framing is wrong (§3).</summary>
public enum EnvelopeError
{
    None = 0,

    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>A header line beyond the limit.</summary>
    HeaderTooLong,

    /// <summary>The first line is no JSON object.</summary>
    BadHeader,

    /// <summary>An item's header line is no JSON object.</summary>
    BadItemHeader,

    /// <summary>An item's header has no type.</summary>
    MissingType,

    /// <summary>An item's length is no whole number.</summary>
    BadLength,

    /// <summary>An item's length runs past the end: the upload was cut short.</summary>
    Truncated,

    /// <summary>Something other than a line feed follows an item's payload.</summary>
    MissingNewline,

    /// <summary>More items than are allowed.</summary>
    TooManyItems,
}
