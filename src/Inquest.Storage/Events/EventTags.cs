using Inquest.Reports;

namespace Inquest.Storage.Events;

/// <summary>The tags that an issue page compares: the client's own, and those that every report carries.</summary>
public static class EventTags
{
    public static List<KeyValuePair<string, string>> Of(Report report)
    {
        var tags = new List<KeyValuePair<string, string>>(16);
        Add(tags, "release", report.Release);
        Add(tags, "environment", report.Environment);
        Add(tags, "level", report.Level);
        Add(tags, "os", report.System.Os);
        Add(tags, "os.version", report.System.Os is { } os && report.System.OsVersion is { } version ? $"{os} {version}" : null);
        Add(tags, "cpu", report.System.Cpu);
        Add(tags, "device", report.System.DeviceModel);
        Add(tags, "runtime", report.System.Runtime is { } runtime ? $"{runtime} {report.System.RuntimeVersion}".TrimEnd() : null);
        Add(tags, "server_name", report.ServerName);
        Add(tags, "transaction", report.Transaction);
        Add(tags, "logger", report.Logger);
        var derived = tags.Count;
        foreach (var (key, value) in report.Tags)
        {
            if (tags.Count < StorageLimits.TagsPerEventMax && tags.FindIndex(0, derived, tag => tag.Key == key) < 0)
            {
                Add(tags, key, value);
            }
        }

        return tags;
    }

    static void Add(List<KeyValuePair<string, string>> tags, string key, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            tags.Add(new(Cut(key), Cut(value)));
        }
    }

    static string Cut(string text) =>
        text.Length <= StorageLimits.TagTextMax ? text : text[..(char.IsHighSurrogate(text[StorageLimits.TagTextMax - 1]) ? StorageLimits.TagTextMax - 1 : StorageLimits.TagTextMax)];
}
