using System.Text;

namespace Inquest.Formats.BreakpadSym;

/// <summary>What a symbol file says about its module; empty strings where it says nothing.</summary>
/// <param name="System">E.g. <c>Linux</c>, <c>windows</c>, <c>mac</c>.</param>
/// <param name="Cpu">E.g. <c>x86_64</c>, <c>arm64</c>.</param>
/// <param name="DebugId">As written: 32 hex digits and the age.</param>
/// <param name="Name">Name of the debug file.</param>
/// <param name="CodeId">From INFO CODE_ID: build id, or time stamp and size of a PE.</param>
/// <param name="CodeFile">From INFO CODE_ID: name of the binary.</param>
public readonly record struct SymHead(
    string System, string Cpu, string DebugId, string Name, string CodeId, string CodeFile)
{
    /// <summary>Reads the records at the top of a file; <paramref name="text"/> may end anywhere.</summary>
    public static SymHead Read(ReadOnlySpan<byte> text)
    {
        var sink = new Sink { Head = new SymHead("", "", "", "", "", "") };
        SymReader.Read(text, ref sink);
        return sink.Head;
    }

    struct Sink : ISymSink
    {
        public SymHead Head;

        public void Module(
            ReadOnlySpan<byte> os, ReadOnlySpan<byte> cpu, ReadOnlySpan<byte> debugId, ReadOnlySpan<byte> name)
        {
            if (Head.DebugId.Length == 0)
            {
                Head = Head with
                {
                    System = Encoding.UTF8.GetString(os),
                    Cpu = Encoding.UTF8.GetString(cpu),
                    DebugId = Encoding.UTF8.GetString(debugId),
                    Name = Encoding.UTF8.GetString(name),
                };
            }
        }

        public void Info(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            if (key.SequenceEqual("CODE_ID"u8) && Head.CodeId.Length == 0)
            {
                var space = value.IndexOf((byte)' ');
                var id = space < 0 ? value : value[..space];
                var file = space < 0 ? default : value[(space + 1)..];
                Head = Head with { CodeId = Encoding.UTF8.GetString(id), CodeFile = Encoding.UTF8.GetString(file) };
            }
        }

        public readonly void File(uint id, ReadOnlySpan<byte> name)
        {
        }

        public readonly void Func(SymFunc func, ReadOnlySpan<byte> name)
        {
        }

        public readonly void Line(SymLine line)
        {
        }

        public readonly void InlineOrigin(uint id, ReadOnlySpan<byte> name)
        {
        }

        public readonly void Inline(SymInline inline, ulong address, ulong size)
        {
        }

        public readonly void Public(SymPublic symbol, ReadOnlySpan<byte> name)
        {
        }

        public readonly void StackWin(SymStackWin record, ReadOnlySpan<byte> program)
        {
        }

        public readonly void CfiInit(ulong address, ulong size, ReadOnlySpan<byte> rules)
        {
        }

        public readonly void Cfi(ulong address, ReadOnlySpan<byte> rules)
        {
        }

        public readonly void Malformed(SymProblem problem, int lineNumber)
        {
        }
    }
}
