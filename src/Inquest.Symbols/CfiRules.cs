namespace Inquest.Symbols;

/// <summary>STACK CFI rules at an address: the INIT record's and then each later record's up to the address, in file order.</summary>
/// <param name="Start">First address that the INIT record covers.</param>
/// <param name="Size">Bytes that it covers.</param>
/// <param name="Rules">Rule texts as in the file, e.g. <c>.cfa: $rsp 8 + .ra: .cfa -8 + ^</c>; a later one overrides per register.</param>
public sealed record CfiRules(ulong Start, ulong Size, IReadOnlyList<string> Rules);
