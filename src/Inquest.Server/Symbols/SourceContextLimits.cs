namespace Inquest.Server.Symbols;

/// <summary>Every bound of showing sources, each with its reason.</summary>
static class SourceContextLimits
{
    /// <summary>Frames of one event that get their source: a page shows a few, its JSON those of the deepest usual stack.</summary>
    public const int FramesMax = 256;

    /// <summary>Modules whose sources are opened for one event; each costs reading a manifest.</summary>
    public const int ModulesMax = 32;

    /// <summary>Files with sources of one module: one for its binary, one for its debug file.</summary>
    public const int BundlesPerModuleMax = 4;

    /// <summary>Bytes of a file that is opened while somebody waits for the page.</summary>
    public const long BundleBytesMax = 512L << 20;

    /// <summary>Lines before and after, as SDKs send.</summary>
    public const int LinesAround = 5;

    /// <summary>Characters of a line: minified code has all of a program in one.</summary>
    public const int LineLengthMax = 1_024;
}
