namespace Inquest.Symbols.Dump;

/// <summary>What a companion file is to the file that names it.</summary>
public enum CompanionKind
{
    /// <summary>A .dwo file: the entries of one skeleton unit.</summary>
    SplitUnit,

    /// <summary>A .dwp file: all .dwo files of a binary.</summary>
    SplitPackage,

    /// <summary>A supplementary file as dwz makes it: what several debug files have in common.</summary>
    Supplementary,
}
