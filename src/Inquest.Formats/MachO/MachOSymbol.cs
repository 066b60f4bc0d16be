namespace Inquest.Formats.MachO;

/// <summary>An nlist entry (mach-o/nlist.h and, for debugging entries, mach-o/stab.h).</summary>
/// <param name="Name">With the underscore that C names get.</param>
/// <param name="Type">n_type.</param>
/// <param name="Section">From 1; 0 for none.</param>
/// <param name="Description">n_desc; of a stab whatever its kind says.</param>
public readonly record struct MachOSymbol(string Name, byte Type, byte Section, ushort Description, ulong Value)
{
    const byte StabMask = 0xE0;
    const byte TypeMask = 0x0E;
    const byte InSection = 0x0E;
    const byte External = 0x01;
    const byte PrivateExternal = 0x10;
    const ushort Thumb = 0x0008;
    const ushort AlternateEntry = 0x0200;

    /// <summary>N_FUN: a function's start, then once more without a name and with its size.</summary>
    public const byte StabFunction = 0x24;

    /// <summary>N_SO: a source file; without a name it ends a unit.</summary>
    public const byte StabSource = 0x64;

    /// <summary>N_OSO: the object file that has the unit's DWARF.</summary>
    public const byte StabObject = 0x66;

    /// <summary>A debugging entry; <see cref="Type"/> is its kind.</summary>
    public bool IsStab => (Type & StabMask) != 0;

    /// <summary>Defined in one of the file's sections.</summary>
    public bool IsDefined => !IsStab && (Type & TypeMask) == InSection && Section != 0;

    public bool IsExternal => !IsStab && (Type & External) != 0;

    public bool IsPrivateExternal => !IsStab && (Type & PrivateExternal) != 0;

    public bool IsThumb => !IsStab && (Description & Thumb) != 0;

    /// <summary>A second way into a function, which it does not end.</summary>
    public bool IsAlternateEntry => !IsStab && (Description & AlternateEntry) != 0;
}
