namespace Inquest.Formats.Dwarf;

/// <summary>The shape of an entry.</summary>
sealed class DwarfAbbreviation
{
    public DwarfAbbreviation(ulong code, int tag, bool hasChildren, DwarfAttributeSpec[] attributes, DwarfFormSizes sizes)
    {
        Code = code;
        Tag = tag;
        HasChildren = hasChildren;
        Attributes = attributes;
        Kind = tag switch
        {
            DwarfTag.Subprogram => DwarfEntryKind.Subprogram,
            DwarfTag.InlinedSubroutine => DwarfEntryKind.InlinedCall,
            DwarfTag.Namespace or DwarfTag.Module => DwarfEntryKind.Namespace,
            _ when DwarfTag.IsScope(tag) => DwarfEntryKind.Type,
            _ when DwarfTag.IsLeaf(tag) => DwarfEntryKind.Leaf,
            _ => DwarfEntryKind.Other,
        };
        (Steps, Tail) = Compile(sizes);
    }

    public ulong Code { get; }

    public int Tag { get; }

    public bool HasChildren { get; }

    public DwarfAttributeSpec[] Attributes { get; }

    public DwarfEntryKind Kind { get; }

    public DwarfStep[] Steps { get; }

    /// <summary>Bytes after the last step.</summary>
    public int Tail { get; }

    (DwarfStep[] Steps, int Tail) Compile(DwarfFormSizes sizes)
    {
        var steps = new List<DwarfStep>();
        var skipped = 0;
        foreach (var spec in Attributes)
        {
            var isWanted = DwarfAttribute.IsWanted(spec.Name, Kind, HasChildren);
            var size = sizes.Of(spec.Form);
            if (size >= 0 && !isWanted)
            {
                skipped += size;
                continue;
            }

            steps.Add(new DwarfStep(skipped, isWanted ? spec.Name : 0, size, spec));
            skipped = 0;
        }

        return ([.. steps], skipped);
    }
}

/// <summary>What an entry is to somebody who looks for code.</summary>
enum DwarfEntryKind : byte
{
    Other,
    Subprogram,
    InlinedCall,
    Namespace,

    /// <summary>A type that names its members.</summary>
    Type,

    /// <summary>Has no functions below it.</summary>
    Leaf,
}

/// <summary>One attribute of a shape.</summary>
readonly record struct DwarfAttributeSpec(int Name, int Form, long ImplicitValue);

/// <summary>Bytes to skip, then an attribute. <paramref name="Wanted"/> is its name, or 0 for one to skip.</summary>
/// <param name="Size">Bytes of its form, or -1.</param>
readonly record struct DwarfStep(int Skip, int Wanted, int Size, DwarfAttributeSpec Spec);
