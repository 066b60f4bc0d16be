using System.Text.Json;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>What the operating system said, from the mechanism of a native exception.</summary>
static class CrashFactsReader
{
    public static CrashFacts? Read(JsonElement exception, Report report)
    {
        var crashed = report.Threads.Select((t, i) => (t.Crashed, i)).Where(t => t.Crashed).Select(t => (int?)t.i).FirstOrDefault();
        var meta = exception.Values().Where(v => v.IsObject()).Select(v => v.Get("mechanism"u8).Get("meta"u8)).LastOrDefault(m => m.IsObject());
        var reason = Reason(meta);
        var fault = exception.Values().Where(v => v.IsObject())
            .Select(v => v.Get("mechanism"u8).Get("data"u8).Get("relevant_address"u8).Address()).LastOrDefault(a => a is not null);
        return reason is null && crashed is null ? null : new CrashFacts { Reason = reason, ThreadIndex = crashed, Address = fault };
    }

    static string? Reason(JsonElement meta)
    {
        var mach = meta.Get("mach_exception"u8);
        if (mach.Get("name"u8).Text(64) is { } name)
        {
            return Join(name, mach.Get("code_name"u8).Text(64));
        }

        var signal = meta.Get("signal"u8);
        if (signal.Get("name"u8).Text(64) is { } signalName)
        {
            return Join(signalName, signal.Get("code_name"u8).Text(64));
        }

        return signal.Get("number"u8).Integer() is { } number ? $"signal {number}" : null;
    }

    static string Join(string first, string? second) => second is null ? first : $"{first} / {second}";
}
