using System.Text;

namespace Inquest.Capture.Tests;

/// <summary>Builds amd64 Linux cores byte by byte from the kernel's elf_prstatus and elf_prpsinfo.</summary>
sealed class CoreBuilder
{
    readonly List<byte> _notes = [];
    readonly List<(ulong Address, uint Flags, byte[] Content)> _segments = [];

    public CoreBuilder Thread(uint id, ushort signal, ulong rip, ulong rsp, ulong fsBase = 0)
    {
        var status = new byte[336];
        BitConverter.GetBytes(signal).CopyTo(status, 12);
        BitConverter.GetBytes(id).CopyTo(status, 32);
        BitConverter.GetBytes(rip).CopyTo(status, 112 + (16 * 8));
        BitConverter.GetBytes(rsp).CopyTo(status, 112 + (19 * 8));
        BitConverter.GetBytes(fsBase).CopyTo(status, 112 + (21 * 8));
        return Note("CORE", 1, status);
    }

    public CoreBuilder SignalInfo(int number, int code, ulong address)
    {
        var info = new byte[128];
        BitConverter.GetBytes(number).CopyTo(info, 0);
        BitConverter.GetBytes(code).CopyTo(info, 8);
        BitConverter.GetBytes(address).CopyTo(info, 16);
        return Note("CORE", 0x53494749, info);
    }

    public CoreBuilder Note(string owner, uint type, byte[] description)
    {
        foreach (var number in (uint[])[(uint)owner.Length + 1, (uint)description.Length, type])
        {
            _notes.AddRange(BitConverter.GetBytes(number));
        }

        _notes.AddRange(Encoding.ASCII.GetBytes(owner + "\0"));
        Pad();
        _notes.AddRange(description);
        Pad();
        return this;
    }

    public CoreBuilder Memory(ulong address, uint flags, byte[] content)
    {
        _segments.Add((address, flags, content));
        return this;
    }

    public byte[] Build()
    {
        var file = new List<byte> { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 };
        file.AddRange(new byte[9]);
        file.AddRange([4, 0, 62, 0, 1, 0, 0, 0]);
        Add(file, 0, 64, 0);
        file.AddRange(new byte[4]);
        file.AddRange([64, 0, 56, 0]);
        file.AddRange(BitConverter.GetBytes((ushort)(_segments.Count + 1)));
        file.AddRange(new byte[6]);
        var offset = (ulong)(64 + (56 * (_segments.Count + 1)));
        file.AddRange([4, 0, 0, 0, 4, 0, 0, 0]);
        Add(file, offset, 0, 0, (ulong)_notes.Count, (ulong)_notes.Count, 4);
        offset += (ulong)_notes.Count;
        foreach (var (address, flags, content) in _segments)
        {
            file.AddRange([1, 0, 0, 0]);
            file.AddRange(BitConverter.GetBytes(flags));
            Add(file, offset, address, 0, (ulong)content.Length, (ulong)content.Length, 4096);
            offset += (ulong)content.Length;
        }

        file.AddRange(_notes);
        foreach (var segment in _segments)
        {
            file.AddRange(segment.Content);
        }

        return [.. file];
    }

    static void Add(List<byte> file, params ulong[] words)
    {
        foreach (var word in words)
        {
            file.AddRange(BitConverter.GetBytes(word));
        }
    }

    void Pad()
    {
        while (_notes.Count % 4 != 0)
        {
            _notes.Add(0);
        }
    }
}
