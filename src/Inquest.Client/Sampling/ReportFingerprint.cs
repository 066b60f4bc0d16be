using System.Diagnostics;

namespace Inquest.Client.Sampling;

/// <summary>A cheap key that tells one process's errors apart. Which issue an event belongs to is the server's decision.</summary>
static class ReportFingerprint
{
    // The same bug is reached by many ways; its innermost calls are its own.
    const int Frames = 3;

    /// <returns>Differs from run to run: it never leaves the process.</returns>
    public static int Of(OutgoingReport report)
    {
        var hash = new HashCode();
        foreach (var part in report.Fingerprint)
        {
            hash.Add(part, StringComparer.Ordinal);
        }

        if (report.Exception is not { } exception)
        {
            hash.Add(report.Level);
            hash.Add(report.Logger, StringComparer.Ordinal);
            hash.Add(report.MessageTemplate ?? report.Message, StringComparer.Ordinal);
            return hash.ToHashCode();
        }

        while (exception is AggregateException { InnerException: { } inner })
        {
            exception = inner;
        }

        hash.Add(exception.GetType());
        var trace = new StackTrace(exception, fNeedFileInfo: false);
        if (trace.FrameCount == 0)
        {
            hash.Add(exception.Message, StringComparer.Ordinal);
        }

        for (var i = 0; i < Math.Min(Frames, trace.FrameCount); i++)
        {
            var frame = trace.GetFrame(i)!;
            hash.Add(DiagnosticMethodInfo.Create(frame) is { } method ? HashCode.Combine(method.Name, method.DeclaringTypeName) : frame.GetNativeOffset());
        }

        return hash.ToHashCode();
    }
}
