namespace Inquest.Processing;

/// <summary>How much of a dump becomes report. What is cut leaves a finding.</summary>
public sealed record ProcessingLimits
{
    public static ProcessingLimits Default { get; } = new();

    /// <summary>Threads. The largest real dump seen had 4,000; a page folds them, but storage keeps each.</summary>
    public int ThreadCountMax { get; init; } = 10_000;

    /// <summary>Frames of all threads together, however small the dump is: about 12 MB of report.</summary>
    public int FrameBudgetFloor { get; init; } = 16_384;

    /// <summary>
    /// Bytes of dump for each further frame. Real dumps keep far more of a stack for each of its frames; 10,000 threads that
    /// claim one stack would give 10 million frames.
    /// </summary>
    public int DumpBytesPerFrame { get; init; } = 256;

    /// <summary>Frames walked in a thread for which no budget is left.</summary>
    public int FramesOfCutThread { get; init; } = 16;

    /// <summary>Modules. A browser has 700; every frame holds an index into this list.</summary>
    public int ModuleCountMax { get; init; } = 16_384;

    /// <summary>Annotations. Chromium sets about 200.</summary>
    public int AnnotationCountMax { get; init; } = 2_048;

    /// <summary>UTF-16 units of one annotation: Crashpad's largest value is 20 KiB.</summary>
    public int AnnotationCharsMax { get; init; } = 20 << 10;

    /// <summary>Bytes shown from the stack pointer upwards: 64 words.</summary>
    public int StackBytesShown { get; init; } = 512;

    /// <summary>Bytes shown below the stack pointer: the red zone of System V, where a leaf function keeps its locals.</summary>
    public int RedZoneBytesShown { get; init; } = 128;

    /// <summary>Bytes of code shown on either side of the program counter.</summary>
    public int CodeBytesShown { get; init; } = 64;

    /// <summary>Bytes shown on either side of the fault address.</summary>
    public int FaultBytesShown { get; init; } = 64;

    /// <summary>Below this address a value is read as “null + n”: no system maps the first 64 KiB by default.</summary>
    public ulong NullPageBytes { get; init; } = 0x1_0000;

    /// <summary>Threads from which on they are walked by several processors; fewer take longer to start than to walk.</summary>
    public int ParallelThreadCountMin { get; init; } = 16;
}
