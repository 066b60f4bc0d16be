using System.Globalization;
using Inquest.Formats.Cpu;
using Inquest.Formats.Demangle;

namespace Inquest.Symbols.Dump;

/// <summary>A PUBLIC record of a Windows module.</summary>
readonly record struct WindowsPublic(uint Rva, string Name, uint ParameterSize, bool IsOneOfSeveral)
{
    /// <summary>
    /// The name that was written: C++ demangled, and on x86 without what the calling convention adds: <c>_f</c> (cdecl),
    /// <c>_f@8</c> (stdcall) and <c>@f@8</c> (fastcall, the first two words in registers).
    /// </summary>
    public static WindowsPublic FromLinkerName(uint rva, string name, CpuArchitecture architecture)
    {
        if (name.StartsWith('?'))
        {
            return new WindowsPublic(rva, Demangler.Demangle(name), 0, false);
        }

        if (architecture != CpuArchitecture.X86 || name.Length < 2 || name[0] is not ('_' or '@'))
        {
            return new WindowsPublic(rva, Demangler.Demangle(name), 0, false);
        }

        var at = name.LastIndexOf('@');
        if (at > 1 && uint.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size < 0x10000)
        {
            var onStack = name[0] == '@' ? size - Math.Min(size, 8) : size;
            return new WindowsPublic(rva, name[1..at], onStack, false);
        }

        // Itanium names have an underscore more on x86 than anywhere else.
        return new WindowsPublic(rva, name[0] == '_' ? Demangler.Demangle(name[1..]) : name, 0, false);
    }
}
