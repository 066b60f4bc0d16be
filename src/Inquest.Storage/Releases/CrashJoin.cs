using System.Text.Json;
using Inquest.Reports;
using Inquest.Storage.Events;

namespace Inquest.Storage.Releases;

/// <summary>Joins a crash report to the session that it ended, so that the two are one crash however they arrive.</summary>
static class CrashJoin
{
    static readonly string[] Names = ["session", "session_id", "sid"];

    /// <param name="isFirst">False when the event was counted before and is only done again.</param>
    public static void Join(SessionBatch sessions, long projectId, Report report, long at, bool isFirst)
    {
        if (!report.IsCrash || string.IsNullOrEmpty(report.Release))
        {
            return;
        }

        if (SidOf(report) is not { } sid)
        {
            if (isFirst)
            {
                sessions.AddLooseCrash(projectId, report.Release, report.Environment ?? "", at);
            }

            return;
        }

        sessions.Add(new SessionFact
        {
            ProjectId = projectId,
            Sid = sid,
            Release = report.Release,
            Environment = report.Environment ?? "",
            User = UserHash.Of(report.User),
            Started = at,
            Class = SessionClass.Crashed,
            Cause = report.Kind is "out-of-memory" or "oom" ? SessionCause.OutOfMemory : SessionCause.None,
            Seen = SessionSeen.Report,
            Place = new SessionPlace(
                Short(report.System.Os), Short(report.System.OsVersion), Short(report.System.DeviceModel), Short(report.Dist), ""),
        });
    }

    /// <summary>The session's id where clients put it: a dump's annotation, a tag, our own context, or a context of that name.</summary>
    static byte[]? SidOf(Report report)
    {
        foreach (var name in Names)
        {
            if (Parse(report.Annotations.GetValueOrDefault(name)) is { } annotated)
            {
                return annotated;
            }

            if (Parse(report.Tags.GetValueOrDefault(name)) is { } tagged)
            {
                return tagged;
            }
        }

        return report.Contexts is { ValueKind: JsonValueKind.Object } contexts
            ? InContext(contexts, "inquest", "session") ?? InContext(contexts, "session", "sid") ?? InContext(contexts, "session", "id")
            : null;
    }

    static byte[]? InContext(JsonElement contexts, string context, string name) =>
        contexts.TryGetProperty(context, out var found) && found.ValueKind == JsonValueKind.Object
        && found.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Parse(value.GetString()) : null;

    static byte[]? Parse(string? text) => text is { Length: 32 or 36 or 38 } && Guid.TryParse(text, out var id) && id != Guid.Empty
        ? Convert.FromHexString(id.ToString("N")) : null;

    static string Short(string? text) => text is null ? "" : text.Length <= StorageLimits.TagTextMax ? text : text[..StorageLimits.TagTextMax];
}
