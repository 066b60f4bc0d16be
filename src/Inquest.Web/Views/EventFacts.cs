using Inquest.Reports;
using Inquest.Web.Text;

namespace Inquest.Web.Views;

/// <summary>The machine, the process and the user of one event, as names and values.</summary>
public static class EventFacts
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Report report)
    {
        var rows = new List<KeyValuePair<string, string>>();
        var system = report.System;
        Add("Release", Join(report.Release, report.Dist));
        Add("Environment", report.Environment);
        Add("System", Join(system.Os, system.OsVersion, system.OsBuild));
        Add("Distribution", system.LinuxDistribution);
        Add("Processor", Join(system.Cpu, system.CpuInfo, system.CpuCount is { } count ? Figure.Count(count, "core") : null));
        Add("Microcode", system.CpuMicrocode);
        Add("Device", system.DeviceModel);
        Add("Runtime", Join(system.Runtime, system.RuntimeVersion));
        Add("Process", system.ProcessId is { } pid ? $"{pid}" : null);
        Add("Up for", system.ProcessUptimeSeconds is { } up ? Moment.Duration(up) : null);
        Add("Host", report.ServerName);
        Add("Transaction", report.Transaction);
        Add("Logger", report.Logger);
        Add("User", report.User is { } user ? Join(user.Id, user.Username, user.Name, user.Email, user.IpAddress) : null);
        Add("SDK", Join(report.SdkName, report.SdkVersion));
        Add("Event", report.EventId);
        return rows;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                rows.Add(new(name, Cut.To(value, WebLimits.TitleLength)));
            }
        }
    }

    static string? Join(params ReadOnlySpan<string?> parts)
    {
        var present = new List<string>();
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                present.Add(part);
            }
        }

        return present.Count == 0 ? null : string.Join(" · ", present);
    }
}
