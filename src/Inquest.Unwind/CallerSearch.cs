namespace Inquest.Unwind;

/// <summary>What one method of finding a caller has to say.</summary>
readonly struct CallerSearch
{
    CallerSearch(WalkFrame? caller, bool isEnd) => (Caller, IsEnd) = (caller, isEnd);

    /// <summary>This method does not know; the next one may.</summary>
    public static CallerSearch Unknown => default;

    /// <summary>There is no caller, and no other method needs to be asked.</summary>
    public static CallerSearch End => new(null, true);

    public WalkFrame? Caller { get; }

    public bool IsEnd { get; }

    public bool IsUnknown => Caller is null && !IsEnd;

    public static CallerSearch Found(WalkFrame caller) => new(caller, false);
}
