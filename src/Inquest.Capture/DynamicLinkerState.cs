namespace Inquest.Capture;

/// <summary>What the dynamic linker says is loaded (struct r_debug of link.h), for debuggers that want it from a dump.</summary>
public sealed record DynamicLinkerState(
    uint Version, ulong Breakpoint, ulong LinkerBase, ulong DynamicSection, IReadOnlyList<LinkMapEntry> Entries);

/// <summary>One struct link_map: load bias, name and dynamic section.</summary>
public readonly record struct LinkMapEntry(ulong Bias, string Name, ulong DynamicSection);
