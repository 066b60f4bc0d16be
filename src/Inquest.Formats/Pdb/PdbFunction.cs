namespace Inquest.Formats.Pdb;

/// <summary>A procedure, a thunk, or a part of a procedure that was put elsewhere.</summary>
/// <param name="Section">From 1.</param>
/// <param name="Offset">In the section. A part has offsets of inlined calls and lines of its own.</param>
/// <param name="Type">Number of a type, or of an id when <paramref name="HasId"/>; zero when it has none.</param>
/// <param name="Name">UTF-8, with scopes and without parameters.</param>
/// <param name="IsPart">Code of a function that also has a record of its own at another place.</param>
public sealed record PdbFunction(
    int Section, uint Offset, uint Size, uint Type, bool HasId, ReadOnlyMemory<byte> Name, bool IsPart, IReadOnlyList<PdbInlineSite> Inlines);
