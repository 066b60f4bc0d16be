using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>pr_pid of NT_PRPSINFO; the first thread's id when the note is absent.</summary>
static class CoreProcessId
{
    public static uint Read(CoreNotes notes, ElfFile core)
    {
        // elf_prpsinfo: 4 bytes, flags (a long), uid and gid (16 bits each on x86 and arm, else 32), pid.
        var reader = new ByteReader(notes.ProcessInformationNote.Span, core.IsBigEndian)
        {
            Position = core.Is64Bit ? 24 : 12,
        };
        var id = reader.U32();
        return reader.Ok ? id : notes.Threads[0].Id;
    }
}
