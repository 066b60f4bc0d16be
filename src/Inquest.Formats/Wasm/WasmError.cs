namespace Inquest.Formats.Wasm;

/// <summary>Why bytes are refused as a WebAssembly module.</summary>
public enum WasmError
{
    None,
    Empty,
    NotWasm,

    /// <summary>A component or a version that does not exist yet.</summary>
    UnknownVersion,
    Truncated,
}
