namespace Inquest.Agreement;

/// <summary>A frame in the terms that all walkers share; inlined calls are frames of their own.</summary>
/// <param name="Module">Base name, or null.</param>
/// <param name="Address">The executing instruction, or null where a tool does not print it.</param>
/// <param name="ModuleOffset">Offset in the module as printed; only known, and only compared, without a function.</param>
public readonly record struct NamedFrame(
    string? Module, string? Function, string? File, int? Line, ulong? Address, ulong? ModuleOffset)
{
    /// <summary>Same place in the source, or the same unnamed place to within the length of a call.</summary>
    public bool IsSame(NamedFrame other)
    {
        if (Module != other.Module || Function != other.Function || File != other.File || Line != other.Line)
        {
            return false;
        }

        // One tool prints the return address, another one the call before it: at most 4 bytes apart.
        return Function is not null || ModuleOffset is not { } mine || other.ModuleOffset is not { } theirs
            || Math.Max(mine, theirs) - Math.Min(mine, theirs) <= 4;
    }

    public override string ToString() =>
        Function is null ? $"{Module ?? "-"} + 0x{ModuleOffset:x}" : $"{Module}!{Function} [{File} : {Line}]";
}
