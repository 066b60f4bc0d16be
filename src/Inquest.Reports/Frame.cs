using System.Text.Json;

namespace Inquest.Reports;

/// <summary>One physical frame of a stack; frames are ordered innermost first.</summary>
public sealed record Frame
{
    /// <summary>Address inside the instruction that is executing: exact for the innermost frame, inside the call otherwise.</summary>
    public ulong? Instruction { get; init; }

    /// <summary>Where execution resumes: the return address of a caller, the program counter of the innermost frame.</summary>
    public ulong? ResumeAddress { get; init; }

    public FrameTrust Trust { get; init; }

    /// <summary>Index into <see cref="Report.Modules"/>, null when the address lies outside of every module.</summary>
    public int? ModuleIndex { get; init; }

    /// <summary>Base name of the module's file, or the managed module or package of an SDK's frame.</summary>
    public string? Module { get; init; }

    /// <summary><see cref="Instruction"/> relative to the module's base.</summary>
    public ulong? ModuleOffset { get; init; }

    public string? Function { get; init; }

    /// <summary>Address of the function's first instruction.</summary>
    public ulong? FunctionAddress { get; init; }

    /// <summary>Bytes of parameters on the stack, from FUNC, PUBLIC or STACK WIN records; x86 only.</summary>
    public uint? ParameterSize { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }

    public int? Column { get; init; }

    /// <summary>Address of the first instruction of <see cref="Line"/>.</summary>
    public ulong? LineAddress { get; init; }

    /// <summary>Inlined calls at this address, innermost first; <see cref="Function"/> is the outermost.</summary>
    public IReadOnlyList<InlineFrame> Inlines { get; init; } = [];

    /// <summary>True when the module was found but had no symbols for this address.</summary>
    public bool MissingSymbols { get; init; }

    /// <summary>Names of unloaded modules that covered the address, with offsets.</summary>
    public IReadOnlyList<UnloadedHit> UnloadedModules { get; init; } = [];

    /// <summary>Registers known in this frame, in display order.</summary>
    public IReadOnlyList<RegisterValue> Registers { get; init; } = [];

    /// <summary>The app's own code (true), somebody else's (false), or not decided.</summary>
    public bool? InApp { get; init; }

    public string? RawFunction { get; init; }

    public string? AbsolutePath { get; init; }

    public string? ContextLine { get; init; }

    public IReadOnlyList<string> PreContext { get; init; } = [];

    public IReadOnlyList<string> PostContext { get; init; } = [];

    /// <summary>Local variables as the SDK sent them, scrubbed.</summary>
    public JsonElement? Vars { get; init; }

    /// <summary>Metadata token of a managed method (0x06……), where the address is no machine address.</summary>
    public uint? MethodToken { get; init; }

    /// <summary>Offset into the intermediate language of <see cref="MethodToken"/>.</summary>
    public uint? IlOffset { get; init; }

    /// <summary>The platform of this frame when it differs from the report's.</summary>
    public string? Platform { get; init; }
}
