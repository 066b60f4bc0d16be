using Inquest.Reports;

namespace Inquest.Web.Views;

/// <summary>One event: its report and what lies around it.</summary>
public sealed record EventView
{
    /// <summary>The server's ascending number of the event; part of its address.</summary>
    public required long Row { get; init; }

    public required Report Report { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Row of the event before this one in the issue, in order of arrival.</summary>
    public long? Older { get; init; }

    public long? Newer { get; init; }

    /// <summary>Bytes of the stored dump; null when there is none.</summary>
    public long? DumpSize { get; init; }

    public IReadOnlyList<AttachmentRow> Attachments { get; init; } = [];

    /// <summary>Why processing gave up, for a failed event.</summary>
    public string? Failure { get; init; }

    /// <summary>True while a worker has not finished it.</summary>
    public bool IsProcessing { get; init; }

    /// <summary>The thread whose stack is the answer: crashed, else the one named by the report, else the first.</summary>
    public int? MainThread
    {
        get
        {
            if (Report.Crash?.ThreadIndex is { } index && index >= 0 && index < Report.Threads.Count)
            {
                return index;
            }

            for (var i = 0; i < Report.Threads.Count; i++)
            {
                if (Report.Threads[i].Crashed)
                {
                    return i;
                }
            }

            return Report.Threads.Count > 0 && Report.Exceptions.Count == 0 ? 0 : null;
        }
    }
}
