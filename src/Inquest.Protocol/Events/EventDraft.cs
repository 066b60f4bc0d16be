using System.Globalization;
using Inquest.Protocol.Json;
using Inquest.Reports;

namespace Inquest.Protocol.Events;

/// <summary>What the readers of one event share: limits, budgets, the image list and findings.</summary>
sealed class EventDraft(ProtocolLimits limits, EventContext context, string platform)
{
    readonly List<ReportFinding> _findings = [];

    public ProtocolLimits Limits { get; } = limits;

    public EventContext Context { get; } = context;

    public string Platform { get; } = platform;

    public ImageMap Images { get; set; } = ImageMap.Empty;

    public int FramesLeft { get; set; } = limits.MaxTotalFrames;

    public int VarsBytesLeft { get; set; } = limits.MaxVarsBytes;

    public IReadOnlyList<ReportFinding> Findings => _findings;

    public void Add(string code, string detail)
    {
        if (_findings.Count < Limits.MaxFindings && !_findings.Exists(f => f.Code == code && f.Detail == detail))
        {
            _findings.Add(new ReportFinding(code, JsonShapes.Cut(detail, Limits.MaxTagLength)));
        }
    }

    public void AddCut(string what, int kept, int all) =>
        Add("cut", string.Create(CultureInfo.InvariantCulture, $"Of {all} {what}, {kept} were kept."));

    /// <summary>A name within its limit.</summary>
    public string? Name(System.Text.Json.JsonElement element) => element.Text(Limits.MaxNameLength);
}
