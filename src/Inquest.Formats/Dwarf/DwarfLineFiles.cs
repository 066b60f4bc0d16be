namespace Inquest.Formats.Dwarf;

/// <summary>The folders and files of one line program's header; a path is put together when it is first asked for.</summary>
sealed class DwarfLineFiles(DwarfNamePool paths, DwarfLimits limits)
{
    const int NotAsked = -2;

    // DW_LNCT codes.
    const int PathCode = 1;
    const int DirectoryCode = 2;

    readonly List<ReadOnlyMemory<byte>> _folders = [];
    readonly List<(ReadOnlyMemory<byte> Name, ulong Folder)> _files = [];
    readonly List<int> _numbers = [];
    readonly List<(ulong Content, DwarfAttributeSpec Spec)> _formats = [];
    byte[] _path = new byte[256];
    ReadOnlyMemory<byte> _compilationFolder;

    public void Clear()
    {
        _folders.Clear();
        _files.Clear();
        _numbers.Clear();
    }

    /// <summary>The path's number in the pool; -1 for a number without a file.</summary>
    public int Path(ulong number)
    {
        if (number >= (ulong)_files.Count)
        {
            return -1;
        }

        while (_numbers.Count < _files.Count)
        {
            _numbers.Add(NotAsked);
        }

        var known = _numbers[(int)number];
        if (known == NotAsked)
        {
            _numbers[(int)number] = known = Join(_files[(int)number]);
        }

        return known;
    }

    /// <summary>Versions 2 to 4: lists of text, each closed by an empty one.</summary>
    public void Read(ref ByteReader reader, DwarfUnit unit)
    {
        var section = unit.Info.Sections.Line;
        _compilationFolder = DwarfStrings.Get(unit, unit.CompilationFolder);
        // Folder 0 is the compilation's own, which every relative path begins with anyway.
        _folders.Add(default);
        while (reader.Ok && _folders.Count < limits.LineFileCountMax && TryText(ref reader, section, out var folder))
        {
            _folders.Add(folder);
        }

        // Number 0 means no file; some producers use it for the unit's own source.
        _files.Add((DwarfStrings.Get(unit, unit.Name), 0));
        while (reader.Ok && _files.Count < limits.LineFileCountMax && TryText(ref reader, section, out var name))
        {
            _files.Add((name, reader.Uleb()));
            reader.Uleb();
            reader.Uleb();
        }
    }

    /// <summary>Version 5: tables that say their columns.</summary>
    /// <param name="reader">At the first table.</param>
    /// <param name="shape">The sizes of the program's own header, which may differ from the unit's.</param>
    /// <param name="unit">The unit, for its folder and strings.</param>
    public void Read5(ref ByteReader reader, DwarfUnit shape, DwarfUnit unit)
    {
        _compilationFolder = DwarfStrings.Get(unit, unit.CompilationFolder);
        ReadTable(ref reader, shape, isFolders: true);
        ReadTable(ref reader, shape, isFolders: false);
    }

    void ReadTable(ref ByteReader reader, DwarfUnit shape, bool isFolders)
    {
        _formats.Clear();
        var formatCount = reader.U8();
        for (var i = 0; i < formatCount; i++)
        {
            _formats.Add((reader.Uleb(), new DwarfAttributeSpec(0, (int)Math.Min(reader.Uleb(), int.MaxValue), 0)));
        }

        var count = reader.Uleb();
        // An entry without columns takes no bytes, so a count alone could run for ever.
        for (ulong i = 0; i < count && formatCount > 0 && reader.HasMore && i < (ulong)limits.LineFileCountMax; i++)
        {
            ReadOnlyMemory<byte> path = default;
            ulong folder = 0;
            foreach (var (content, spec) in _formats)
            {
                var start = (ulong)reader.Position;
                var value = DwarfFormReader.Read(ref reader, shape, spec);
                if (content == PathCode && reader.Ok)
                {
                    path = value.Kind == DwarfValueKind.InlineString
                        ? DwarfStrings.At(shape.Info.Sections.Line, start)
                        : DwarfStrings.Get(shape, value);
                }
                else if (content == DirectoryCode)
                {
                    folder = value.Value;
                }
            }

            if (isFolders)
            {
                _folders.Add(path);
            }
            else
            {
                _files.Add((path, folder));
            }
        }
    }

    static bool TryText(ref ByteReader reader, ReadOnlyMemory<byte> section, out ReadOnlyMemory<byte> text)
    {
        var start = reader.Position;
        text = section.Slice(start, reader.CString().Length);
        return !text.IsEmpty;
    }

    int Join((ReadOnlyMemory<byte> Name, ulong Folder) file)
    {
        if (file.Name.IsEmpty)
        {
            return -1;
        }

        var length = 0;
        var name = file.Name.Span;
        if (!IsAbsolute(name))
        {
            var folder = file.Folder < (ulong)_folders.Count ? _folders[(int)file.Folder] : default;
            if (!IsAbsolute(folder.Span))
            {
                Append(_compilationFolder.Span, ref length);
            }

            Append(folder.Span, ref length);
        }

        Append(name, ref length);
        return paths.Add(_path.AsSpan(0, length), isMangled: false);
    }

    void Append(ReadOnlySpan<byte> part, ref int length)
    {
        if (part.Length + 1 > _path.Length - length)
        {
            Array.Resize(ref _path, Math.Max(_path.Length * 2, length + part.Length + 1));
        }

        if (length > 0 && part.Length > 0 && _path[length - 1] != '/')
        {
            _path[length++] = (byte)'/';
        }

        part.CopyTo(_path.AsSpan(length));
        length += part.Length;
    }

    // Windows paths are met in ELF files of cross builds; a drive letter makes a path absolute too.
    static bool IsAbsolute(ReadOnlySpan<byte> path) =>
        path.Length > 0 && (path[0] is (byte)'/' or (byte)'\\' || (path.Length > 1 && path[1] == ':'));
}
