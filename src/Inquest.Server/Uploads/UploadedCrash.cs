using System.Text.Json;

namespace Inquest.Server.Uploads;

/// <summary>A confirmed upload as it lies in the spool; the dump itself is in the blob store.</summary>
sealed record UploadedCrash
{
    /// <summary>SHA-256 of the dump in hex; null when only an event was uploaded.</summary>
    public string? DumpHash { get; set; }

    public long Size { get; set; }

    public string? Release { get; set; }

    public string? Environment { get; set; }

    public string? Fingerprint { get; set; }

    /// <summary>64 hex digits.</summary>
    public string? UserHash { get; set; }

    public JsonElement? Event { get; set; }
}
