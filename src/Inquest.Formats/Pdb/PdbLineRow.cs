namespace Inquest.Formats.Pdb;

/// <summary>Code from an offset on comes from a line.</summary>
/// <param name="Key">Section in the upper, offset in the lower half.</param>
/// <param name="Line">Zero for code that the compiler made up; <see cref="End"/> and <see cref="Hidden"/> are no lines.</param>
/// <param name="File">Offset in the module's file checksums.</param>
public readonly record struct PdbLineRow(ulong Key, uint Line, uint File)
{
    /// <summary>Ends the code that the rows before describe.</summary>
    public const uint End = uint.MaxValue;

    /// <summary>Only steers the debugger (0xFEEFEE, 0xF00F00): the code goes on with the line before.</summary>
    public const uint Hidden = uint.MaxValue - 1;
}
