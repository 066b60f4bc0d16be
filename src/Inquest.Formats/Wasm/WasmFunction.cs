namespace Inquest.Formats.Wasm;

/// <summary>The body of a function. Offsets from the start of the file, which is how browsers and runtimes print addresses.</summary>
/// <param name="Index">Among all functions, imported ones first.</param>
/// <param name="Name">From the name section, or null.</param>
public readonly record struct WasmFunction(uint Index, ulong Offset, ulong Size, string? Name);
