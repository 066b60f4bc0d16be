using Inquest.Protocol;
using Inquest.Server.Ingest;
using Inquest.Server.Workers;

namespace Inquest.Server;

/// <summary>Everything that a server is told at its start.</summary>
public sealed record ServerOptions
{
    /// <summary>Database, spool, blobs and symbols lie below it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Addresses to listen on; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:9100"];

    /// <summary>The address that clients and people use, when a reverse proxy stands before the server.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Folders and servers with symbols, beside the server's own store.</summary>
    public IReadOnlyList<string> SymbolSources { get; init; } = [];

    /// <summary>Where converted symbols are kept; null takes a folder below <see cref="DataFolder"/>.</summary>
    public string? SymbolCacheFolder { get; init; }

    /// <summary>Days without use after which a symbol file goes; 0 keeps all.</summary>
    public int SymbolUnusedDays { get; init; }

    /// <summary>Latest releases whose symbol files stay whatever their use.</summary>
    public int SymbolKeptReleases { get; init; } = 10;

    public ProtocolLimits ProtocolLimits { get; init; } = ProtocolLimits.Default;

    public IngestLimits IngestLimits { get; init; } = IngestLimits.Default;

    /// <summary>Where alerts of the pipeline go, as JSON with a <c>text</c>; null tells nobody.</summary>
    public Uri? AlertWebhook { get; init; }

    public Uploads.UploadLimits UploadLimits { get; init; } = Uploads.UploadLimits.Default;

    public Symbols.SymbolUploadLimits SymbolUploadLimits { get; init; } = Symbols.SymbolUploadLimits.Default;

    public WorkerOptions Workers { get; init; } = new();

    /// <summary>Lines of log below warnings.</summary>
    public bool Verbose { get; init; }
}
