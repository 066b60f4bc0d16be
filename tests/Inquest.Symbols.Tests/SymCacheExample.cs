namespace Inquest.Symbols.Tests;

/// <summary>The worked example in SymbolCacheFile's description, as bytes.</summary>
static class SymCacheExample
{
    public const int Size = 248;

    public static (int Offset, string Hex)[] Parts { get; } =
    [
        (0, "49 4e 51 53 59 4d 43 0a 02 00 00 00 04 00 00 00 f8 00 00 00 00 00 00 00"),
        (24, "98 00 00 00 01 00 00 00"),
        (112, "00 00 00 00 08 00 00 00 07 00 00 00 00 00 00 00"),
        (128, "08 00 00 00 10 00 00 00 08 00 00 00 00 00 00 00"),
        (144, "61 2e 63 66"),
        (152, "00 10 00 00 00 00 00 00 10 10 00 00 00 00 00 00 00 10 00 00 00 00 00 00"),
        (176, "93 00 00 00 01 00 00 00 70 00 00 00 02 00 00 00"),
    ];
}
