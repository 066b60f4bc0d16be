using System.Globalization;

namespace Inquest.Symbols.Tests.Dump;

/// <summary>A symbol file of a Windows module read the slow way: what it says of each address.</summary>
sealed class WindowsSymText
{
    readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);
    WindowsFunction? _current;

    public SortedDictionary<uint, WindowsFunction> Functions { get; } = [];

    public SortedDictionary<uint, string> Publics { get; } = [];

    public HashSet<string> Frames { get; } = [];

    /// <summary>Start, size and rules of each STACK CFI INIT, then the rules that follow it by address.</summary>
    public List<(uint Start, uint Size, List<(uint At, string Rules)> Rows)> Cfi { get; } = [];

    public string Head { get; private set; } = "";

    public static WindowsSymText Parse(string text)
    {
        var sym = new WindowsSymText();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            sym.Add(line, line.Split(' '));
        }

        return sym;
    }

    public static uint Hex(string text) => uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    void Add(string line, string[] parts)
    {
        switch (parts[0])
        {
            case "MODULE":
                Head = line;
                break;
            case "FILE":
                _files[parts[1]] = string.Join(' ', parts[2..]);
                break;
            case "INLINE_ORIGIN":
                _origins[parts[1]] = string.Join(' ', parts[2..]);
                break;
            case "FUNC":
                var first = parts[1] == "m" ? 2 : 1;
                _current = new WindowsFunction(Hex(parts[first]), Hex(parts[first + 1]), string.Join(' ', parts[(first + 3)..]));
                Functions.TryAdd(_current.Start, _current);
                break;
            case "INLINE":
                for (var i = 5; i + 1 < parts.Length; i += 2)
                {
                    _current!.Add(int.Parse(parts[1], CultureInfo.InvariantCulture), Hex(parts[i]), Hex(parts[i + 1]),
                        new WindowsFrame(_origins[parts[4]], int.Parse(parts[2], CultureInfo.InvariantCulture), _files[parts[3]]));
                }

                break;
            case "PUBLIC":
                var at = parts[1] == "m" ? 2 : 1;
                Publics.TryAdd(Hex(parts[at]), string.Join(' ', parts[(at + 2)..]));
                break;
            case "STACK" when parts[1] == "WIN":
                Frames.Add(string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
                break;
            case "STACK" when parts[2] == "INIT":
                Cfi.Add((Hex(parts[3]), Hex(parts[4]), [(Hex(parts[3]), string.Join(' ', parts[5..]))]));
                break;
            case "STACK":
                Cfi[^1].Rows.Add((Hex(parts[2]), string.Join(' ', parts[3..])));
                break;
            case "INFO":
                break;
            default:
                _current!.AddLine(Hex(parts[0]), Hex(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture), _files[parts[3]]);
                break;
        }
    }
}

/// <summary>A frame that an address stands for, the line being that of the code or of the call.</summary>
readonly record struct WindowsFrame(string Name, int Line, string File);

/// <summary>A FUNC with what belongs to it, by address.</summary>
sealed record WindowsFunction(uint Start, uint Size, string Name)
{
    readonly Dictionary<uint, (int Line, string File)> _lines = [];
    readonly Dictionary<uint, SortedDictionary<int, WindowsFrame>> _calls = [];

    public (int Line, string File) LineAt(uint address) => _lines.GetValueOrDefault(address, (0, ""));

    public void AddLine(uint start, uint size, int line, string file)
    {
        for (var i = start; i < start + size; i++)
        {
            _lines.TryAdd(i, (line, file));
        }
    }

    public void Add(int depth, uint start, uint size, WindowsFrame call)
    {
        for (var i = start; i < start + size; i++)
        {
            _calls.TryAdd(i, []);
            _calls[i].TryAdd(depth, call);
        }
    }

    /// <summary>Innermost first.</summary>
    public List<WindowsFrame> FramesAt(uint address)
    {
        var frames = new List<WindowsFrame>();
        var (line, file) = LineAt(address);
        foreach (var (_, call) in (_calls.GetValueOrDefault(address) ?? []).Reverse())
        {
            frames.Add(new WindowsFrame(call.Name, line, file));
            (line, file) = (call.Line, call.File);
        }

        frames.Add(new WindowsFrame(Name, line, file));
        return frames;
    }
}
