namespace Inquest.Storage.Events;

/// <summary>What became of an event that was to be stored.</summary>
public enum StoreOutcome
{
    Stored,

    /// <summary>An event with this id is there already; the first one stays.</summary>
    Duplicate,

    /// <summary>Beyond the quota and of a known bug: counted for it, not kept.</summary>
    Limited,
}
