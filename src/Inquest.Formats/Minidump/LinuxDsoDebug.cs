namespace Inquest.Formats.Minidump;

/// <summary>The dynamic linker's state (<c>struct r_debug</c> of link.h, as Breakpad copies it).</summary>
/// <param name="Version">Of the protocol.</param>
/// <param name="Break">Function that debuggers set a breakpoint on.</param>
/// <param name="LinkerBase">Where the dynamic linker is.</param>
/// <param name="Dynamic">Address of the program's dynamic section.</param>
/// <param name="Libraries">The loaded libraries, the program first.</param>
public sealed record LinuxDsoDebug(
    uint Version, ulong Break, ulong LinkerBase, ulong Dynamic, IReadOnlyList<LinuxSharedObject> Libraries);
