namespace Inquest.Protocol.Envelopes;

/// <summary>What is done with an item.</summary>
public enum ItemTreatment
{
    /// <summary>Belongs to an event and is kept.</summary>
    Store = 0,

    /// <summary>A session: kept for release health.</summary>
    Aggregate,

    /// <summary>Only its numbers count.</summary>
    Count,

    /// <summary>Taken with thanks and dropped: SDKs send it unasked, and a refusal would cost the crash beside it.</summary>
    AcceptAndDrop,

    /// <summary>A type that nobody here knows.</summary>
    Unsupported,
}
