namespace Inquest.Testing;

/// <summary>What <see cref="FaultyProxy"/> does to a connection.</summary>
public enum NetworkFault
{
    None,
    Answer500,
    Answer503,

    /// <summary>429 without a time; 429 with <c>Retry-After: 1</c>.</summary>
    Answer429,
    Answer429After,

    /// <summary>Takes everything and answers nothing.</summary>
    Hang,

    /// <summary>A reset after some byte of what the client sends.</summary>
    CutRequest,

    /// <summary>A reset after some byte of what the server answers.</summary>
    CutAnswer,

    /// <summary>Bytes that are no HTTP.</summary>
    Garbage,

    /// <summary>200 and a page in HTML, as networks of hotels do.</summary>
    Portal,

    /// <summary>A reset at once.</summary>
    Down,
}
