namespace Inquest.Server.Pages;

/// <summary>Every bound of the pages' handlers, each with its reason.</summary>
static class PageLimits
{
    /// <summary>Bytes of a form. The largest is fifty ticked issues.</summary>
    public const long FormBytesMax = 64 << 10;

    /// <summary>Failed log-ins from one address before it has to wait: enough for a person, nothing for a dictionary.</summary>
    public const int LoginFailuresMax = 10;

    /// <summary>Addresses remembered by the throttle; when full the oldest window is forgotten.</summary>
    public const int LoginAddressesMax = 10_000;

    /// <summary>Issues whose ids fit into the notice that offers to undo; a cookie holds 4 KiB.</summary>
    public const int UndoIdsMax = 60;

    /// <summary>How long an address waits.</summary>
    public static readonly TimeSpan LoginWindow = TimeSpan.FromMinutes(15);

    public const int NameLengthMax = 80;
}
