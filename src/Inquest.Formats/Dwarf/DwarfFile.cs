namespace Inquest.Formats.Dwarf;

/// <summary>The debug information of one file: functions, inlined calls and lines, unit by unit.</summary>
/// <remarks>Units can be read by several threads at once, each into records of its own.</remarks>
public sealed class DwarfFile
{
    readonly DwarfInfo _info;
    readonly DwarfLimits _limits;
    readonly DwarfPackage? _package;
    readonly Func<DwarfSplitUnit, DwarfSections?>? _openSplit;
    readonly List<Finding> _findings = [];
    readonly Lock _gate = new();
    int _missingSplitCount;
    string? _firstMissing;

    /// <param name="sections">Of any container.</param>
    /// <param name="limits">How much of it is believed.</param>
    /// <param name="openSplit">Gives the sections of a .dwo file that the package does not have; null when there is no such file.</param>
    public DwarfFile(DwarfSections sections, DwarfLimits limits, Func<DwarfSplitUnit, DwarfSections?>? openSplit = null)
    {
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentNullException.ThrowIfNull(limits);
        Nameless = Names.Add("<name omitted>"u8, isMangled: false);
        _limits = limits;
        _openSplit = openSplit;
        _info = new DwarfInfo(sections, limits);
        _package = sections.Package is null ? null : new DwarfPackage(sections.Package, limits);
    }

    public int UnitCount => _info.Units.Count;

    /// <summary>What functions and inlined calls are called.</summary>
    public DwarfNamePool Names { get; } = new();

    /// <summary>The name of functions that have none.</summary>
    public int Nameless { get; }

    /// <summary>Paths of sources.</summary>
    public DwarfNamePool Paths { get; } = new();

    /// <summary>Complete when all units have been read.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            var all = new List<Finding>([.. _info.Findings, .. _info.Supplementary?.Findings ?? [], .. _findings]);
            if (_missingSplitCount > 0)
            {
                all.Add(new Finding("debug-info-split",
                    $"The entries of {_missingSplitCount} units are in .dwo files that are not there, the first in {_firstMissing}."));
            }

            return all;
        }
    }

    /// <summary>Where a unit is in .debug_info, header included.</summary>
    public DwarfRange UnitPlace(int index) => new((ulong)_info.Units[index].Offset, (ulong)_info.Units[index].End);

    /// <summary>A reader for one thread, which adds to <paramref name="records"/>. It is called with the numbers of units.</summary>
    public Action<int> CreateReader(DwarfRecords records, bool withInlines)
    {
        var reader = new DwarfUnitReader(this, records, withInlines, _limits);
        return index =>
        {
            var unit = _info.Units[index];
            reader.Read(unit.SplitName.IsPresent ? Split(unit) ?? unit : unit, index);
            if (reader.CutLineProgramCount > 0)
            {
                Add(new Finding("line-rows", $"The line program of the unit at {unit.Offset:x} has more than {_limits.LineRowCountMax} rows; the rest is left out."));
            }
        };
    }

    /// <summary>Adds the lines of ranges that no function covers to <paramref name="records"/>, as functions without a name.</summary>
    public void ReadLoose(int index, DwarfRecords records, IEnumerable<DwarfRange> ranges) =>
        new DwarfUnitReader(this, records, false, _limits).ReadLoose(_info.Units[index], index, ranges);

    DwarfUnit? Split(DwarfUnit skeleton)
    {
        var name = System.Text.Encoding.UTF8.GetString(DwarfStrings.Get(skeleton, skeleton.SplitName).Span);
        var folder = System.Text.Encoding.UTF8.GetString(DwarfStrings.Get(skeleton, skeleton.CompilationFolder).Span);
        var sections = _package?.Find(skeleton.SplitId) ?? _openSplit?.Invoke(new DwarfSplitUnit(name, folder, skeleton.SplitId));
        var info = sections is null ? null : new DwarfInfo(sections with { Package = null, UnitIndex = default }, _limits);
        var unit = info?.Units.FirstOrDefault(candidate => candidate.SplitId == skeleton.SplitId);
        if (unit is null)
        {
            lock (_gate)
            {
                _missingSplitCount++;
                _firstMissing ??= name;
            }

            return null;
        }

        unit.Skeleton = skeleton;
        return unit;
    }

    void Add(Finding finding)
    {
        lock (_gate)
        {
            _findings.Add(finding);
        }
    }
}
