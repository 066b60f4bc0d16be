namespace Inquest.Server.Uploads;

/// <summary>What is uploaded.</summary>
enum UploadKind
{
    Minidump,

    /// <summary>An event without a dump, as JSON.</summary>
    Json,
}
