namespace Inquest.Formats.Minidump;

/// <summary>One library of the dynamic linker's list (<c>struct link_map</c>).</summary>
/// <param name="Address">Difference between addresses in the file and in memory.</param>
/// <param name="Name">Path; empty for the program itself.</param>
/// <param name="Dynamic">Address of its dynamic section.</param>
public sealed record LinuxSharedObject(ulong Address, string Name, ulong Dynamic);
