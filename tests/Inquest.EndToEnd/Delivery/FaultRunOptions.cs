namespace Inquest.EndToEnd.Delivery;

/// <summary>How large a run through a faulty network is.</summary>
/// <param name="Sender">Program and first arguments of <c>inquest</c>.</param>
/// <param name="Folders">Folders of reports; senders share them.</param>
/// <param name="Senders">Processes that send at the same time.</param>
public sealed record FaultRunOptions(string[] Sender, int Crashes, int Folders, int Senders, int Seed)
{
    /// <summary>A report that is not through after this was lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(4);
}
