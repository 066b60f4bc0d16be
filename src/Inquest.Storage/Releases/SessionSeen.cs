namespace Inquest.Storage.Releases;

/// <summary>Who told of a session.</summary>
[Flags]
public enum SessionSeen
{
    None = 0,

    /// <summary>Its first update (<c>init</c>) arrived.</summary>
    Begun = 1,

    /// <summary>Any update of the session itself arrived.</summary>
    Update = 2,

    /// <summary>A crash report that names it arrived.</summary>
    Report = 4,
}
