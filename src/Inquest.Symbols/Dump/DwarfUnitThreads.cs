using System.Runtime.ExceptionServices;
using Inquest.Formats;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>Reads all units of a file with several threads.</summary>
sealed class DwarfUnitThreads
{
    // Bytes of .debug_info between two times that pages are given back.
    const int ForgetStep = 16 << 20;

    readonly DwarfFile _file;
    readonly DwarfSections _sections;
    readonly Lock _gate = new();
    readonly int[] _working;
    int _next;
    int _forgottenTo;

    DwarfUnitThreads(DwarfFile file, DwarfSections sections, int threadCount)
    {
        _file = file;
        _sections = sections;
        _working = new int[threadCount];
    }

    /// <summary>The records of each thread.</summary>
    public static DwarfRecords[] ReadAll(DwarfFile file, DwarfSections sections, SymbolDumpOptions options)
    {
        var threads = new DwarfUnitThreads(file, sections, Math.Clamp(Math.Min(options.ThreadCount, file.UnitCount), 1, 64));
        var records = new DwarfRecords[threads._working.Length];
        var helpers = new Task[records.Length - 1];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = new DwarfRecords();
        }

        for (var i = 0; i < helpers.Length; i++)
        {
            var thread = i + 1;
            helpers[i] = Task.Run(() => threads.ReadUnits(thread, file.CreateReader(records[thread], options.WithInlines)));
        }

        threads.ReadUnits(0, file.CreateReader(records[0], options.WithInlines));
        ((IAsyncResult)Task.WhenAll(helpers)).AsyncWaitHandle.WaitOne();
        foreach (var helper in helpers)
        {
            if (helper.Exception?.InnerException is { } cause)
            {
                ExceptionDispatchInfo.Throw(cause);
            }
        }

        foreach (var section in (ReadOnlyMemory<byte>[])[sections.Info, sections.Line, sections.RngLists, sections.Ranges, sections.Abbrev, sections.Str])
        {
            MappedFileBytes.Forget(section);
        }

        return records;
    }

    void ReadUnits(int thread, Action<int> read)
    {
        while (Take(thread) is >= 0 and var index)
        {
            read(index);
        }
    }

    int Take(int thread)
    {
        lock (_gate)
        {
            _working[thread] = _next;
            if (_next >= _file.UnitCount)
            {
                return -1;
            }

            // What lies before the first unit in work is read again only for names that other units take from it.
            var doneTo = (int)_file.UnitPlace(_working.Min()).Start;
            if (doneTo - _forgottenTo >= ForgetStep)
            {
                MappedFileBytes.Forget(_sections.Info[_forgottenTo..doneTo]);
                _forgottenTo = doneTo;
            }

            return _next++;
        }
    }
}
