namespace Inquest.Formats.MachO;

/// <summary>A name that the dynamic linker finds, and its address in the linked file.</summary>
public readonly record struct MachOExport(string Name, ulong Address);
