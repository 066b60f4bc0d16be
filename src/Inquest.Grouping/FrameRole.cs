namespace Inquest.Grouping;

/// <summary>What a frame does in the story of a crash.</summary>
public enum FrameRole
{
    /// <summary>Ordinary code.</summary>
    Code = 0,

    /// <summary>Machinery that reports a failure: abort, assert, panic, throw, signal trampolines. Never the bug.</summary>
    CrashHandling,

    /// <summary>Start of a thread or process: main's callers. Says nothing about the bug.</summary>
    Entry,

    /// <summary>Machinery that passes calls on: event loops, schedulers, interpreters, generated proxies, bundlers' wrappers.</summary>
    Plumbing,
}
