using Inquest.Reports;

namespace Inquest.Protocol.Forms;

/// <summary>A minidump upload of Crashpad, Breakpad, Electron or a Socorro-style sender, taken apart.</summary>
public sealed record MinidumpForm
{
    /// <summary>The dump, unpacked; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Dump { get; init; }

    public string? DumpFileName { get; init; }

    /// <summary>Dumps of other processes (<c>upload_file_minidump_browser</c>): the name is what follows the last underscore.</summary>
    public IReadOnlyList<FormFile> ExtraDumps { get; init; } = [];

    public IReadOnlyList<FormFile> Attachments { get; init; } = [];

    /// <summary>Text fields that are no event data, by name: the annotations of the crash.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Event JSON put together from <c>__sentry-event</c>, <c>sentry</c>, <c>sentry__N</c> and <c>sentry[…]</c>, with
    /// the usual fields (release, user, environment) filled in from the annotations; ready for
    /// <see cref="Events.SdkEventReader"/>. Null when there is nothing.
    /// </summary>
    public ReadOnlyMemory<byte>? EventJson { get; init; }

    /// <summary>The event's id where one was given, 32 lower-case hex digits.</summary>
    public string? EventId { get; init; }

    public string? Release { get; init; }

    public string? Product { get; init; }

    public string? Environment { get; init; }

    public string? UserId { get; init; }

    public string? UserEmail { get; init; }

    /// <summary>What the user wrote about the crash (Breakpad's <c>comments</c>).</summary>
    public string? Comments { get; init; }

    /// <summary>Odd things in secondary data, which never lose the dump.</summary>
    public IReadOnlyList<ReportFinding> Findings { get; init; } = [];
}
