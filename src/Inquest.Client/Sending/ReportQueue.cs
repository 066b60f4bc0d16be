using System.Diagnostics.CodeAnalysis;

namespace Inquest.Client.Sending;

/// <summary>Handled reports between the code that captures and the network; the oldest goes when it is full.</summary>
sealed class ReportQueue(int capacity)
{
    readonly Lock _gate = new();
    readonly Queue<QueuedReport> _reports = new();

    /// <returns>False when an older one had to go for it.</returns>
    public bool Add(QueuedReport report)
    {
        lock (_gate)
        {
            var fits = _reports.Count < capacity;
            if (!fits)
            {
                _reports.Dequeue();
            }

            _reports.Enqueue(report);
            return fits;
        }
    }

    public bool TryTake([NotNullWhen(true)] out QueuedReport? report)
    {
        lock (_gate)
        {
            return _reports.TryDequeue(out report);
        }
    }
}
