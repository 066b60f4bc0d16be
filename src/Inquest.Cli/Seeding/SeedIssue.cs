using System.Globalization;
using Inquest.Grouping;
using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Cli.Seeding;

/// <summary>One made-up bug: a stack that is its own, and the events that it causes.</summary>
sealed class SeedIssue
{
    const int ReleaseCount = 12;
    static readonly MissingModule Driver = new("nvwgf2umx.pdb", "0F0E0D0C0B0A090807060504030201001", "nvwgf2umx.dll", "66F2A1B0200000", "missing", 2);

    readonly Report _template;
    readonly bool _missesSymbols;
    readonly string _message;

    SeedIssue(Report template, string message, bool missesSymbols)
    {
        (_template, _message, _missesSymbols) = (template, message, missesSymbols);
        Grouping = Grouper.Group(template with { Exceptions = [.. template.Exceptions.Select(exception => exception with { Value = Fill(message, "17") })] });
    }

    /// <summary>The same for every event of the bug, as grouping looks at the stack alone.</summary>
    public GroupingResult Grouping { get; }

    public static SeedIssue Make(int index, ulong seed)
    {
        var dice = SeedDice.For(seed ^ 0x5EED, (ulong)index);
        var kind = dice.Unit();
        return kind < 0.6 ? Native(index, ref dice) : Managed(index, ref dice, isNode: kind > 0.85);
    }

    /// <param name="index">Number of the event within the seed.</param>
    /// <param name="time">When it happened, in Unix milliseconds.</param>
    /// <param name="age">How far into the filled time that is, from 0 to 1.</param>
    /// <param name="target">Project and key.</param>
    /// <param name="seed">The seed of everything.</param>
    public NewEvent Event(int index, long time, double age, SeedTarget target, ulong seed)
    {
        var dice = SeedDice.For(seed ^ 0xE7E7, (ulong)index);
        var report = Vary(time, age, ref dice);
        return new()
        {
            ProjectId = target.ProjectId,
            KeyId = target.KeyId,
            EventId = report.EventId,
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(time + 900),
            Report = report,
            Grouping = Grouping,
            ReportPacked = Zstd.PackJson(report, ReportJson.Default.Report),
            Missing = _missesSymbols && report.System.Os == "Windows" ? [Driver] : [],
        };
    }

    Report Vary(long time, double age, ref SeedDice dice)
    {
        var (os, version, cpu) = dice.PickSkewed(SeedWords.Systems);
        var isNative = _template.Platform == "native";
        var release = Math.Max(0, (int)(age * ReleaseCount) - dice.Skewed(4));
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
        var number = dice.Below(256).ToString(CultureInfo.InvariantCulture);
        var user = dice.Skewed(60_000);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["locale"] = dice.PickSkewed(SeedWords.Locales),
            ["channel"] = dice.Pick(SeedWords.Channels),
        };
        if (isNative)
        {
            tags["gpu"] = dice.PickSkewed(SeedWords.Gpus);
            tags["level.map"] = $"map-{dice.Skewed(30)}";
        }

        return _template with
        {
            EventId = dice.Next().ToString("x16", CultureInfo.InvariantCulture) + dice.Next().ToString("x16", CultureInfo.InvariantCulture),
            Timestamp = at,
            Release = $"game@6.{release}.{release % 3}",
            Environment = dice.Chance(0.93) ? "production" : "staging",
            ServerName = isNative ? null : $"node-{dice.Below(40)}",
            Transaction = isNative ? null : $"POST /{dice.Pick(SeedWords.Spaces)}/{dice.PickSkewed(SeedWords.Verbs).ToLowerInvariant()}",
            System = isNative
                ? new() { Os = os, OsVersion = version, Cpu = cpu, CpuCount = 4 << dice.Below(3), ProcessUptimeSeconds = dice.Below(7200) }
                : new() { Os = "Linux", OsVersion = "6.8.0", Cpu = "amd64", Runtime = _template.Platform == "node" ? "node" : ".NET", RuntimeVersion = _template.Platform == "node" ? "22.11.0" : "10.0.0" },
            User = new($"u-{user}", null, null, null, null),
            Tags = tags,
            Exceptions = [.. _template.Exceptions.Select(exception => exception with { Value = Fill(_message, number) })],
            Crash = _template.Crash is { } crash ? crash with { Address = (ulong)dice.Below(4096) } : null,
            Breadcrumbs = [.. Enumerable.Range(0, 6).Select(step => new Breadcrumb
            {
                Timestamp = at.AddSeconds(-40 + (step * 6)), Category = "game", Message = SeedWords.Steps[(user + step) % SeedWords.Steps.Length],
            })],
        };
    }

    static SeedIssue Native(int index, ref SeedDice dice)
    {
        var reason = dice.PickSkewed(SeedWords.Reasons);
        var missesSymbols = dice.Chance(0.08);
        var frames = new List<Frame>();
        if (missesSymbols)
        {
            frames.Add(Frame(1, null, FrameTrust.Context) with { MissingSymbols = true });
            frames.Add(Frame(1, null, FrameTrust.Scan) with { MissingSymbols = true });
        }

        var (space, type, method) = Place(index);
        frames.Add(Frame(0, $"{space}::{type}::{method}", missesSymbols ? FrameTrust.Scan : FrameTrust.Context) with { File = $"src/{space}/{type}.cpp", Line = 20 + (index % 700), InApp = true });
        for (var depth = dice.Below(8) + 3; depth > 0; depth--)
        {
            var (outerSpace, outerType, outerMethod) = Place((int)(dice.Next() % 48_000));
            frames.Add(Frame(0, $"{outerSpace}::{outerType}::{outerMethod}", FrameTrust.Cfi) with { File = $"src/{outerSpace}/{outerType}.cpp", Line = 10 + dice.Below(600), InApp = true });
        }

        frames.Add(Frame(0, "engine::App::Run", FrameTrust.Cfi) with { File = "src/engine/App.cpp", Line = 212, InApp = true });
        frames.Add(Frame(2, "BaseThreadInitThunk", FrameTrust.Cfi));
        frames.Add(Frame(3, "RtlUserThreadStart", FrameTrust.Cfi));
        return new(
            new()
            {
                Platform = "native",
                Kind = "crash",
                Level = "fatal",
                IsCrash = true,
                SdkName = "crashpad",
                Crash = new() { Reason = reason, Address = 0, ThreadIndex = 0, Instruction = "mov rax, [rcx+0x18]" },
                Threads =
                [
                    new() { Id = 4100, Name = "main", Crashed = true, Frames = frames },
                    .. Enumerable.Range(1, 3).Select(i => new ReportThread
                    {
                        Id = 4100 + (ulong)i, Name = $"worker {i}", Frames = [Frame(3, "NtWaitForSingleObject", FrameTrust.Context), Frame(0, "engine::JobQueue::Wait", FrameTrust.Cfi)],
                    }),
                ],
                Modules =
                [
                    Module("C:\\Game\\game.exe", 0x1_4000_0000, SymbolState.Found) with { IsMain = true },
                    Module("C:\\Windows\\System32\\nvwgf2umx.dll", 0x7FFB_0000_0000, missesSymbols ? SymbolState.Missing : SymbolState.NotNeeded),
                    Module("C:\\Windows\\System32\\kernel32.dll", 0x7FFC_1000_0000, SymbolState.Found),
                    Module("C:\\Windows\\System32\\ntdll.dll", 0x7FFC_2000_0000, SymbolState.Found),
                ],
            },
            "{0}",
            missesSymbols);
    }

    static SeedIssue Managed(int index, ref SeedDice dice, bool isNode)
    {
        var (space, type, method) = Place(index);
        var (error, message) = isNode ? SeedWords.Errors[6 + dice.Below(4)] : SeedWords.Errors[dice.Below(6)];
        var frames = new List<Frame> { Code(space, type, method, 20 + (index % 700), isNode) };
        for (var depth = dice.Below(10) + 4; depth > 0; depth--)
        {
            var (outerSpace, outerType, outerMethod) = Place((int)(dice.Next() % 48_000));
            frames.Add(Code(outerSpace, outerType, outerMethod, 10 + dice.Below(600), isNode));
        }

        var handled = dice.Chance(0.7);
        return new(
            new()
            {
                Platform = isNode ? "node" : "csharp",
                Kind = handled ? "error" : "crash",
                Level = handled ? dice.PickSkewed(["error", "warning", "info"]) : "fatal",
                IsCrash = !handled,
                SdkName = isNode ? "sentry.javascript.node" : "sentry.dotnet",
                Exceptions = [new() { Type = error, Value = message, Handled = handled, Frames = frames }],
            },
            message,
            missesSymbols: false);
    }

    static string Fill(string message, string number) => message.Replace("{0}", number, StringComparison.Ordinal);

    // 48,000 different places; beyond that a number keeps them apart.
    static (string Space, string Type, string Method) Place(int index)
    {
        // Neighbours get unlike names: a factor without common divisor visits every place once.
        index = (index / 48_000 * 48_000) + (int)(index % 48_000 * 7_919L % 48_000);
        var space = SeedWords.Spaces[index % SeedWords.Spaces.Length];
        var rest = index / SeedWords.Spaces.Length;
        var type = SeedWords.Classes[rest % SeedWords.Classes.Length];
        rest /= SeedWords.Classes.Length;
        var verb = SeedWords.Verbs[rest % SeedWords.Verbs.Length];
        rest /= SeedWords.Verbs.Length;
        var noun = SeedWords.Nouns[(index + (index / 7)) % SeedWords.Nouns.Length];
        return (space, type, rest == 0 ? verb + noun : $"{verb}{noun}{rest}");
    }

    static Frame Frame(int module, string? function, FrameTrust trust) => new()
    {
        ModuleIndex = module,
        Module = module switch { 0 => "game.exe", 1 => "nvwgf2umx.dll", 2 => "kernel32.dll", _ => "ntdll.dll" },
        Function = function,
        Trust = trust,
        Instruction = 0x1_4000_1000,
        ModuleOffset = 0x1000,
    };

    static Frame Code(string space, string type, string method, int line, bool isNode) => new()
    {
        Module = isNode ? $"{space}/{type.ToLowerInvariant()}" : $"Game.{space}",
        Function = isNode ? $"{type}.{char.ToLowerInvariant(method[0])}{method[1..]}" : $"Game.{space}.{type}.{method}()",
        File = isNode ? $"app/{space}/{type.ToLowerInvariant()}.js" : $"src/{space}/{type}.cs",
        Line = line,
        InApp = true,
        Trust = FrameTrust.Prewalked,
    };

    static ReportModule Module(string path, ulong at, SymbolState symbols) => new()
    {
        CodeFile = path,
        DebugFile = Path.ChangeExtension(path[(path.LastIndexOf('\\') + 1)..], ".pdb"),
        DebugId = "0F0E0D0C0B0A090807060504030201001",
        Base = at,
        Size = 0x20_0000,
        Symbols = symbols,
    };
}
