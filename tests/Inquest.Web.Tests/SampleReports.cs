using System.Text.Json;
using Inquest.Reports;
using Breadcrumb = Inquest.Reports.Breadcrumb;

namespace Inquest.Web.Tests;

/// <summary>Reports as pages meet them: a native crash, an SDK's exception, one that attacks its reader, one that is huge.</summary>
static class SampleReports
{
    public static readonly DateTimeOffset CrashTime = new(2026, 11, 20, 9, 41, 7, TimeSpan.Zero);

    /// <summary>Markup, a right-to-left override, NUL, a lone surrogate, and a line break that would forge a line.</summary>
    public const string Hostile = "<script>alert(1)</script>\u202Egpj.exe\0\"'`\uD800 <img src=x onerror=alert(2)>\nforged";

    public static Report Native(int seed = 0, string release = "6.4.0", string os = "Windows") => new()
    {
        EventId = $"{0x1234ABCD + seed:x32}",
        Platform = "native",
        Level = "fatal",
        IsCrash = true,
        Kind = "crash",
        Timestamp = CrashTime.AddMinutes(seed % 40),
        Release = release,
        Environment = "production",
        System = new()
        {
            Os = os, OsVersion = "10.0.22631", Cpu = "amd64", CpuInfo = "family 25 model 97 stepping 2", CpuCount = 16, ProcessId = 4242,
            ProcessUptimeSeconds = 1934,
        },
        User = new($"player-{seed % 900}", null, null, null, null),
        Tags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["gpu"] = seed % 3 == 0 ? "NVIDIA GeForce RTX 4070" : "AMD Radeon RX 7800 XT", ["locale"] = seed % 2 == 0 ? "de-DE" : "en-US",
        },
        Crash = new()
        {
            Reason = "EXCEPTION_ACCESS_VIOLATION_READ",
            Address = 0x18,
            AddressMeaning = "null + 24",
            ThreadIndex = 0,
            Instruction = "mov rax, [rcx+18h]",
            MemoryAccesses = [new(0x18, 8, "read")],
        },
        Threads = [Crashed(), .. Waiting(37), Named("audio mixer", 5120, "Mixer::Pump(float*, unsigned int)")],
        Modules =
        [
            new()
            {
                Base = 0x7ff6_1000_0000, Size = 41_000_000, CodeFile = @"C:\Games\Skyline\game.exe", DebugFile = "game.pdb",
                DebugId = "4C4C44D655553144A1B1C1D1E1F1011", Version = "6.4.0.1184", IsMain = true, Symbols = SymbolState.Found, SymbolSource = "uploads",
            },
            new()
            {
                Base = 0x7ffa_2000_0000, Size = 9_400_000, CodeFile = @"C:\Games\Skyline\renderer.dll", DebugFile = "renderer.pdb",
                DebugId = "9A1FB2C3D4E5F60718293A4B5C6D7E8F2", Version = "6.4.0.1184", Symbols = SymbolState.Found, SymbolSource = "uploads",
            },
            new()
            {
                Base = 0x7ffa_9000_0000, Size = 2_100_000, CodeFile = @"C:\Windows\System32\nvwgf2umx.dll", DebugFile = "nvwgf2umx.pdb",
                DebugId = "0F0E0D0C0B0A090807060504030201001", Version = "32.0.15.6094", Symbols = SymbolState.Missing,
                SymbolLookups = ["uploads: not found", "/srv/symbols: not found"],
            },
            new() { Base = 0x7ffb_0000_0000, Size = 2_000_000, CodeFile = @"C:\Windows\System32\ntdll.dll", DebugFile = "ntdll.pdb" },
        ],
        Breadcrumbs =
        [
            new() { Timestamp = CrashTime.AddSeconds(-64), Category = "navigation", Message = "level: harbour → rooftop" },
            new() { Timestamp = CrashTime.AddSeconds(-9.4), Category = "http", Level = "warning", Message = "GET /matchmaking 503" },
            new() { Timestamp = CrashTime.AddSeconds(-3.2), Category = "render", Message = "mesh pool grown to 4096" },
            new() { Timestamp = CrashTime.AddSeconds(-0.016), Category = "render", Level = "error", Message = "mesh 1184 has no vertex buffer" },
        ],
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["build"] = "1184", ["graphics-api"] = "d3d12" },
        Findings = [new("memory-list-truncated", "The list of memory ends early: 3 of 61 ranges are missing.")],
    };

    public static Report Managed(int seed = 0) => new()
    {
        EventId = $"{0x5555_0000 + seed:x32}",
        Platform = "csharp",
        Level = "error",
        IsCrash = true,
        Kind = "error",
        Timestamp = CrashTime.AddHours(1 + (seed % 9)),
        Release = "shop@2.3.1",
        Environment = "production",
        ServerName = "web-3",
        SdkName = "sentry.dotnet",
        SdkVersion = "6.12.1",
        System = new() { Os = "Linux", OsVersion = "6.8.0", Cpu = "amd64", Runtime = ".NET", RuntimeVersion = "10.0.2" },
        Exceptions =
        [
            new()
            {
                Type = "System.InvalidOperationException", Value = "The basket of customer 8812 is locked by another checkout.",
                MechanismType = "UnhandledException", Handled = false,
                Frames =
                [
                    new()
                    {
                        Function = "Basket.Lock(CustomerId customer)", Module = "Shop.Checkout", File = "src/Shop.Checkout/Basket.cs", Line = 88, InApp = true,
                        Trust = FrameTrust.Prewalked,
                        ContextLine = "            throw new InvalidOperationException($\"The basket of customer {customer} is locked by another checkout.\");",
                        PreContext = ["        if (_owner is { } owner && owner != current)", "        {"],
                        PostContext = ["        }", "", "        _owner = current;"],
                        Vars = JsonDocument.Parse("""{"customer":"8812","owner":"checkout-7"}""").RootElement,
                    },
                    new() { Function = "CheckoutHandler.Handle(PlaceOrder command)", Module = "Shop.Checkout", File = "src/Shop.Checkout/CheckoutHandler.cs", Line = 41, InApp = true, Trust = FrameTrust.Prewalked },
                    new() { Function = "AsyncMethodBuilderCore.Start<TStateMachine>(TStateMachine& stateMachine)", Module = "System.Private.CoreLib", InApp = false, Trust = FrameTrust.Prewalked },
                ],
            },
        ],
        Request = JsonDocument.Parse("""{"method":"POST","url":"https://shop.example/checkout","headers":{"User-Agent":"Mozilla/5.0","Cookie":"⟨scrubbed: cookie⟩"}}""").RootElement,
        Contexts = JsonDocument.Parse("""{"app":{"app_version":"2.3.1"},"culture":{"display_name":"German (Germany)"}}""").RootElement,
        Extra = JsonDocument.Parse("""{"basket_size":3,"coupon":null}""").RootElement,
    };

    public static Report Attack() => new()
    {
        EventId = new string('e', 32),
        Platform = Hostile,
        Level = "fatal",
        IsCrash = true,
        Kind = "crash",
        Timestamp = CrashTime,
        Release = Hostile,
        Environment = Hostile,
        Message = Hostile,
        Crash = new() { Reason = Hostile, Address = ulong.MaxValue, AddressMeaning = Hostile, ThreadIndex = 0, Instruction = Hostile, Assertion = Hostile },
        System = new() { Os = Hostile, OsVersion = Hostile, Cpu = "amd64" },
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [Hostile] = Hostile },
        Exceptions = [new() { Type = Hostile, Value = Hostile }],
        Threads =
        [
            new()
            {
                Name = Hostile, Crashed = true, State = Hostile, EndedBy = Hostile,
                Frames =
                [
                    new() { Function = Hostile, Module = Hostile, File = Hostile, Line = int.MinValue, Trust = FrameTrust.Scan, Inlines = [new(Hostile, Hostile, -1)], Instruction = ulong.MaxValue },
                    new() { Function = new string('<', 5000), Module = "javascript:alert(3)" },
                ],
                Memory = [new(ulong.MaxValue - 3, Hostile, [0, 60, 62, 38])],
            },
        ],
        Modules = [new() { CodeFile = Hostile, DebugId = Hostile, Version = Hostile, Size = ulong.MaxValue, Base = ulong.MaxValue, Symbols = SymbolState.Missing, SymbolLookups = [Hostile] }],
        Breadcrumbs = [new() { Timestamp = DateTimeOffset.MaxValue, Category = Hostile, Message = Hostile, Level = Hostile }, new() { Timestamp = DateTimeOffset.MinValue }],
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [Hostile] = Hostile },
        Extra = JsonDocument.Parse("""{"<b>":{"</dl>":"<script>alert(4)</script>"}}""").RootElement,
        Findings = [new(Hostile, Hostile)],
    };

    /// <summary>Deep recursion, very many threads, long template names.</summary>
    public static Report Huge() => Native(7) with
    {
        EventId = new string('7', 32),
        Threads =
        [
            Crashed() with
            {
                Frames = [.. Enumerable.Range(0, 1024).Select(i => new Frame
                {
                    Function = $"std::_Tree<std::_Tmap_traits<std::basic_string<char, std::char_traits<char>, std::allocator<char>>, Widget{i % 3}, std::less<>, 0>>::_Emplace(std::pair<int, float>&&, Scene::Node<{i}>*)",
                    Module = "game.exe", File = @"D:\src\engine\scene\tree.cpp", Line = 100 + i, Instruction = 0x7ff6_1000_0000 + (ulong)i, Trust = FrameTrust.Cfi,
                })],
            },
            .. Enumerable.Range(0, 4000).Select(i => Named($"worker {i}", (ulong)i, $"Worker<{i % 400}>::Run()")),
        ],
        Modules = [.. Enumerable.Range(0, 900).Select(i => new ReportModule { CodeFile = $"/usr/lib/lib{i}.so", Base = (ulong)i << 20, Size = 4096, Symbols = SymbolState.Missing })],
        Breadcrumbs = [.. Enumerable.Range(0, 900).Select(i => new Breadcrumb { Timestamp = CrashTime.AddSeconds(i - 900), Category = "log", Message = $"message {i} " + new string('x', 200) })],
    };

    static ReportThread Crashed() => new()
    {
        Id = 6112,
        Name = "render",
        Crashed = true,
        EndedBy = "end-of-stack",
        Frames =
        [
            new()
            {
                Instruction = 0x7ffa_2004_51c2, ModuleIndex = 1, Module = "renderer.dll", ModuleOffset = 0x451c2, Trust = FrameTrust.Context, InApp = true,
                Function = "Renderer::DrawMesh(Renderer::Pass&, std::vector<Renderer::Mesh, std::allocator<Renderer::Mesh>> const&)",
                File = @"D:\build\skyline\renderer\draw_mesh.cpp", Line = 214,
                Inlines =
                [
                    new("VertexBuffer::stride() const", @"D:\build\skyline\renderer\vertex_buffer.h", 41),
                    new("Mesh::vertices() const", @"D:\build\skyline\renderer\mesh.h", 77),
                ],
                Registers =
                [
                    new("rax", 0), new("rbx", 0x1f4_22c0_9a40, "heap"), new("rcx", 0, "null"), new("rdx", 0x49f, null),
                    new("rsp", 0x6f_1a5f_f2b0, "stack of this thread"), new("rip", 0x7ffa_2004_51c2, "renderer.dll + 0x451c2"),
                    new("r8", 0x6567_616d_692e_6d69, "ASCII “im.image”"), new("r9", 0x7ffa_2081_0040, "renderer.dll + 0x810040"),
                ],
            },
            new() { Instruction = 0x7ffa_2004_6310, Module = "renderer.dll", ModuleOffset = 0x46310, Trust = FrameTrust.Cfi, InApp = true, Function = "Renderer::DrawPass(Renderer::Pass&)", File = @"D:\build\skyline\renderer\draw_pass.cpp", Line = 96 },
            new() { Instruction = 0x7ffa_9001_7f40, Module = "nvwgf2umx.dll", ModuleOffset = 0x17f40, Trust = FrameTrust.Scan, MissingSymbols = true, InApp = false },
            new() { Instruction = 0x7ff6_1002_1100, Module = "game.exe", ModuleOffset = 0x21100, Trust = FrameTrust.Cfi, InApp = true, Function = "Engine::RunFrame()", File = @"D:\build\skyline\engine\engine.cpp", Line = 1021 },
            new() { Instruction = 0x7ff6_1000_4a10, Module = "game.exe", ModuleOffset = 0x4a10, Trust = FrameTrust.FramePointer, InApp = true, Function = "main", File = @"D:\build\skyline\main.cpp", Line = 44 },
            new() { Instruction = 0x7ffb_0005_4830, Module = "ntdll.dll", ModuleOffset = 0x54830, Trust = FrameTrust.Cfi, InApp = false, Function = "RtlUserThreadStart" },
        ],
        Memory = [new(0x6f_1a5f_f2b0, "stack", [.. Enumerable.Range(0, 256).Select(i => (byte)((i * 37) ^ 0x5a))])],
    };

    static IEnumerable<ReportThread> Waiting(int count) => Enumerable.Range(0, count).Select(i => Named($"worker {i}", 7000 + (ulong)i, "NtWaitForSingleObject"));

    static ReportThread Named(string name, ulong id, string function) => new()
    {
        Name = name,
        Id = id,
        Frames =
        [
            new() { Function = function, Module = "ntdll.dll", Instruction = 0x7ffb_0009_c2f4, Trust = FrameTrust.Context, InApp = false },
            new() { Function = "JobQueue::Wait()", Module = "game.exe", File = @"D:\build\skyline\engine\jobs.cpp", Line = 61, Trust = FrameTrust.Cfi, InApp = true },
        ],
    };
}
