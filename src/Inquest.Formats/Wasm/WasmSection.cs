namespace Inquest.Formats.Wasm;

/// <summary>A section of a module: custom sections (id 0) have a name. Offset and size in bytes, of the content.</summary>
public readonly record struct WasmSection(byte Id, string Name, ulong Offset, ulong Size);
