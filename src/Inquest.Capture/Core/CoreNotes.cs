using Inquest.Formats.Cpu;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>The notes of a core, sorted out. In both the kernel's and gdb's cores the notes of a thread follow its NT_PRSTATUS.</summary>
sealed class CoreNotes
{
    const uint Status = 1;
    const uint FloatingPoint = 2;
    const uint ProcessInformation = 3;
    const uint AuxiliaryVectorType = 6;
    const uint X86ExtendedFloatingPoint = 0x46E62B7F;
    const uint SignalInformation = 0x53494749;
    const uint Files = 0x46494C45;

    public List<CoreThread> Threads { get; } = [];

    public ReadOnlyMemory<byte> ProcessInformationNote { get; private set; }

    public ReadOnlyMemory<byte> AuxiliaryVector { get; private set; }

    public ReadOnlyMemory<byte> FileNote { get; private set; }

    public static CoreNotes Read(ElfFile core, CoreThreadLayout layout, CaptureLimits limits)
    {
        var notes = new CoreNotes();
        foreach (var note in core.Notes())
        {
            notes.Add(note, core, layout, limits);
        }

        return notes;
    }

    void Add(ElfNote note, ElfFile core, CoreThreadLayout layout, CaptureLimits limits)
    {
        // Folklore: gdb writes NT_X86_XSTATE and friends under the owner LINUX, the rest under CORE, as the kernel does;
        // FreeBSD and Go's runtime use other owners for other layouts.
        if (note.Owner is not ("CORE" or "LINUX"))
        {
            return;
        }

        switch (note.Type)
        {
            case Status when Threads.Count < limits.ThreadCountMax:
                if (layout.Read(note.Description, core.IsBigEndian) is { } thread)
                {
                    Threads.Add(thread);
                }

                break;
            case FloatingPoint when Threads.Count > 0 && Threads[^1].FloatingPoint.IsEmpty:
                Threads[^1].FloatingPoint = note.Description;
                break;
            case X86ExtendedFloatingPoint when Threads.Count > 0 && core.Architecture == CpuArchitecture.X86:
                Threads[^1].FloatingPoint = note.Description;
                break;
            case SignalInformation when Threads.Count > 0 && Threads[^1].SignalInformation.IsEmpty:
                Threads[^1].SignalInformation = note.Description;
                break;
            case ProcessInformation:
                ProcessInformationNote = note.Description;
                break;
            case AuxiliaryVectorType:
                AuxiliaryVector = note.Description;
                break;
            case Files:
                FileNote = note.Description;
                break;
        }
    }
}
