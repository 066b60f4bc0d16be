namespace Inquest.Server.Uploads;

/// <summary>What an address turns out to be.</summary>
enum UploadVerdict
{
    Good,

    /// <summary>The name of the object is none that this server gives.</summary>
    BadKey,

    /// <summary>Not signed by this server, or changed since.</summary>
    Forged,

    Expired,
}
