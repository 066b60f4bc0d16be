using System.Buffers.Binary;

namespace Inquest.Formats.Pe;

/// <summary>Turns the unwind information of an arm64 image into rows: one behind each instruction of a prolog or an epilog.</summary>
/// <remarks>
/// Layout (ARM64 exception handling): .pdata entries of 8 bytes: start u32, then either the address of an .xdata record (low two
/// bits 0) or packed information. A record is a header word (length in instructions 18 bits, version 2, has-handler 1, one-epilog 1,
/// epilog count or index 5, code words 5), with counts of zero a second word (epilogs 16, code words 8), epilog scopes of a word
/// (start in instructions 18, reserved 4, index of its first code 10), and the codes.
/// </remarks>
public sealed class Arm64Unwind
{
    const int EntrySize = 8;

    readonly PeFile _file;
    readonly List<PeRuntimeFunction> _functions = [];
    long _stepsLeft;

    Arm64Unwind(PeFile file)
    {
        _file = file;
        _stepsLeft = file.Limits.UnwindStepCountMax;
    }

    /// <summary>In the table's order.</summary>
    public IReadOnlyList<PeRuntimeFunction> Functions => _functions;

    public static Arm64Unwind Read(PeFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var unwind = new Arm64Unwind(file);
        var table = file.ReadExceptionTable().Span;
        var count = Math.Min(table.Length / EntrySize, file.Limits.FunctionCountMax);
        for (var i = 0; i < count; i++)
        {
            var begin = BinaryPrimitives.ReadUInt32LittleEndian(table[(i * EntrySize)..]);
            var data = BinaryPrimitives.ReadUInt32LittleEndian(table[((i * EntrySize) + 4)..]);
            var size = (data & 3) == 0 ? XdataLength(file, data) : ((data >> 2) & 0x7FF) * 4;
            if (begin != 0 && size != 0 && size <= uint.MaxValue - begin)
            {
                unwind._functions.Add(new PeRuntimeFunction(begin, begin + size, data));
            }
        }

        return unwind;
    }

    /// <summary>The rows of one function, sorted by address; empty when its information cannot be read or said in rows.</summary>
    public IReadOnlyList<PeUnwindRow> Rows(PeRuntimeFunction function)
    {
        var info = (function.UnwindData & 3) switch
        {
            0 => ReadFull(function),
            1 or 2 => Arm64PackedUnwind.Read(function.UnwindData),
            _ => null,
        };
        return info is null ? [] : Rows(function, info);
    }

    static uint XdataLength(PeFile file, uint rva)
    {
        var bytes = file.Read(rva, 4).Span;
        return bytes.Length < 4 ? 0 : (BinaryPrimitives.ReadUInt32LittleEndian(bytes) & 0x3FFFF) * 4;
    }

    List<PeUnwindRow> Rows(PeRuntimeFunction function, Arm64UnwindInfo info)
    {
        var rows = new List<PeUnwindRow>();
        // The prolog: behind its n-th instruction the last n of its codes are in effect.
        for (var done = 0; done <= info.PrologCount; done++)
        {
            if (!TryAdd(rows, function.Begin + ((uint)done * 4), function, info.PrologCodes, info.PrologCount - done))
            {
                return rows;
            }
        }

        foreach (var (start, codes) in info.Epilogs)
        {
            // The last code stands for the return itself, before which everything is undone.
            for (var done = 0; done < codes.Count; done++)
            {
                if (!TryAdd(rows, function.Begin + start + ((uint)done * 4), function, codes, done))
                {
                    return rows;
                }
            }

            TryAdd(rows, function.Begin + start + ((uint)codes.Count * 4), function, info.PrologCodes, 0);
        }

        return rows;
    }

    bool TryAdd(List<PeUnwindRow> rows, uint rva, PeRuntimeFunction function, IReadOnlyList<Arm64UnwindCode> codes, int from)
    {
        _stepsLeft -= codes.Count - from + 1;
        if (_stepsLeft < 0 || rows.Count >= _file.Limits.EpilogCountMax * 4)
        {
            return false;
        }

        var isBehind = rows.Count > 0 && rows[^1].Rva > rva;
        if (rva >= function.End || isBehind)
        {
            // A fragment's prolog can be longer than the fragment; scopes out of order are not what linkers write.
            return !isBehind;
        }

        var row = Arm64Frame.Row(rva, codes, from);
        if (rows.Count > 0 && rows[^1].Rva == rva)
        {
            rows[^1] = row;
        }
        else
        {
            rows.Add(row);
        }

        return true;
    }

    Arm64UnwindInfo? ReadFull(PeRuntimeFunction function)
    {
        // Two header words, the epilog scopes that 16 bits can count, and 255 words of codes.
        var reader = new ByteReader(_file.Read(function.UnwindData, 8 + (65_535 * 4) + 1020).Span);
        var header = reader.U32();
        var isSingleEpilog = (header & (1 << 21)) != 0;
        var epilogCount = (header >> 22) & 31;
        var codeWords = header >> 27;
        if (epilogCount == 0 && codeWords == 0)
        {
            var extension = reader.U32();
            epilogCount = extension & 0xFFFF;
            codeWords = (extension >> 16) & 0xFF;
        }

        var scopes = new List<(uint Start, int Index)>();
        for (var i = 0; !isSingleEpilog && i < epilogCount && reader.Ok && i < _file.Limits.EpilogCountMax; i++)
        {
            var scope = reader.U32();
            scopes.Add(((scope & 0x3FFFF) * 4, (int)(scope >> 22)));
        }

        var bytes = reader.Bytes(codeWords * 4UL);
        if (!reader.Ok || Arm64UnwindInfo.ReadCodes(bytes, 0) is not { } prolog)
        {
            return null;
        }

        var epilogs = new List<(uint, IReadOnlyList<Arm64UnwindCode>)>();
        if (isSingleEpilog && Arm64UnwindInfo.ReadCodes(bytes, (int)epilogCount) is { } only)
        {
            var size = (uint)only.Codes.Count * 4;
            var length = function.End - function.Begin;
            if (size <= length)
            {
                epilogs.Add((length - size, only.Codes));
            }
        }

        foreach (var (start, index) in scopes)
        {
            if (Arm64UnwindInfo.ReadCodes(bytes, index) is { } epilog)
            {
                epilogs.Add((start, epilog.Codes));
            }
        }

        return new Arm64UnwindInfo(prolog.Codes, prolog.OwnCount, epilogs);
    }
}
