namespace Inquest.Cli.Seeding;

/// <summary>What the made-up program is made of.</summary>
static class SeedWords
{
    public static readonly string[] Spaces =
    [
        "render", "audio", "net", "physics", "ui", "save", "asset", "script", "input", "ai", "world", "quest", "shop", "chat", "match", "replay",
        "anim", "particle", "terrain", "shader", "texture", "mesh", "font", "locale", "crypto", "patch", "launcher", "telemetry", "vr", "video",
        "inventory", "craft", "dialog", "camera", "light", "water", "sky", "crowd", "vehicle", "weapon",
    ];

    public static readonly string[] Classes =
    [
        "Cache", "Loader", "Queue", "Pool", "Graph", "Manager", "Encoder", "Decoder", "Stream", "Buffer", "Registry", "Scheduler", "Resolver", "Session",
        "Channel", "Packet", "Batch", "Node", "Tree", "Table", "Index", "Writer", "Reader", "Parser", "Builder", "Factory", "Router", "Handler",
        "Monitor", "Profile", "Layer", "Surface", "Timeline", "Emitter", "Collider", "Solver", "Allocator", "Journal", "Ledger", "Broker",
    ];

    public static readonly string[] Verbs =
    [
        "Load", "Draw", "Flush", "Resize", "Insert", "Remove", "Update", "Commit", "Decode", "Encode", "Attach", "Detach", "Acquire", "Release", "Merge",
        "Split", "Parse", "Format", "Resolve", "Dispatch", "Enqueue", "Dequeue", "Lock", "Unlock", "Seek", "Advance", "Rewind", "Compile", "Link", "Bind",
    ];

    public static readonly string[] Nouns =
    [
        "Frame", "Mesh", "Texture", "Voice", "Chunk", "Block", "Entry", "Record", "Header", "Glyph", "Vertex", "Sample", "Token", "Page", "Slot", "Handle",
        "Command", "Message", "State", "Range",
    ];

    public static readonly string[] Gpus =
    [
        "GeForce RTX 4070", "GeForce RTX 3060", "Radeon RX 7800 XT", "Intel Iris Xe", "Radeon RX 580", "GeForce GTX 1660", "Adreno 740", "Apple M3",
    ];

    public static readonly string[] Locales =
    [
        "en-US", "de-DE", "ja-JP", "pt-BR", "fr-FR", "zh-CN", "es-ES", "ko-KR", "pl-PL", "ru-RU", "it-IT", "tr-TR", "nl-NL", "sv-SE", "cs-CZ", "uk-UA",
        "ar-EG", "he-IL", "th-TH", "vi-VN",
    ];

    public static readonly string[] Channels = ["stable", "stable", "stable", "beta", "nightly"];

    public static readonly (string Os, string Version, string Cpu)[] Systems =
    [
        ("Windows", "10.0.26100", "amd64"), ("Windows", "10.0.22631", "amd64"), ("Windows", "10.0.19045", "amd64"), ("Android", "15", "arm64"),
        ("Android", "14", "arm64"), ("macOS", "15.4", "arm64"), ("iOS", "18.3", "arm64"), ("Linux", "6.8.0", "amd64"), ("Windows", "10.0.17763", "x86"),
    ];

    public static readonly string[] Reasons =
    [
        "EXCEPTION_ACCESS_VIOLATION_READ", "EXCEPTION_ACCESS_VIOLATION_WRITE", "SIGSEGV / SEGV_MAPERR", "SIGABRT", "EXCEPTION_STACK_OVERFLOW",
        "EXCEPTION_INT_DIVIDE_BY_ZERO", "EXC_BAD_ACCESS / KERN_INVALID_ADDRESS", "EXCEPTION_BREAKPOINT",
    ];

    public static readonly (string Type, string Message)[] Errors =
    [
        ("System.NullReferenceException", "Object reference not set to an instance of an object."),
        ("System.InvalidOperationException", "Sequence contains no elements"),
        ("System.TimeoutException", "The operation has timed out after {0} ms."),
        ("System.IO.IOException", "The process cannot access the file 'cache-{0}.bin' because it is being used by another process."),
        ("System.ArgumentOutOfRangeException", "Index was out of range: {0}."),
        ("Shop.PaymentDeclinedException", "Payment {0} was declined by the bank."),
        ("TypeError", "Cannot read properties of undefined (reading 'slot{0}')"),
        ("RangeError", "Maximum call stack size exceeded"),
        ("AbortError", "The request for page {0} was aborted"),
        ("Error", "connect ECONNREFUSED 10.0.0.{0}:5432"),
    ];

    public static readonly string[] Steps =
    [
        "opened the map", "joined a lobby", "changed the graphics settings", "bought an item", "loaded a save", "paused", "lost the connection",
        "alt-tabbed", "started a replay", "entered the tunnel",
    ];
}
