namespace Inquest.Storage.Releases;

/// <summary>Where a session ran: what users are divided into segments by. Empty is unknown.</summary>
public readonly record struct SessionPlace(string Os, string OsVersion, string Device, string Build, string Country)
{
    public static SessionPlace Unknown { get; } = new("", "", "", "", "");

    public bool IsUnknown => Os.Length + OsVersion.Length + Device.Length + Build.Length + Country.Length == 0;

    /// <summary>The segments that it belongs to, everybody left out.</summary>
    public IEnumerable<(string Dimension, string Value)> Segments()
    {
        if (Os.Length > 0)
        {
            yield return ("os", Os);
        }

        if (OsVersion.Length > 0)
        {
            yield return ("os.version", Os.Length > 0 ? Os + " " + OsVersion : OsVersion);
        }

        if (Device.Length > 0)
        {
            yield return ("device", Device);
        }

        if (Build.Length > 0)
        {
            yield return ("build", Build);
        }

        if (Country.Length > 0)
        {
            yield return ("country", Country);
        }
    }
}
