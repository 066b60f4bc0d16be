namespace Inquest.Unwind;

/// <summary>Every bound of the unwinder. Dumps are hostile: each loop over what they hold ends at one of these.</summary>
public sealed record UnwindLimits
{
    public static UnwindLimits Default { get; } = new();

    /// <summary>Frames given back per stack. Breakpad cuts at 1024; deeper ones are runaway recursion, which repeats itself.</summary>
    public int MaxFrames { get; init; } = 1024;

    /// <summary>Frames walked in all, so that the cut ones can be counted: an 8 MiB stack of 128-byte frames.</summary>
    public int MaxFramesWalked { get; init; } = 65_536;

    /// <summary>Words searched for a return address from a frame that was itself a guess; Breakpad and rust-minidump use 40.</summary>
    public int ScanWords { get; init; } = 40;

    /// <summary>Words searched from a frame with exact registers, four times as many as the other: its callee may be JIT code.</summary>
    public int ScanWordsFromTrustedFrame { get; init; } = 160;

    /// <summary>Words searched for a saved frame register followed by a return address, which chance rarely makes: 4 KiB on ARM.</summary>
    public int PairScanWords { get; init; } = 1024;

    /// <summary>Signal frames crossed in one stack: a handler that faults is seen twice, a loop of them is damage.</summary>
    public int MaxSignalFrames { get; init; } = 16;

    /// <summary>Largest stack, in bytes, when the dump does not say how large it is: Linux' default of 8 MiB.</summary>
    public ulong MaxStackBytes { get; init; } = 8UL << 20;

    /// <summary>Largest gap, in bytes, between neighbouring frames that a guessed frame pointer may span; 99.5 % are smaller.</summary>
    public ulong MaxFrameGap { get; init; } = 128 * 1024;

    /// <summary>Tokens of one unwind rule or program. Compilers write under 60.</summary>
    public int MaxProgramTokens { get; init; } = 512;

    /// <summary>Values on the evaluator's stack. Real rules need 3.</summary>
    public int MaxProgramDepth { get; init; } = 32;

    /// <summary>Compiled rules kept per process, about 200 bytes each.</summary>
    public int MaxCachedPrograms { get; init; } = 16_384;

    /// <summary>Unloaded modules named per frame: one address can have been many libraries' in a long-lived process.</summary>
    public int MaxUnloadedHits { get; init; } = 16;
}
