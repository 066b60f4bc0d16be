namespace Inquest.Formats.Wasm;

/// <summary>How much of a WebAssembly module is believed.</summary>
public sealed record WasmLimits
{
    public static WasmLimits Default { get; } = new();

    /// <summary>Sections; real modules have some 30, with debug information.</summary>
    public int SectionCountMax { get; init; } = 10_000;

    /// <summary>Functions; engines refuse more than a million.</summary>
    public int FunctionCountMax { get; init; } = 1_000_000;

    /// <summary>Imports of all kinds; engines refuse more than a million.</summary>
    public int ImportCountMax { get; init; } = 1_000_000;

    /// <summary>Longest function name in bytes; template-heavy C++ and Rust reach 100 KB.</summary>
    public int NameLengthMax { get; init; } = 256 * 1024;

    /// <summary>Longest build id in bytes; linkers write 16 or 20.</summary>
    public int BuildIdLengthMax { get; init; } = 64;
}
