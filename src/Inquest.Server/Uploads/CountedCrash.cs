namespace Inquest.Server.Uploads;

/// <summary>Crashes that were counted and not uploaded, as they lie in the spool.</summary>
sealed record CountedCrash
{
    public string Fingerprint { get; set; } = "";

    /// <summary>64 hex digits.</summary>
    public string? UserHash { get; set; }

    public string? Release { get; set; }

    public string? Platform { get; set; }

    public DateTimeOffset CrashedAt { get; set; }

    /// <summary>How many; the ids of all but the first follow from the first's.</summary>
    public int Count { get; set; } = 1;
}
