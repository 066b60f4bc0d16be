using System.Buffers.Binary;

namespace Inquest.Formats.Pe;

/// <summary>Turns the unwind information of an x64 image into rows: one behind each instruction of a prolog or an epilog.</summary>
public sealed class X64Unwind
{
    const int EntrySize = 12;

    readonly PeFile _file;
    readonly List<PeRuntimeFunction> _functions = [];
    long _work;

    X64Unwind(PeFile file) => _file = file;

    /// <summary>In the table's order, which linkers keep sorted by address.</summary>
    public IReadOnlyList<PeRuntimeFunction> Functions => _functions;

    public static X64Unwind Read(PeFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var unwind = new X64Unwind(file);
        var table = file.ReadExceptionTable().Span;
        var count = Math.Min(table.Length / EntrySize, file.Limits.FunctionCountMax);
        for (var i = 0; i < count; i++)
        {
            var function = Entry(table[(i * EntrySize)..]);
            // Incremental linkers leave room for more entries, which is zero.
            if (function.Begin != 0 && function.Begin < function.End)
            {
                unwind._functions.Add(function);
            }
        }

        return unwind;
    }

    /// <summary>The rows of one function, sorted by address; empty when its information cannot be read.</summary>
    public IReadOnlyList<PeUnwindRow> Rows(PeRuntimeFunction function)
    {
        var chain = Chain(function);
        if (chain.Count == 0)
        {
            return [];
        }

        var own = chain[0];
        var holder = chain.Find(info => info.FrameRegister != 0) ?? own;
        var saveBase = SaveBase(chain);
        var frame = new X64Frame();
        for (var i = chain.Count - 1; i > 0; i--)
        {
            for (var code = chain[i].Codes.Count - 1; code >= 0; code--)
            {
                frame.Apply(chain[i].Codes[code], holder.FrameRegister, holder.FrameOffset, saveBase);
            }
        }

        var rows = new List<PeUnwindRow> { frame.ToRow(function.Begin) };
        for (var code = own.Codes.Count - 1; code >= 0; code--)
        {
            frame.Apply(own.Codes[code], holder.FrameRegister, holder.FrameOffset, saveBase);
            AddOrReplace(rows, frame.ToRow(function.Begin + own.Codes[code].PrologOffset));
        }

        rows.RemoveAll(row => row.Rva >= function.End && row.Rva != function.Begin);
        AddEpilogs(function, own, frame, rows);
        return rows;
    }

    static PeRuntimeFunction Entry(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));

    // A function's own information first, then that of the functions it continues. Chains that come back to themselves, as one
    // published library has, end where they do.
    List<X64UnwindInfo> Chain(PeRuntimeFunction function)
    {
        var chain = new List<X64UnwindInfo>();
        var seen = new HashSet<uint>();
        var next = Resolve(function);
        while (next is { } rva && chain.Count < _file.Limits.ChainLengthMax && seen.Add(rva))
        {
            if (X64UnwindInfo.Read(_file, rva) is not { } info)
            {
                return [];
            }

            chain.Add(info);
            next = info.Parent is { } parent ? Resolve(parent) : null;
        }

        return chain;
    }

    // An odd address is that of another entry of the table, whose information is meant.
    uint? Resolve(PeRuntimeFunction function)
    {
        var data = function.UnwindData;
        for (var i = 0; i < _file.Limits.ChainLengthMax && (data & 1) != 0; i++)
        {
            var entry = _file.Read(data & ~1U, EntrySize).Span;
            if (entry.Length < EntrySize)
            {
                return null;
            }

            data = Entry(entry).UnwindData;
        }

        return (data & 1) == 0 ? data : null;
    }

    // Register saves count from the base of the finished frame: the lowest fixed address, or, with a frame register, where the
    // stack pointer was when that was set.
    static long SaveBase(List<X64UnwindInfo> chain)
    {
        long depth = 8;
        long? atFrameRegister = null;
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            for (var code = chain[i].Codes.Count - 1; code >= 0; code--)
            {
                var (_, op, info, operand) = chain[i].Codes[code];
                switch (op)
                {
                    case X64UnwindOp.PushNonVolatile:
                        depth += 8;
                        break;
                    case X64UnwindOp.AllocateLarge or X64UnwindOp.AllocateSmall:
                        depth += operand;
                        break;
                    case X64UnwindOp.PushMachineFrame:
                        depth = info != 0 ? 8 : 0;
                        break;
                    case X64UnwindOp.SetFrameRegister:
                        atFrameRegister = depth;
                        break;
                }
            }
        }

        return atFrameRegister ?? depth;
    }

    static void AddOrReplace(List<PeUnwindRow> rows, PeUnwindRow row)
    {
        // Offsets only grow in what linkers write; anything else keeps the order of execution.
        if (rows[^1].Rva >= row.Rva)
        {
            rows[^1] = row with { Rva = rows[^1].Rva };
        }
        else
        {
            rows.Add(row);
        }
    }

    void AddEpilogs(PeRuntimeFunction function, X64UnwindInfo own, X64Frame body, List<PeUnwindRow> rows)
    {
        if (body.IsTrapFrame || (body.Depth == 8 && body.FrameRegisterOffset is null))
        {
            return;
        }

        var size = Math.Min(function.End - function.Begin, (uint)_file.Limits.EpilogSearchBytesMax);
        var code = _file.Read(function.Begin, size).Span;
        // Ranges of a hostile table overlap; the work over all of them stays a small multiple of the file.
        _work += code.Length;
        if (_work > (long)_file.SizeOfImage * 8 + _file.Limits.EpilogSearchBytesMax || !_file.IsCode(function.Begin))
        {
            return;
        }

        var first = own.Parent is null ? own.PrologSize : 0;
        var count = 0;
        for (var position = first; position < code.Length && count < _file.Limits.EpilogCountMax; position++)
        {
            if (IsCandidate(code, position, body) && X64Epilogs.TryAppend(code, position, function.Begin, body, rows) is > 0 and var length)
            {
                position += length - 1;
                count++;
            }
        }
    }

    static bool IsCandidate(ReadOnlySpan<byte> code, int position, X64Frame body) => code[position] switch
    {
        0x48 or 0x49 or 0x4C => true,
        >= 0x58 and <= 0x5F or 0x41 => body.IsSmallAllocation
            || (body.FrameRegisterOffset is null && body.Pushes.Count > 0 && body.Pushes[^1].Depth == body.Depth),
        _ => false,
    };
}
