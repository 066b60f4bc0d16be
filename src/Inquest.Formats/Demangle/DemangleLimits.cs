namespace Inquest.Formats.Demangle;

/// <summary>How far a mangled name is followed. Substitutions let 100 bytes describe a text of any length.</summary>
public sealed record DemangleLimits
{
    public static DemangleLimits Default { get; } = new();

    /// <summary>Longest mangled name; expression templates reach 100 KB.</summary>
    public int NameLengthMax { get; init; } = 256 * 1024;

    /// <summary>Nesting while reading and while writing; the deepest in libstdc++ and Chromium is under 100.</summary>
    public int DepthMax { get; init; } = 256;

    /// <summary>Longest text; longer ones help nobody and a symbol file has one a line.</summary>
    public int TextLengthMax { get; init; } = 64 * 1024;

    /// <summary>Parts of one name, so that work is bounded as well as text.</summary>
    public int PartCountMax { get; init; } = 100_000;

    /// <summary>References to references nest as deep as templates pass them on; real ones two or three.</summary>
    public const int CollapseMax = 16;

    /// <summary>Repeat counts of Swift's substitutions; the compiler's own reader has this bound.</summary>
    public const int SwiftRepeatMax = 2048;

    /// <summary>Words that later identifiers of a Swift name may refer to: there are 26 letters for them.</summary>
    public const int SwiftWordMax = 26;
}
