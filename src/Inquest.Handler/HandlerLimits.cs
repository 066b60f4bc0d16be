namespace Inquest.Handler;

/// <summary>Bounds on what the handler takes in and how long it keeps somebody waiting.</summary>
static class HandlerLimits
{
    /// <summary>A kernel core that comes through a pipe is kept on disk while it is read; larger ones are cut.</summary>
    public const long PipedCoreBytesMax = 16L << 30;

    /// <summary>What is left of the client's patience for going on by itself after an upload that it waited for.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);
}
