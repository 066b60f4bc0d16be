namespace Inquest.Formats.Pe;

/// <summary>An entry of the export table.</summary>
/// <param name="Name">Null for an export by ordinal only.</param>
/// <param name="Ordinal">With the table's base added.</param>
/// <param name="Rva">Address relative to the image's base; of a forwarder, where its text lies.</param>
/// <param name="Forwarder"><c>OTHER.Name</c> when the export is kept in another module, otherwise null.</param>
public sealed record PeExport(string? Name, uint Ordinal, uint Rva, string? Forwarder);
